// Casualties: figures as text, and when two of them contradict each other.

/** @import { Casualties, Figure, Incident, Range } from "./types.js" */

import { spaced } from "./text.js";

/**
 * Format a range: "at least nine" is 9+, "up to ten" is up to 10, "others" is some.
 * @param {Range} range
 */
function rangeText({ low, high }) {
  if (low === null) return high === null ? "some" : `up to ${high}`;
  if (high === null) return `${low}+`;
  return low === high ? `${low}` : `${low}–${high}`;
}

/**
 * Format one figure; a row may lack its bounds.
 * @param {{low?: number | null, high?: number | null, status?: string}} figure
 */
export function figureText({ low, high, status }) {
  return `${rangeText({ low: low ?? null, high: high ?? null })} ${spaced(status ?? "")}`.trim();
}

/** @param {Casualties} casualties */
export function casualtiesText({ low, high, open, status }) {
  const range =
    low === null
      ? rangeText({ low, high })
      : `${low}${high !== null && high !== low ? `–${high}` : ""}${open ? "+" : ""}`;
  return `${range} ${spaced(status)}`;
}

/**
 * Summarize the casualties of an incident; without its own figures, those of its operation.
 * @param {Incident} incident
 */
export function casualtiesSummary(incident) {
  if (incident.tolls.length) return incident.tolls.map(casualtiesText).join("; ");
  const operation = incident.operation_tolls.filter((figure) => !figure.superseded).map(figureText);
  return operation.length ? `whole operation: ${[...new Set(operation)].join("; ")}` : "no casualty figures";
}

/**
 * The highest number of killed; null where there is no figure.
 * @param {Incident} incident
 */
export function mostKilled(incident) {
  const killed = incident.tolls.find((casualties) => casualties.status === "killed");
  return killed ? (killed.high ?? killed.low ?? 0) : null;
}

/**
 * Tell whether two figures cannot both be true. "Eight" and "at least eight" can; so can "others" and any figure.
 * @param {Range} one
 * @param {Range} other
 */
export function rangesConflict(one, other) {
  if ([one, other].some(({ low, high }) => low === null && high === null)) return false;
  return (one.high ?? Infinity) < (other.low ?? 0) || (other.high ?? Infinity) < (one.low ?? 0);
}

/**
 * @param {Range} figure
 * @param {Range[]} figures
 */
export function conflictsWithAny(figure, figures) {
  return figures.some((other) => rangesConflict(figure, other));
}

/** @param {Range[]} figures */
export function figuresConflict(figures) {
  return figures.some((figure) => conflictsWithAny(figure, figures));
}

/**
 * Group the figures for whole operations by operation and status, within which they are comparable.
 * @param {Incident} incident
 * @returns {Figure[][]}
 */
export function operationGroups(incident) {
  /** @type {Map<string, Figure[]>} */
  const groups = new Map();
  for (const figure of incident.operation_tolls) {
    if (figure.superseded) continue;
    const key = `${figure.status} ${figure.operation}`;
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  return [...groups.values()];
}
