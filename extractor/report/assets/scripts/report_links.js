// Links from an incident to the reports that it is made of.

/** @import { Child, Incident } from "./types.js" */

import { stateLink } from "./address.js";
import { el, isolated } from "./dom.js";

/**
 * Link to the card of a report. A report from another run is its label alone.
 * @param {Incident} incident
 * @param {number} number
 */
export function reportLink(incident, number) {
  const report = incident.reports[number];
  if (!report.article) return isolated(report.label);
  const { name } = report.article;
  const place = { view: "articles", article: name, card: report.incident };
  return stateLink(place, isolated(name), `:${report.incident}`);
}

/**
 * Link to a report, with the publication date of its article.
 * @param {Incident} incident
 * @param {number} number
 * @returns {Child[]}
 */
export function datedReportLink(incident, number) {
  const { article, published } = incident.reports[number];
  const facts = article ? ` ${article.published ?? ""}` : ` ${published ?? ""} (from another run)`;
  return [reportLink(incident, number), el("small", {}, facts)];
}
