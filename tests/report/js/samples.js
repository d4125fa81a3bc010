// Articles, incidents and codings for the tests: complete, and changed as a test needs.

/** @import { Article, Field, Figure, Incident, ReviewData } from "../../../extractor/report/assets/scripts/types.js" */

/**
 * @param {Partial<Article>} [changes]
 * @returns {Article}
 */
export function article(changes = {}) {
  return {
    name: "gao.txt",
    id: "a1",
    published: "2024-03-05",
    state: "ok",
    metadata: {},
    models: [],
    recordings: [],
    text: "Two soldiers were killed in Gao.",
    ...changes,
  };
}

/**
 * @param {Partial<Figure>} [changes]
 * @returns {Figure}
 */
export function figure(changes = {}) {
  return {
    status: "killed",
    low: 1,
    high: 1,
    victims: null,
    source: null,
    superseded: false,
    quote: [0, 3],
    report: 0,
    ...changes,
  };
}

/**
 * Casualties that are killed, of some figures.
 * @param {Figure[]} figures
 * @param {number | null} low
 * @param {number | null} high
 */
export function killed(figures, low = 1, high = 1) {
  return { status: "killed", low, high, open: false, figures, parts: [], superseded: [] };
}

/**
 * @param {Partial<Incident>} [changes]
 * @returns {Incident}
 */
export function incident(changes = {}) {
  const fields = ["type", "status", "basis", "weapon", "damage", "date", "place"];
  return {
    incident: "x1",
    type: "bombing_ied",
    status: "occurred",
    summary: "",
    date_start: "2024-03-04",
    date_end: "2024-03-04",
    date_precision: "exact_day",
    place: "Gao",
    admin1: null,
    country: "ML",
    place_precision: "town_or_district",
    lat: 16.27,
    lon: -0.04,
    initiators: [],
    targets: [],
    grade: "single_source",
    grade_reason: "a single source",
    sources: 1,
    reports: [{ article: article(), incident: "i1", report: "r1", source: 1 }],
    tolls: [],
    operation_tolls: [],
    statements: [],
    values: Object.fromEntries(fields.map((field) => [field, []])),
    links: [],
    flags: [],
    ...changes,
  };
}

/** @type {Record<string, Field[]>} */
export const FORMS = {
  incidents: [
    { name: "id", kind: "text", list: false, empty: false },
    { name: "summary", kind: "text", list: false, empty: false },
    { name: "type", kind: "choice", list: false, empty: false, choices: ["bombing_ied", "other"] },
    { name: "evidence", kind: "quote", list: true, empty: false, most: 2 },
    { name: "target_kinds", kind: "choice", list: true, empty: false, choices: ["unknown", "school", "road"] },
    { name: "claimed_by", kind: "quote", list: false, empty: true },
    { name: "in_response_to", kind: "text", list: false, empty: true },
  ],
  statements: [
    { name: "speaker", kind: "quote", list: false, empty: false },
    { name: "about", kind: "text", list: false, empty: true },
    { name: "quote", kind: "quote", list: false, empty: false },
  ],
};

/**
 * @param {Partial<ReviewData>} [changes]
 * @returns {ReviewData}
 */
export function review(changes = {}) {
  return {
    by: "ann",
    blind: false,
    served: false,
    turns: [],
    forms: FORMS,
    quoting: ["evidence", "claimed_by", "speaker", "quote"],
    start: {},
    drafts: {},
    pace: [],
    notices: [],
    ...changes,
  };
}
