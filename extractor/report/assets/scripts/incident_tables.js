// The tables of an incident: every casualty figure and every value, each with its sources.

/** @import { Child, Figure, Incident } from "./types.js" */

import { conflictsWithAny, figureText, operationGroups } from "./casualties.js";
import { FIELD_LABELS, fieldConflicts } from "./conflicts.js";
import { captionedTable, el, isolated, listItems, scrollable, separated } from "./dom.js";
import { typeLabel } from "./labels.js";
import { quoteView } from "./quote_view.js";
import { decodeQuote } from "./quotes.js";
import { datedReportLink, reportLink } from "./report_links.js";
import { plural, spaced } from "./text.js";

const DISAGREE = "≠ sources disagree";
const PART = "counted separately: part of the victims, or other victims in the same source";
const SUPERSEDED = "superseded";

/**
 * Table of every casualty figure with its source; null if there is none.
 * @param {Incident} incident
 */
export function casualtiesTable(incident) {
  const rows = [...ownFigures(incident), ...operationFigures(incident)].map(({ figure, disagrees, note }) =>
    el(
      "tr",
      { class: disagrees && "differs" },
      el("td", {}, el("b", {}, figureText(figure))),
      el("td", {}, figure.source ? isolated(figure.source) : "the article"),
      el("td", {}, figure.victims ? isolated(figure.victims) : "–"),
      el("td", {}, quoteView(decodeQuote(figure.quote, incident.reports[figure.report].article))),
      el("td", {}, datedReportLink(incident, figure.report)),
      el("td", {}, note),
    ),
  );
  if (!rows.length) return null;
  const head = ["figure", "source", "victims", "quote", "report", "note"];
  return scrollable("Casualties", captionedTable("Casualty figures by source", head, rows));
}

/** @typedef {{figure: Figure, disagrees: boolean, note: Child}} NotedFigure */

/**
 * @param {Incident} incident
 * @returns {NotedFigure[]}
 */
function ownFigures(incident) {
  return incident.tolls.flatMap(({ figures, parts, superseded }) => [
    ...figures.map((figure) => {
      const disagrees = conflictsWithAny(figure, figures);
      return { figure, disagrees, note: disagrees ? DISAGREE : "" };
    }),
    ...parts.map((figure) => ({ figure, disagrees: false, note: PART })),
    ...superseded.map((figure) => ({ figure, disagrees: false, note: SUPERSEDED })),
  ]);
}

/**
 * @param {Incident} incident
 * @returns {NotedFigure[]}
 */
function operationFigures(incident) {
  const groups = operationGroups(incident);
  return incident.operation_tolls.map((figure) => {
    const disagrees = conflictsWithAny(figure, groups.find((group) => group.includes(figure)) ?? []);
    const notes = [figure.superseded && SUPERSEDED, disagrees && DISAGREE].filter(Boolean);
    return {
      figure,
      disagrees,
      note: ["whole operation: ", isolated(figure.operation), notes.map((each) => `; ${each}`)],
    };
  });
}

/** @param {Incident} incident */
export function valuesTable(incident) {
  const rows = Object.entries(incident.values)
    .filter(([, values]) => values.length)
    .map(([field, values]) => {
      const disagrees = field in FIELD_LABELS && fieldConflicts(field, values);
      const label = FIELD_LABELS[field] ?? spaced(field);
      const items = values.map(([value, sources, reports]) => [
        valueText(field, value),
        actorFacts(incident, field, value),
        el(
          "small",
          {},
          ` ${plural(sources, "source")}: `,
          separated(
            reports.map((number) => reportLink(incident, number)),
            ", ",
          ),
        ),
      ]);
      return el(
        "tr",
        { class: disagrees && "differs" },
        el("th", { scope: "row" }, label, disagrees && el("span", { class: "badge alarm" }, "≠")),
        el("td", {}, el("ul", { class: "plain" }, listItems(items))),
      );
    });
  return scrollable("Values", captionedTable("Values by source", [], rows));
}

/**
 * @param {string} field
 * @param {string} value
 */
function valueText(field, value) {
  if (field === "type") return typeLabel(value);
  if (field === "date") return isolated(value.replace("/", " to "));
  return ["initiators", "targets", "claimed_by", "place"].includes(field) ? isolated(value) : spaced(value);
}

/**
 * The kind and the country of an actor.
 * @param {Incident} incident
 * @param {string} field
 * @param {string} name
 */
function actorFacts(incident, field, name) {
  if (field !== "initiators" && field !== "targets") return null;
  const actor = incident[field].find((each) => each.name === name);
  const facts = [actor?.kind && spaced(actor.kind), actor?.country].filter(Boolean);
  return facts.length ? el("small", {}, ` ${facts.join(", ")}`) : null;
}
