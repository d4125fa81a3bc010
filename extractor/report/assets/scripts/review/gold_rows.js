// Rows as gold has them, with quotes as plain strings, and back to rows with quotes that are placed.

/** @import { Article, QuoteValue } from "../types.js" */

import { codePointsOf, isQuote } from "../quotes.js";

/**
 * A text as a quote of the article: where it is found, or that it is not.
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

/** What is folded here keeps its length: quote marks, dashes, kinds of space, case. The server does the rest. */
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
 * The first place of a string, exact if there is one, in UTF-16 code units.
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
 * A row, or any part of one, as gold has it.
 * @param {any} value
 * @param {Article} article
 * @returns {any}
 */
export function toGold(value, article) {
  if (isQuote(value)) return value[3] ?? codePointsOf(article).slice(Number(value[0]), Number(value[1]));
  return mapFields(value, (inner) => toGold(inner, article));
}

/**
 * A row of gold with its quotes placed.
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
 * The same list or object with its parts changed. Alternatives of gold stay as they are.
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
