// Filters and sort orders of incidents.

/** @import { Incident, IsDated, IsPlaced, State } from "./types.js" */

import { mostKilled } from "./casualties.js";
import { conflictsOf } from "./conflicts.js";
import { typeLabel } from "./labels.js";
import { spaced } from "./text.js";

/** @type {Record<string, string>} */
export const SORTS = {
  date: "date, oldest first",
  latest: "date, newest first",
  reports: "most reports",
  killed: "most killed",
  conflicts: "most conflicts",
  place: "place",
};

/** @type {Record<string, (incident: Incident, wanted: string) => boolean>} */
const TESTS = {
  q: (incident, wanted) =>
    wanted
      .toLowerCase()
      .split(/\s+/)
      .every((word) => searchText(incident).includes(word)),
  type: (incident, wanted) => incident.type === wanted,
  place: (incident, wanted) => placeOf(incident) === wanted,
  spot: (incident, wanted) => spotOf(incident) === wanted,
  actor: (incident, wanted) => actorNames(incident).includes(wanted),
  status: (incident, wanted) => incident.status === wanted,
  grade: (incident, wanted) => incident.grade === wanted,
  conflict: (incident) => conflictsOf(incident).length > 0,
  from: (incident, wanted) => incident.date_end !== null && incident.date_end >= wanted,
  to: (incident, wanted) => incident.date_start !== null && incident.date_start <= wanted,
};

export const FILTERS = Object.keys(TESTS);

/** @param {Incident} incident */
export function actorNames(incident) {
  return [...incident.initiators, ...incident.targets].map((actor) => actor.name);
}

/** @param {Incident} incident */
export function placeOf(incident) {
  return [incident.place, incident.country].filter(Boolean).join(", ");
}

/**
 * Key of a place on the map: coordinates and precision; empty if not geocoded.
 * @param {Incident} incident
 */
export function spotOf(incident) {
  return incident.lat === null ? "" : `${incident.lat} ${incident.lon} ${incident.place_precision}`;
}

/** @type {IsPlaced} */
export const isPlaced = (incident) => incident.lat !== null;

/** @type {IsDated} */
export const isDated = (incident) => Boolean(incident.date_start);

/**
 * Values with their counts, the most frequent first.
 * @param {(string | null)[]} values
 * @returns {[value: string, count: number][]}
 */
export function countValues(values) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** @type {WeakMap<Incident, string>} */
const searchTexts = new WeakMap();

/** @param {Incident} incident */
function searchText(incident) {
  const text = searchTexts.get(incident) ?? makeSearchText(incident);
  searchTexts.set(incident, text);
  return text;
}

/** @param {Incident} incident */
function makeSearchText(incident) {
  const figures = incident.tolls.flatMap((each) => [...each.figures, ...each.parts, ...each.superseded]);
  const parts = [
    incident.incident,
    incident.summary,
    incident.place,
    incident.admin1,
    incident.country,
    typeLabel(incident.type),
    ...Object.values(incident.values).flatMap((given) => given.map(([value]) => spaced(value))),
    ...figures.map((figure) => `${figure.source ?? ""} ${figure.victims ?? ""}`),
    ...incident.reports.map((report) => report.article?.name ?? report.label),
  ];
  return parts.join("\n").toLowerCase();
}

/**
 * Select the incidents that pass every filter of the state.
 * @param {Incident[]} incidents
 * @param {State} state
 */
export function filterIncidents(incidents, state) {
  const active = FILTERS.filter((name) => state[name]);
  return incidents.filter((incident) => active.every((name) => TESTS[name](incident, state[name])));
}

/** @type {Record<string, (a: Incident, b: Incident) => number>} */
const ORDERS = {
  date: (a, b) => compareText(a.date_start ?? "9999", b.date_start ?? "9999"),
  latest: (a, b) => compareText(b.date_start ?? "", a.date_start ?? ""),
  reports: (a, b) => b.reports.length - a.reports.length,
  killed: (a, b) => (mostKilled(b) ?? -1) - (mostKilled(a) ?? -1),
  conflicts: (a, b) => conflictsOf(b).length - conflictsOf(a).length,
  place: (a, b) => (placeOf(a) || "\uffff").localeCompare(placeOf(b) || "\uffff", "en"),
};

/**
 * @param {string} a
 * @param {string} b
 */
function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * @param {Incident[]} incidents
 * @param {string} order one of SORTS
 */
export function sortIncidents(incidents, order) {
  return [...incidents].sort(Object.hasOwn(ORDERS, order) ? ORDERS[order] : ORDERS.date);
}
