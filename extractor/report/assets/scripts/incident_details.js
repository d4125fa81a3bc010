// Details of an incident: tables, links, evidence, statements.

/** @import { Child, Incident, RunFacts } from "./types.js" */

import { stateLink } from "./address.js";
import { citeIncident } from "./citation.js";
import { citationBox } from "./citation_box.js";
import { el, isolated, listItems } from "./dom.js";
import { casualtiesTable, valuesTable } from "./incident_tables.js";
import { quoteView } from "./quote_view.js";
import { decodeQuote } from "./quotes.js";
import { datedReportLink, reportLink } from "./report_links.js";
import { spaced } from "./text.js";

/**
 * @param {Incident} incident
 * @param {RunFacts} facts
 */
export function incidentDetails(incident, facts) {
  return el(
    "div",
    { class: "body" },
    el("p", { dir: "auto" }, incident.summary),
    factsLine(incident),
    casualtiesTable(incident),
    valuesTable(incident),
    section("Why these reports were joined", joinReasons(incident)),
    section("Reports and evidence", reports(incident)),
    section("Statements about it", statements(incident)),
    section(
      "Reviewed",
      (incident.reviewed ?? []).map((text) => isolated(text)),
    ),
    section(
      "Flags",
      incident.flags.map((flag) => isolated(flag)),
    ),
    citationBox(
      () => citeIncident(incident, facts),
      () => [...new Set(incident.reports.flatMap(({ article }) => article ?? []))],
    ),
  );
}

/**
 * @param {string} title
 * @param {Child[]} items
 * @returns {Child}
 */
function section(title, items) {
  return items.length > 0 && [el("h3", {}, title), el("ul", {}, listItems(items))];
}

/** @param {Incident} incident */
function factsLine(incident) {
  const precision = ` · date precision: ${spaced(incident.date_precision)} · place precision: ${spaced(incident.place_precision)} · id `;
  return el(
    "p",
    { class: "facts" },
    incident.grade === "contested" && "contested: ",
    isolated(incident.grade_reason),
    incident.admin1 && [" · in ", isolated(incident.admin1)],
    precision,
    el("code", {}, incident.incident),
    " · ",
    stateLink({ view: "incidents", incident: incident.incident }, "link to this incident"),
  );
}

/** @param {Incident} incident */
function joinReasons(incident) {
  return incident.links.map(([a, b, outcome, reason]) => [
    reportLink(incident, a),
    outcome === "same" ? " and " : ` (${outcome}) `,
    reportLink(incident, b),
    ": ",
    isolated(reason),
  ]);
}

/** @param {Incident} incident */
function reports(incident) {
  return incident.reports.map((report, number) => {
    const { article, outlet, agencies } = report;
    const quotes = report.evidence ?? article?.incidents?.find((row) => row.id === report.incident)?.evidence ?? [];
    return [
      datedReportLink(incident, number),
      el(
        "small",
        {},
        ` · source ${report.source}`,
        outlet && [", ", isolated(outlet)],
        agencies && [", ", isolated(agencies.join(", "))],
      ),
      quotes.length > 0 &&
        el(
          "ul",
          { class: "quotes" },
          listItems(quotes.map((/** @type {any} */ value) => quoteView(decodeQuote(value, article)))),
        ),
    ];
  });
}

/** @param {Incident} incident */
function statements(incident) {
  return incident.statements.map((each) => [
    each.about === "operation" && "about the whole operation: ",
    `${spaced(each.type)}, `,
    isolated(each.speaker),
    each.on_behalf_of && [" on behalf of ", isolated(each.on_behalf_of)],
    ": ",
    quoteView(decodeQuote(each.quote, incident.reports[each.report].article)),
    " ",
    reportLink(incident, each.report),
  ]);
}
