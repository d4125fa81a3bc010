import assert from "node:assert/strict";
import test from "node:test";

import {
  addItem,
  isEmptyAddition,
  mergeItems,
  splitItem,
} from "../../../extractor/report/assets/scripts/review/edits.js";
import { fromGold, quoteFor, toGold } from "../../../extractor/report/assets/scripts/review/gold_rows.js";
import {
  durationText,
  nextInQueue,
  queueOrder,
  timeLeft,
} from "../../../extractor/report/assets/scripts/review/queue.js";
import { referenceChoices } from "../../../extractor/report/assets/scripts/review/references.js";
import {
  applyChange,
  beginWork,
  codingOf,
  findItem,
  undecidedItems,
  undoChange,
} from "../../../extractor/report/assets/scripts/review/work.js";
import { FORMS, article, review } from "./samples.js";

/** @import { Item, Row, Work } from "../../../extractor/report/assets/scripts/types.js" */

/**
 * @param {Row} [changes]
 * @returns {Row}
 */
function row(changes = {}) {
  return {
    id: "i1",
    summary: "Two killed.",
    type: "bombing_ied",
    evidence: [[0, 12]],
    target_kinds: ["unknown"],
    claimed_by: null,
    in_response_to: null,
    ...changes,
  };
}

const CODED = article({
  incidents: [row(), row({ id: "i2", evidence: [[13, 24]], in_response_to: "i1", target_kinds: ["school"] })],
  statements: [{ speaker: [0, 3], about: "i2", quote: [0, 12] }],
});

/**
 * @param {Work} work
 * @param {string} key
 */
function item(work, key) {
  return /** @type {Item} */ (findItem(work, key));
}

test("work begins with what the model coded, undecided", () => {
  const work = beginWork(CODED, review());
  assert.deepEqual(
    work.items.map(({ key, table, verdict }) => [key, table, verdict]),
    [
      ["i1", "incidents", ""],
      ["i2", "incidents", ""],
      ["s1", "statements", ""],
    ],
  );
  assert.equal(work.done, false);
  assert.deepEqual(work.notes.agencies, []);
});

test("work begins with the gold, its quotes placed, unsure where it is optional", () => {
  const coding = { article: { agencies: [] }, incidents: [{ ...row({ evidence: ["Two soldiers"] }), optional: true }] };
  const start = { "gao.txt": { coding, by: "ben", at: "2024", base: "hash" } };
  const work = beginWork(CODED, review({ start }));
  assert.deepEqual([work.items.length, work.items[0].verdict, work.done], [1, "unsure", true]);
  assert.deepEqual(work.items[0].row.evidence, [[0, 12]]);
  assert.ok(!("optional" in work.items[0].row));
  assert.equal(work.base, "hash");
  assert.ok(work.used.includes("i2"), "ids of the model's coding are not given to new rows");
});

test("work continues a draft, and remembers which", () => {
  const draft = { page: "p1", version: 7, work: { ...beginWork(CODED, review()), version: 7, trail: { p0: 2 } } };
  const work = beginWork(CODED, review({ drafts: { "gao.txt": draft } }));
  assert.deepEqual(work.trail, { p0: 2, p1: 7 });
  assert.deepEqual([work.version, work.touched, work.done], [0, true, false]);
});

test("gold is what was not rejected; references to rejected rows become null", () => {
  const work = beginWork(CODED, review());
  item(work, "i1").verdict = "unsure";
  item(work, "i2").verdict = "rejected";
  item(work, "s1").verdict = "accepted";
  item(work, "i1").row.alternatives = { in_response_to: [null, "i2", "i1"], summary: ["x"] };
  const coding = codingOf(CODED, work);
  assert.deepEqual(
    coding.incidents.map((/** @type {Row} */ each) => [each.id, each.optional]),
    [["i1", true]],
  );
  assert.deepEqual(coding.incidents[0].evidence, ["Two soldiers"]);
  assert.deepEqual(coding.incidents[0].alternatives, { in_response_to: [null, "i1"], summary: ["x"] });
  assert.equal(coding.statements[0].about, null);
  assert.deepEqual(coding.operations, []);
});

test("a change can be undone; what changes nothing is no change", () => {
  const work = beginWork(CODED, review());
  applyChange(work, () => {});
  assert.equal(work.version, 0);
  assert.equal(undoChange(work), false);
  applyChange(work, () => (item(work, "i1").verdict = "accepted"));
  assert.deepEqual([work.version, work.touched, undecidedItems(work).length], [1, true, 2]);
  assert.equal(undoChange(work), true);
  assert.deepEqual([work.version, undecidedItems(work).length, work.past.length], [2, 3, 0]);
  for (let n = 0; n < 250; n += 1) applyChange(work, () => (work.notes = { n }));
  assert.equal(work.past.length, 200);
});

