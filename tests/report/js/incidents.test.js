import assert from "node:assert/strict";
import test from "node:test";

import { formatState, parseState } from "../../../extractor/report/assets/scripts/address.js";
import {
  casualtiesSummary,
  casualtiesText,
  figureText,
  figuresConflict,
  mostKilled,
  operationGroups,
  rangesConflict,
} from "../../../extractor/report/assets/scripts/casualties.js";
import { citeIncident, citeReport } from "../../../extractor/report/assets/scripts/citation.js";
import { conflictsOf, valuesConflict } from "../../../extractor/report/assets/scripts/conflicts.js";
import { resolveReferences } from "../../../extractor/report/assets/scripts/data.js";
import {
  countValues,
  filterIncidents,
  sortIncidents,
  spotOf,
} from "../../../extractor/report/assets/scripts/filters.js";
import { setTypeLabels, typeLabel } from "../../../extractor/report/assets/scripts/labels.js";
import { article, figure, incident, killed } from "./samples.js";

const FACTS = { run: "r", id: "0", extractor: "1", prompt: { name: "p" }, model: "m" };

test("figures are written as they were given", () => {
  assert.equal(figureText({ low: 9, high: null, status: "killed" }), "9+ killed");
  assert.equal(figureText({ low: null, high: 10, status: "injured" }), "up to 10 injured");
  assert.equal(figureText({ low: null, high: null, status: "killed" }), "some killed");
  assert.equal(figureText({ low: 3, high: 5, status: "killed_or_injured" }), "3–5 killed or injured");
  assert.equal(figureText({ low: 0, high: 0, status: "killed" }), "0 killed");
  assert.equal(casualtiesText({ ...killed([], 1, 2), open: true }), "1–2+ killed");
});

test("the casualties of an incident are its own, else those of its operation", () => {
  assert.equal(casualtiesSummary(incident({ tolls: [killed([], 1, 2)] })), "1–2 killed");
  const figures = [figure({ low: 8, high: null }), figure({ low: 8, high: null }), figure({ superseded: true })];
  assert.equal(casualtiesSummary(incident({ operation_tolls: figures })), "whole operation: 8+ killed");
  assert.equal(casualtiesSummary(incident()), "no casualty figures");
  assert.equal(mostKilled(incident({ tolls: [killed([], 3, null)] })), 3);
  assert.equal(mostKilled(incident()), null);
});

test("figures conflict when both cannot be true", () => {
  assert.ok(rangesConflict({ low: 1, high: 1 }, { low: 2, high: 2 }));
  assert.ok(!rangesConflict({ low: 8, high: 8 }, { low: 8, high: null }));
  assert.ok(!rangesConflict({ low: null, high: null }, { low: 2, high: 2 }));
  assert.ok(rangesConflict({ low: null, high: 3 }, { low: 4, high: null }));
  assert.ok(!figuresConflict([figure()]));
});

test("figures for operations are compared within one operation and one status", () => {
  const figures = [
    figure({ operation: "A", low: 1, high: 1 }),
    figure({ operation: "A", low: 5, high: 5 }),
    figure({ operation: "B" }),
    figure({ operation: "A", superseded: true }),
  ];
  const given = incident({ operation_tolls: figures });
  assert.deepEqual(
    operationGroups(given).map((group) => group.length),
    [2, 1],
  );
  assert.deepEqual(conflictsOf(given), ["killed (whole operation)"]);
});

test("values conflict when stated and different; dates when they do not overlap", () => {
  assert.ok(valuesConflict("weapon", "missile", "bomb"));
  assert.ok(!valuesConflict("weapon", "unknown", "bomb"));
  assert.ok(!valuesConflict("date", "2024-03-01/2024-03-05", "2024-03-04"));
  assert.ok(valuesConflict("date", "2024-03-01/2024-03-03", "2024-03-04"));
});

