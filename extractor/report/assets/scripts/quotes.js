// Quotes in the compact form of the data, see extractor/report/quote_encoding.py.

/** @import { Article, Quote, QuoteValue, Row } from "./types.js" */

import { CodePoints } from "./text.js";

/** @type {WeakMap<Article, CodePoints>} */
const textPoints = new WeakMap();

/** @param {Article} article */
export function codePointsOf(article) {
  const known = textPoints.get(article) ?? new CodePoints(article.text ?? "");
  textPoints.set(article, known);
  return known;
}

/**
 * @param {unknown} value
 * @returns {value is QuoteValue}
 */
export function isQuote(value) {
  const isOffset = (/** @type {unknown} */ each) => each === null || typeof each === "number";
  return Array.isArray(value) && value.length > 1 && isOffset(value[0]) && isOffset(value[1]);
}

/**
 * @param {QuoteValue} value
 * @param {Article | null | undefined} article needed where the value does not hold its text
 * @returns {Quote}
 */
export function decodeQuote(value, article) {
  const [start, end, match, text, requoted, replied] = value;
  const found = article && start !== null && end !== null ? codePointsOf(article).slice(start, end) : "";
  return {
    start,
    end,
    match: match ?? "exact",
    text: text ?? found,
    requoted: Boolean(requoted),
    replied: replied ?? null,
  };
}

/**
 * Yield every quote in a row with the name of its field.
 * @param {unknown} value
 * @param {string} [field]
 * @returns {Generator<[value: QuoteValue, field: string]>}
 */
export function* quotesIn(value, field = "") {
  if (isQuote(value)) yield [value, field];
  else if (Array.isArray(value)) for (const each of value) yield* quotesIn(each, field);
  else if (value && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      if (name !== "alternatives") yield* quotesIn(inner, field ? `${field}.${name}` : name);
    }
  }
}

/**
 * The quotes of a row that were not found in the article, with their fields.
 * @param {Row} row
 */
export function missingQuotes(row) {
  return [...quotesIn(row)].filter(([value]) => value[2] === "ungrounded");
}
