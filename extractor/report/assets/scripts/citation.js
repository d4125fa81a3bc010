// Citations of reports and incidents, as plain text.

/** @import { Article, Incident, RunFacts } from "./types.js" */

import { typeLabel } from "./labels.js";
import { dateRange } from "./text.js";

/** @param {RunFacts} facts */
function madeBy({ extractor, prompt, model, run, id }) {
  return `extractor ${extractor}, prompt ${prompt.name}, model ${model}, run ${run} (SHA-256 ${id})`;
}

/** @param {Article} article */
function articleSource(article) {
  const { outlet, url, agencies } = article.metadata;
  const facts = [article.name, outlet, agencies, article.published && `published ${article.published}`, url];
  return `${facts.filter(Boolean).join(", ")} (id ${article.id})`;
}

/**
 * @param {Article} article
 * @param {RunFacts} facts
 */
export function citeArticle(article, facts) {
  return `${articleSource(article)}. Coded with ${madeBy(facts)}.`;
}

/**
 * @param {Article} article
 * @param {{id: string, summary: string}} report
 * @param {RunFacts} facts
 */
export function citeReport(article, { id, summary }, facts) {
  return `Report ${article.name}:${id}. ${summary} In: ${articleSource(article)}. Coded with ${madeBy(facts)}.`;
}

/**
 * @param {Incident} incident
 * @param {RunFacts} facts
 */
export function citeIncident(incident, facts) {
  const when = incident.date_start ? dateRange(incident.date_start, incident.date_end) : "undated";
  const where = [incident.place, incident.country].filter(Boolean).join(", ") || "unknown place";
  const reports = incident.reports.map((report) =>
    report.article
      ? `${articleSource(report.article)}, report ${report.incident}`
      : `${report.label}, ${report.published ? `published ${report.published}` : "no publication date"} (id ${report.article_id}; from another run)`,
  );
  return `Incident ${incident.incident}: ${typeLabel(incident.type)}, ${where}, ${when}. ${incident.grade_reason}. Reports: ${reports.join("; ")}. Consolidated and coded with ${madeBy(facts)}.`;
}
