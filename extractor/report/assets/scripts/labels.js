// Labels of values. Those of incident types come with the data, from extractor/schema/incident_types.py.

import { spaced } from "./text.js";

/** @type {Map<string, string>} */
const typeLabels = new Map();

/** @param {Record<string, string>} labels */
export function setTypeLabels(labels) {
  for (const [type, label] of Object.entries(labels)) typeLabels.set(type, label);
}

/** @param {string} type */
export function typeLabel(type) {
  return typeLabels.get(type) ?? spaced(type);
}

/** @type {Record<string, string>} */
const GRADE_LABELS = {
  contested: "contested",
  acknowledged: "acknowledged",
  several_independent: "several independent sources",
  single_source: "single source",
};

/** @param {string} grade */
export function gradeLabel(grade) {
  return GRADE_LABELS[grade] ?? spaced(grade);
}

/** Values that state nothing. @type {Set<unknown>} */
export const UNSTATED = new Set([null, undefined, "unknown", "none", ""]);