test("a split copies a row after it, with an id that nothing had", () => {
  const work = beginWork(CODED, review());
  const key = splitItem(work, item(work, "i1"));
  assert.equal(key, "i3");
  assert.deepEqual(
    work.items.map((each) => each.key),
    ["i1", "i3", "i2", "s1"],
  );
  assert.equal(item(work, "i3").row.id, "i3");
  item(work, "i3").row.evidence.push([13, 24]);
  assert.equal(item(work, "i1").row.evidence.length, 1);
  work.items = work.items.filter((each) => each.key !== "i3");
  assert.equal(splitItem(work, item(work, "i1")), "i4");
});

test("a merge fills in what the first lacks, up to the limits, and moves references", () => {
  const work = beginWork(CODED, review());
  item(work, "i2").row.evidence.push([25, 27], [28, 31]);
  const dropped = mergeItems(work, item(work, "i1"), item(work, "i2"), FORMS.incidents);
  assert.deepEqual(dropped, ["2 of evidence"]);
  const merged = item(work, "i1").row;
  assert.equal(merged.evidence.length, 2);
  assert.deepEqual(merged.target_kinds, ["school"]);
  assert.equal(merged.in_response_to, null, "an incident does not respond to itself");
  assert.equal(item(work, "s1").row.about, "i1");
  assert.equal(findItem(work, "i2"), undefined);
});

test("a new row has the selected text as its evidence, and neutral values", () => {
  const work = beginWork(CODED, review());
  const key = addItem(work, "incidents", FORMS.incidents, [0, 3]);
  assert.deepEqual(item(work, key).row, {
    id: "i3",
    summary: "",
    type: "other",
    evidence: [[0, 3]],
    target_kinds: ["unknown"],
    claimed_by: null,
    in_response_to: null,
  });
  assert.deepEqual(
    work.items.map((each) => each.key),
    ["i1", "i2", "i3", "s1"],
  );
  assert.ok(!isEmptyAddition(work, key));
  assert.ok(isEmptyAddition(work, addItem(work, "statements", FORMS.statements)));
  assert.ok(!isEmptyAddition(work, "i1"));
});

test("a typed text is a quote where it is found: exactly, else with typographic differences", () => {
  const given = article({ text: "🇲🇱 “Two soldiers” — killed\u00a0there" });
  assert.deepEqual(quoteFor("Two soldiers", given), [4, 16]);
  assert.deepEqual(quoteFor('"two soldiers" - killed there', given), [
    3,
    32,
    "folded",
    '"two soldiers" - killed there',
  ]);
  assert.deepEqual(quoteFor("three", given), [null, null, "ungrounded", "three"]);
  assert.deepEqual(quoteFor(" ", given), [null, null, "ungrounded", " "]);
});

test("rows go to gold and come back", () => {
  const made = toGold(
    { ...row({ claimed_by: [null, null, "ungrounded", "navy"] }), alternatives: { summary: ["x"] } },
    CODED,
  );
  assert.deepEqual([made.evidence, made.claimed_by, made.target_kinds], [["Two soldiers"], "navy", ["unknown"]]);
  const back = fromGold(made, CODED, ["evidence", "claimed_by"]);
  assert.deepEqual(back, {
    ...row({ claimed_by: [null, null, "ungrounded", "navy"] }),
    alternatives: { summary: ["x"] },
  });
});

test("a reference may be to rows of some tables, or stay as it is", () => {
  const { items } = beginWork(CODED, review());
  assert.deepEqual(referenceChoices(items, "about", null), ["i1", "i2"]);
  assert.deepEqual(referenceChoices(items, "operation", "op9"), ["op9"]);
});

test("the queue has the articles to review, then the others that have a text", () => {
  const [a, b, c, bare] = ["a", "b", "c"].map((name) => article({ name })).concat(article({ name: "d", text: "" }));
  const queue = queueOrder([{ article: c, why: [] }], [a, b, c, bare]);
  assert.deepEqual(queue, [c, a, b]);
});

test("the next article is the first that is not done after the current one, around the end", () => {
  const queue = ["a", "b", "c"].map((name) => article({ name }));
  const [a, b, c] = queue;
  const next = (/** @type {any} */ current, /** @type {any[]} */ done) =>
    nextInQueue(queue, current, (each) => done.includes(each));
  assert.equal(next(a, []), b);
  assert.equal(next(b, [c]), a);
  assert.equal(next(b, [a, c]), null);
  assert.equal(next(article({ name: "z" }), [a]), b);
  assert.equal(next(null, []), a);
});

test("the time left is reckoned from the median of the last articles", () => {
  assert.equal(timeLeft([240], 2), "8 minutes");
  assert.equal(timeLeft([], 2), null);
  assert.equal(timeLeft([240], 0), null);
  assert.equal(timeLeft([9000, ...Array(20).fill(60)], 1), "1 minute");
  assert.equal(durationText(20), "a minute");
  assert.equal(durationText(7200), "2.0 hours");
});
