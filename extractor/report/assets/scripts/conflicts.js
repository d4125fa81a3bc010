// Values on which the sources of an incident contradict each other.

/** @import { Incident } from "./types.js" */

import { figuresConflict, operationGroups } from "./casualties.js";
import { UNSTATED } from "./labels.js";
import { spaced } from "./text.js";

/** The fields whose values can conflict. @type {Record<string, string>} */
export const FIELD_LABELS = {
  type: "type",
  status: "status",
  basis: "basis",
  weapon: "weapon",
  damage: "damage",
  date: "date",
  place: "place",
};

/**
 * Tell whether two values of a field cannot both be true. Dates are ranges, which may overlap.
 * @param {string} field
 * @param {string} one
 * @param {string} other
 */
export function valuesConflict(field, one, other) {
  if (UNSTATED.has(one) || UNSTATED.has(other)) return false;
  if (field !== "date") return one !== other;
  const [a, b] = [one, other].map((value) => value.split("/"));
  return a[a.length - 1] < b[0] || b[b.length - 1] < a[0];
}

/**
 * @param {string} field
 * @param {[value: string, ...rest: unknown[]][]} values
 */
export function fieldConflicts(field, values) {
  return values.some(([one]) => values.some(([other]) => valuesConflict(field, one, other)));
}

/** @type {WeakMap<Incident, string[]>} */
const known = new WeakMap();

/**
 * The labels of what an incident's sources disagree on.
 * @param {Incident} incident
 */
export function conflictsOf(incident) {
  const found = known.get(incident) ?? findConflicts(incident);
  known.set(incident, found);
  return found;
}

/** @param {Incident} incident */
function findConflicts(incident) {
  const fields = Object.keys(FIELD_LABELS).filter((field) => fieldConflicts(field, incident.values[field]));
  const casualties = incident.tolls.filter(({ figures }) => figuresConflict(figures));
  const operations = operationGroups(incident).filter(figuresConflict);
  return [
    ...fields.map((field) => FIELD_LABELS[field]),
    ...casualties.map(({ status }) => spaced(status)),
    ...operations.map(([{ status }]) => `${spaced(status)} (whole operation)`),
  ];
}
