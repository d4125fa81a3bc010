// The rows that were coded of an article, and the ids of their cards.

/** @import { Article, Coded, CodedRow, Span, Table } from "./types.js" */

import { typeLabel } from "./labels.js";
import { decodeQuote, quotesIn } from "./quotes.js";
import { spaced } from "./text.js";

/** The tables, with the letter that begins the ids of their cards. @type {Record<Table, string>} */
export const TABLE_LETTERS = { incidents: "i", operations: "op", statements: "s", aggregates: "g" };

export const TABLES = /** @type {Table[]} */ (Object.keys(TABLE_LETTERS));

/**
 * @param {Coded} coded
 * @returns {CodedRow[]}
 */
export function rowsOf(coded) {
  const rows = TABLES.flatMap((table) =>
    (coded[table] ?? []).map((row, at) => ({ owner: row.id ?? `${TABLE_LETTERS[table]}${at + 1}`, table, row })),
  );
  return coded.notes ? [...rows, { owner: "notes", table: "notes", row: coded.notes }] : rows;
}

/** @param {CodedRow} coded */
export function titleOf({ table, row }) {
  if (table === "incidents") return typeLabel(row.type);
  if (table === "statements") return spaced(row.type);
  if (table === "aggregates") return `aggregate: ${spaced(row.what)}`;
  return table === "notes" ? "article notes" : "operation";
}

/**
 * The places of all quotes of some rows, with the cards that they belong to.
 * @param {Article} article
 * @param {CodedRow[]} rows
 * @returns {Span[]}
 */
export function spansOf(article, rows) {
  const spans = [];
  for (const { owner, row } of rows) {
    for (const [value, field] of quotesIn(row)) {
      const { start, end } = decodeQuote(value, article);
      if (start !== null && end !== null) spans.push({ start, end, owner, field: field.split(".")[0] });
    }
  }
  return spans;
}
