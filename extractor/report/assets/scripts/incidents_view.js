// The view of consolidated incidents, one line each with details.

/** @import { Actor, Child, Incident, PageData, RunFacts, State, View } from "./types.js" */

import { currentState, noteState } from "./address.js";
import { casualtiesSummary } from "./casualties.js";
import { conflictsOf } from "./conflicts.js";
import { button, disclosure, el, isolated, listItems, openDisclosure, replaceContent, separated } from "./dom.js";
import { filterForm } from "./filter_form.js";
import { filterIncidents, placeOf, sortIncidents } from "./filters.js";
import { incidentDetails } from "./incident_details.js";
import { gradeLabel, typeLabel } from "./labels.js";
import { isPrinting } from "./printing.js";
import { dateRange, formatCount, plural, spaced } from "./text.js";

const BATCH = 100; // lines shown at once

/**
 * @param {PageData} data
 * @returns {View}
 */
export function incidentsView(data) {
  const { incidents, near, facts } = data;
  const { form, show: showFilters } = filterForm(incidents);
  const count = el("p", { class: "count", role: "status" });
  const notFound = el("p", { class: "alarm", role: "status" });
  const list = el("ul", { class: "incidents" });
  const more = el("p", { class: "more" });
  /** Made once, so that what is open stays open. @type {Map<Incident, HTMLLIElement>} */
  const lines = new Map();

  const showLines = (/** @type {Incident[]} */ found, /** @type {number} */ from, /** @type {number} */ to) => {
    for (const incident of found.slice(from, to)) {
      const line = lines.get(incident) ?? incidentLine(incident, facts);
      lines.set(incident, line);
      list.append(line);
    }
    const left = found.length - to;
    const next = () => {
      showLines(found, to, to + BATCH);
      list.children[to]?.querySelector("summary")?.focus();
    };
    replaceContent(
      more,
      left > 0 && [
        `Showing ${formatCount(to)} of ${formatCount(found.length)}. `,
        button(`Show ${Math.min(BATCH, left)} more`, next),
      ],
    );
  };

  // Open a line. It gets the focus, unless the form or something in the line has it.
  const openLine = (/** @type {HTMLDetailsElement} */ details) => {
    const wasClosed = !details.open;
    openDisclosure(details);
    if (!wasClosed && details.contains(document.activeElement)) return;
    if (!form.contains(document.activeElement)) details.querySelector("summary")?.focus({ preventScroll: true });
    details.scrollIntoView({ block: "nearest" });
  };

  const update = (/** @type {State} */ state) => {
    showFilters(state);
    const found = sortIncidents(filterIncidents(incidents, state), state.sort);
    count.textContent = countText(found, incidents.length);
    const wanted = found.findIndex((incident) => incident.incident === state.incident);
    replaceContent(
      notFound,
      state.incident && wanted < 0 && `⚠ Incident ${state.incident} not found, or filtered out.`,
    );
    list.replaceChildren();
    showLines(found, 0, Math.max(BATCH, wanted + 1));
    const details = wanted < 0 ? null : list.children[wanted].querySelector("details");
    if (details) openLine(details);
  };

  return { root: el("div", {}, form, count, notFound, list, more, nearMisses(near)), update };
}

/**
 * @param {Incident[]} found
 * @param {number} all
 */
function countText(found, all) {
  const reports = found.reduce((sum, incident) => sum + incident.reports.length, 0);
  const incidents =
    found.length < all
      ? `${formatCount(found.length)} of ${plural(all, "incident")}`
      : plural(found.length, "incident");
  return `${incidents}, ${plural(reports, "report")}`;
}

/** @param {string[]} notes */
function nearMisses(notes) {
  if (!notes.length) return null;
  const summary = `${plural(notes.length, "near miss", "near misses")}: pairs of reports for a person to decide`;
  return disclosure({ class: "near" }, summary, () => el("ul", {}, listItems(notes.map(isolated))));
}

/**
 * @param {Incident} incident
 * @param {RunFacts} facts
 */
function incidentLine(incident, facts) {
  const name = incident.incident;
  const details = disclosure({ class: "incident", "data-incident": name }, lineParts(incident), () =>
    incidentDetails(incident, facts),
  );
  // The address names the incident that is open.
  details.addEventListener("toggle", () => {
    if (isPrinting()) return;
    if (details.open && currentState().incident !== name) noteState({ incident: name });
    else if (!details.open && currentState().incident === name) noteState({ incident: "" });
  });
  return el("li", {}, details);
}

/**
 * @param {Incident} incident
 * @returns {Child[]}
 */
function lineParts(incident) {
  const when = incident.date_start ? dateRange(incident.date_start, incident.date_end) : "undated";
  const place = incident.place ? isolated(placeOf(incident)) : (incident.country ?? "unknown place");
  return [
    el("span", { class: "when" }, when),
    el("span", { class: "what" }, typeLabel(incident.type), " · ", place),
    el("span", { class: "sides" }, actors(incident)),
    el("span", { class: "casualties" }, casualtiesSummary(incident)),
    el("span", { class: "marks" }, badges(incident)),
  ];
}

/**
 * @param {Incident} incident
 * @returns {Child[]}
 */
function actors({ initiators, targets }) {
  const names = (/** @type {Actor[]} */ side) =>
    separated(
      side.map((actor) => isolated(actor.name)),
      ", ",
    );
  return [initiators.length ? names(initiators) : "unknown actor", targets.length > 0 && [" → ", names(targets)]];
}

/**
 * @param {Incident} incident
 * @returns {Child[]}
 */
function badges(incident) {
  const { grade, status, reports, sources, flags } = incident;
  return [
    el("span", { class: `badge grade ${grade}` }, gradeLabel(grade)),
    status !== "occurred" && el("span", { class: "badge" }, spaced(status)),
    el("span", { class: "badge" }, `${plural(reports.length, "report")}, ${plural(sources, "source")}`),
    conflictsOf(incident).map((label) => el("span", { class: "badge alarm" }, `≠ ${label}`)),
    (incident.reviewed ?? []).length > 0 && el("span", { class: "badge" }, "✓ reviewed"),
    flags.length > 0 && el("span", { class: "badge" }, `⚑ ${plural(flags.length, "flag")}`),
  ];
}