test("filters leave what passes all of them", () => {
  const dated = incident({ incident: "a", date_start: "2024-03-01", date_end: "2024-03-09" });
  const other = incident({ incident: "b", type: "other", date_start: null, date_end: null, summary: "A <b> march" });
  const left = (/** @type {Record<string, string>} */ state) =>
    filterIncidents([dated, other], state).map((each) => each.incident);
  assert.deepEqual(left({}), ["a", "b"]);
  assert.deepEqual(left({ from: "2024-03-09" }), ["a"]);
  assert.deepEqual(left({ from: "2024-03-10" }), []);
  assert.deepEqual(left({ to: "2024-03-01", type: "bombing_ied" }), ["a"]);
  assert.deepEqual(left({ q: "MARCH <b>" }), ["b"]);
  assert.deepEqual(left({ q: "gao.txt march" }), ["b"]);
  assert.deepEqual(left({ spot: spotOf(dated), conflict: "1" }), []);
});

test("sorting keeps undated incidents last, and equal ones in place", () => {
  const list = [
    incident({ incident: "late", date_start: "2024-05-01" }),
    incident({ incident: "none", date_start: null, place: null, country: null }),
    incident({ incident: "early", date_start: "2024-01-01", tolls: [killed([], 5, 5)] }),
  ];
  const sorted = (/** @type {string} */ order) => sortIncidents(list, order).map((each) => each.incident);
  assert.deepEqual(sorted("date"), ["early", "late", "none"]);
  assert.deepEqual(sorted("latest"), ["late", "early", "none"]);
  assert.deepEqual(sorted("killed"), ["early", "late", "none"]);
  assert.deepEqual(sorted("place"), ["late", "early", "none"]);
  assert.deepEqual(sorted("constructor"), sorted("date"));
});

test("values are counted, the most frequent first", () => {
  assert.deepEqual(countValues(["b", "a", null, "b", "", "c"]), [
    ["b", 2],
    ["a", 1],
    ["c", 1],
  ]);
});

test("the address holds the state, without its defaults", () => {
  const state = parseState("#view=where&q=a+b&conflict=yes&from=2024-13-01&to=2024-02-01&unknown=1");
  assert.equal(state.view, "where");
  assert.equal(state.q, "a b");
  assert.equal(state.conflict, "");
  assert.equal(state.from, "");
  assert.equal(state.to, "2024-02-01");
  assert.equal(formatState(state), "#view=where&q=a+b&to=2024-02-01");
  assert.equal(formatState(parseState("")), "#");
  assert.equal(formatState({ view: "incidents" }, { view: "review" }), "#view=incidents");
});

test("labels of types come with the data; others are written with spaces", () => {
  setTypeLabels({ bombing_ied: "bombing" });
  assert.equal(typeLabel("bombing_ied"), "bombing");
  assert.equal(typeLabel("constructor"), "constructor");
  assert.equal(typeLabel("a_new_type"), "a new type");
});

test("citations name the report, the article and the run", () => {
  const given = article({ metadata: { outlet: "Wire" } });
  assert.equal(
    citeReport(given, { id: "i1", summary: "Killed." }, FACTS),
    "Report gao.txt:i1. Killed. In: gao.txt, Wire, published 2024-03-05 (id a1). Coded with extractor 1, prompt p, model m, run r (SHA-256 0).",
  );
  const elsewhere = { article: null, incident: "i1", report: "r", source: 1, label: "b.txt:i1", article_id: "b" };
  const cited = citeIncident(incident({ date_start: null, place: null, country: null, reports: [elsewhere] }), FACTS);
  assert.ok(cited.includes("unknown place, undated. a single source. Reports: b.txt:i1, no publication date (id b;"));
});

test("references of the data become the articles themselves", () => {
  const data = resolveReferences({
    articles: [{ name: "constructor" }],
    incidents: [{ reports: [{ article: 0 }, { article: null }] }],
    review: { turns: [{ article: 0, why: [] }], start: {}, drafts: {} },
  });
  assert.equal(data.incidents[0].reports[0].article, data.articles[0]);
  assert.equal(data.incidents[0].reports[1].article, null);
  assert.equal(data.review?.turns[0].article, data.articles[0]);
  assert.ok(!("constructor" in /** @type {any} */ (data.review).start));
});
