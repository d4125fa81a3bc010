// A card for each coded row: every value, and beside it the quote that it is based on.

/** @import { Article, Child, CodedRow, Contradiction, Quote, QuoteValue, Row, RunFacts } from "./types.js" */

import { figureText } from "./casualties.js";
import { citeReport } from "./citation.js";
import { citationBox } from "./citation_box.js";
import { titleOf } from "./coded_rows.js";
import { asButton, el, isolated, listItems, separated } from "./dom.js";
import { UNSTATED } from "./labels.js";
import { quoteView } from "./quote_view.js";
import { decodeQuote, isQuote, missingQuotes } from "./quotes.js";
import { dateRange, plural, spaced } from "./text.js";

/** The lines of a card: a label, and the fields behind it. @type {Record<string, [label: string, fields: string[]][]>} */
const LINES = {
  incidents: [
    ["initiators", ["initiators"]],
    ["basis", ["basis", "claimed_by"]],
    ["targets", ["targets", "target_kinds", "target_text"]],
    ["weapon", ["weapon", "weapon_text"]],
    ["date", ["date_start", "date_end", "date_precision", "date_basis", "date_text"]],
    ["place", ["place_name", "admin1", "country", "place_precision", "place_text"]],
    ["casualties", ["casualties"]],
    ["damage", ["damage"]],
    ["part of", ["operation"]],
    ["in response to", ["in_response_to"]],
    ["evidence", ["evidence"]],
  ],
  operations: [
    ["casualties in total", ["casualties"]],
    ["in response to", ["in_response_to"]],
  ],
  statements: [
    ["speaker", ["speaker"]],
    ["on behalf of", ["on_behalf_of"]],
    ["about", ["about"]],
    ["quote", ["quote"]],
  ],
  aggregates: [
    ["count", ["low", "high", "what"]],
    ["by", ["by"]],
    ["against", ["against"]],
    ["period", ["period_start", "period_end", "period_text"]],
    ["source", ["source"]],
    ["quote", ["quote"]],
  ],
  notes: [
    ["printed date", ["published_text"]],
    ["agencies", ["agencies"]],
    ["garbled passages", ["garbled_passages"]],
  ],
};
/** Values of `salience` and `status` that a card shows as badges. @type {Record<string, string>} */
const BADGES = {
  background: "background",
  attempted_or_foiled: "attempted or foiled",
  alleged_disputed: "alleged or disputed",
};

/**
 * @typedef {object} CardOptions
 * @property {RunFacts} facts
 * @property {(quote: Quote) => void} onQuote shows a quote in the text
 * @property {(coded: CodedRow) => Child} [controls] what to put on a card besides
 */

/**
 * @param {Article} article
 * @param {CodedRow} coded
 * @param {CardOptions} options
 */
export function cardOf(article, coded, { facts, onQuote, controls }) {
  const { owner, table, row } = coded;
  const missing = missingQuotes(row).length;
  /** @type {Contradiction[]} */
  const doubts = row.contradictions ?? [];
  const badges = [row.salience, row.status]
    .filter((value) => BADGES[value])
    .map((value) => el("span", { class: "badge" }, BADGES[value]));
  const title = titleOf(coded);
  return el(
    "section",
    {
      class: `card ${table}`,
      id: `card-${owner}`,
      tabindex: "0",
      "data-owner": owner,
      "aria-label": `${owner}, ${title}`,
    },
    el(
      "h3",
      {},
      el("span", { class: "tag" }, owner),
      ` ${title} `,
      badges,
      doubts.length > 0 &&
        el("span", { class: "badge alarm" }, `⚠ ${plural(doubts.length, "value")} against the words`),
      missing > 0 && el("span", { class: "badge alarm" }, `⚠ ${plural(missing, "quote")} not found in the article`),
    ),
    row.summary && el("p", { dir: "auto" }, row.summary),
    doubts.length > 0 && contradictionList(doubts),
    controls?.(coded),
    el(
      "dl",
      {},
      LINES[table].map(([label, fields]) => cardLine(label, fields, { article, row, onQuote })),
    ),
    table === "incidents" &&
      citationBox(
        () => citeReport(article, { id: owner, summary: row.summary }, facts),
        () => [article],
      ),
  );
}

/** @param {Contradiction[]} doubts */
function contradictionList(doubts) {
  const lines = doubts.map(({ field, value, words, reason }) => [
    el("strong", {}, `${spaced(field)}: `),
    isolated(value),
    ...(words ? [" from ", el("q", { dir: "auto" }, words)] : []),
    ": ",
    isolated(reason),
  ]);
  return el("ul", { class: "alarm", "aria-label": "Values that contradict their words" }, listItems(lines));
}

/** @typedef {{article: Article, row: Row, onQuote: (quote: Quote) => void}} RowContext */

/**
 * @param {string} label
 * @param {string[]} fields
 * @param {RowContext} context
 * @returns {Child}
 */
function cardLine(label, fields, context) {
  const parts = fields.flatMap((field) => valueParts(field, fieldValue(field, context.row), context));
  return parts.length > 0 && [el("dt", {}, label), el("dd", {}, separated(parts, " · "))];
}

/**
 * Value of a field; of two fields that form one value, the first has it.
 * @param {string} field
 * @param {Row} row
 */
function fieldValue(field, row) {
  if (field === "low") return figureText({ ...row, status: row.what });
  if (field === "date_start") return row.date_start && dateRange(row.date_start, row.date_end);
  if (field === "period_start") return periodText(row.period_start, row.period_end);
  return ["high", "what", "date_end", "period_end"].includes(field) ? null : row[field];
}

/**
 * @param {string | null} start
 * @param {string | null} end
 */
function periodText(start, end) {
  if (start) return end ? dateRange(start, end) : `from ${start}`;
  return end && `until ${end}`;
}

/**
 * @param {string} field
 * @param {any} value
 * @param {RowContext} context
 * @returns {Child[]}
 */
function valueParts(field, value, context) {
  if (isQuote(value)) return [quoteLink(value, context)];
  if (field === "casualties") return value.length ? [casualtyList(value, context)] : [];
  if (Array.isArray(value)) return value.flatMap((each) => valueParts(field, each, context));
  if (value && typeof value === "object") {
    return [[quoteLink(value.name, context), " ", el("small", {}, spaced(value.kind))]];
  }
  if (UNSTATED.has(value)) return [];
  return [["admin1", "place_name"].includes(field) ? isolated(value) : spaced(value)];
}

/**
 * Show a quote, linked to its place in the text if it has one.
 * @param {QuoteValue} value
 * @param {RowContext} context
 */
function quoteLink(value, { article, onQuote }) {
  const quote = decodeQuote(value, article);
  if (quote.start === null || !article.text) return el("span", {}, quoteView(quote));
  const text = el("q", { dir: "auto", class: "quote", title: "Show in the text" }, quote.text);
  return el(
    "span",
    {},
    quoteView(
      quote,
      asButton(text, () => onQuote(quote)),
    ),
  );
}

/**
 * List every casualty figure with its source.
 * @param {Row[]} figures
 * @param {RowContext} context
 */
function casualtyList(figures, context) {
  const items = figures.map((figure) => [
    el("b", {}, figureText(figure)),
    figure.superseded && el("small", {}, " (superseded)"),
    figure.victims && [" of ", quoteLink(figure.victims, context)],
    ", according to ",
    figure.source ? quoteLink(figure.source, context) : "the article",
    ": ",
    quoteLink(figure.quote, context),
  ]);
  return el("ul", { class: "plain" }, listItems(items));
}
