// Conversion of rows to gold, whose quotes are strings, and back.

/** @import { Article, QuoteValue } from "../types.js" */

import { codePointsOf, isQuote } from "../quotes.js";

/**
 * Look up a string in the article and make it a quote, ungrounded if it is not found.
 * @param {string} text
 * @param {Article} article
 * @returns {QuoteValue}
 */
export function quoteFor(text, article) {
  const found = findText(article.text ?? "", text);
  if (!found) return [null, null, "ungrounded", text];
  const points = codePointsOf(article);
  const [start, end] = found.map((unit) => points.offsetOf(unit));
  return points.slice(start, end) === text ? [start, end] : [start, end, "folded", text];
}

/** Foldings that keep the length of a string; with case, all that is folded here. The server does the rest. */
const FOLDS = /** @type {[RegExp, string][]} */ ([
  [/[“”„‟«»″]/g, '"'],
  [/[‘’‚‛′`´ʼ]/g, "'"],
  [/[‐‑‒–—―−]/g, "-"],
  [/\s/g, " "],
]);

/** @param {string} text */
function foldText(text) {
  const folded = FOLDS.reduce((changed, [pattern, to]) => changed.replace(pattern, to), text);
  const lower = folded.toLowerCase();
  return lower.length === folded.length ? lower : folded;
}

/**
 * Find a string, exactly if possible, in UTF-16 code units.
 * @param {string} text
 * @param {string} wanted
 * @returns {[start: number, end: number] | null}
 */
function findText(text, wanted) {
  if (!wanted.trim()) return null;
  const exact = text.indexOf(wanted);
  const at = exact < 0 ? foldText(text).indexOf(foldText(wanted)) : exact;
  return at < 0 ? null : [at, at + wanted.length];
}

/**
 * Convert a row, or a part of one, to gold: its quotes become strings.
 * @param {any} value
 * @param {Article} article
 * @returns {any}
 */
export function toGold(value, article) {
  if (isQuote(value)) return value[3] ?? codePointsOf(article).slice(Number(value[0]), Number(value[1]));
  return mapFields(value, (inner) => toGold(inner, article));
}

/**
 * Convert a row of gold: its strings become quotes with offsets.
 * @param {any} value
 * @param {Article} article
 * @param {string[]} quoteFields the names of fields that hold quotes
 * @param {string} [field]
 * @returns {any}
 */
export function fromGold(value, article, quoteFields, field = "") {
  if (typeof value === "string") return quoteFields.includes(field) ? quoteFor(value, article) : value;
  return mapFields(value, (inner, name) => fromGold(inner, article, quoteFields, name ?? field));
}

/**
 * Copy a list or object with its parts converted; alternatives of gold stay.
 * @param {any} value
 * @param {(inner: any, name?: string) => any} change
 */
function mapFields(value, change) {
  if (Array.isArray(value)) return value.map((each) => change(each));
  if (!value || typeof value !== "object") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === "alternatives" ? inner : change(inner, name)]),
  );
}
