import assert from "node:assert/strict";
import test from "node:test";

import {
  codePointsOf,
  decodeQuote,
  isQuote,
  missingQuotes,
  quotesIn,
} from "../../../extractor/report/assets/scripts/quotes.js";
import { CodePoints, dateRange, plural, showInvisible, spaced } from "../../../extractor/report/assets/scripts/text.js";
import { pointsShown } from "../../../extractor/report/assets/scripts/review/selection.js";
import { article } from "./samples.js";

test("offsets count code points, not UTF-16 code units", () => {
  const points = new CodePoints("🇲🇱 Mali. Gao.");
  assert.equal(points.length, 13);
  assert.equal(points.slice(3, 7), "Mali");
  assert.equal(points.offsetOf("🇲🇱 ".length), 3);
  assert.equal(new CodePoints("Gao").offsetOf(2), 2);
});

test("invisible characters are shown by their numbers", () => {
  assert.equal(showInvisible("a\u202eb\u200b"), "a⟨U+202E⟩b⟨U+200B⟩");
  assert.equal(showInvisible("\u{e0041}"), "⟨U+E0041⟩");
  assert.equal(showInvisible("\ud83d"), "⟨U+D83D⟩");
  assert.equal(showInvisible("one\r\ntwo\rthree\n\tfour"), "one\ntwo\nthree\n\tfour");
});

test("a place on the page is a place in the text, though characters are shown by their numbers", () => {
  assert.equal(pointsShown("a\u200bb", "a⟨U+200B⟩".length), 2);
  assert.equal(pointsShown("a\r\nb", "a\n".length), 3);
  assert.equal(pointsShown("🇲🇱 x", "🇲🇱 ".length), 3);
  assert.equal(pointsShown("abc", 99), 3);
});

test("plurals, ranges of days, names of the schema", () => {
  assert.equal(plural(1, "reply", "replies"), "1 reply");
  assert.equal(plural(1200, "article"), "1,200 articles");
  assert.equal(dateRange("2024-03-04", "2024-03-04"), "2024-03-04");
  assert.equal(dateRange("2024-03-04", null), "2024-03-04");
  assert.equal(dateRange("2024-03-04", "2024-03-06"), "2024-03-04 to 2024-03-06");
  assert.equal(spaced("place_name"), "place name");
});

test("a quote is a list that begins with two offsets", () => {
  assert.ok(isQuote([0, 3]));
  assert.ok(isQuote([null, null, "ungrounded", "x"]));
  assert.ok(!isQuote(["a", "b"]));
  assert.ok(!isQuote([1]));
  assert.ok(!isQuote("text"));
});

test("a quote has its text from the article, or carries it", () => {
  const given = article({ text: "🇲🇱 Two soldiers" });
  assert.equal(decodeQuote([3, 6], given).text, "Two");
  assert.equal(decodeQuote([3, 6], given).match, "exact");
  const missing = decodeQuote([null, null, "ungrounded", "three", 1, "Three"], given);
  assert.deepEqual([missing.text, missing.requoted, missing.replied], ["three", true, "Three"]);
  assert.equal(decodeQuote([5, 9], null).text, "");
  assert.equal(codePointsOf(given), codePointsOf(given));
});

test("all quotes of a row are found with their fields, but for alternatives", () => {
  const row = {
    type: "other",
    evidence: [[0, 3]],
    targets: [{ name: [null, null, "ungrounded", "navy"], kind: "state" }],
    alternatives: { claimed_by: [[4, 5]] },
  };
  assert.deepEqual(
    [...quotesIn(row)].map(([, field]) => field),
    ["evidence", "targets.name"],
  );
  assert.deepEqual(
    missingQuotes(row).map(([, field]) => field),
    ["targets.name"],
  );
});
