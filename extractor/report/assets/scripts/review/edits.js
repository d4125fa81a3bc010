// Changes of a coding under review. Each changes the work in place; `applyChange` makes it one that can be undone.

/** @import { Field, Item, QuoteValue, Row, Table, Work } from "../types.js" */

import { TABLE_LETTERS } from "../coded_rows.js";
import { UNSTATED } from "../labels.js";
import { spaced } from "../text.js";
import { REFERENCES } from "./references.js";
import { findItem } from "./work.js";

/** @param {Work} work */
export function acceptRemaining(work) {
  for (const item of work.items) item.verdict ||= "accepted";
}

/**
 * Make an id that no row has or ever had, so that a new row is not taken for a removed one.
 * @param {Work} work
 * @param {Table} table
 */
function newKey(work, table) {
  const letter = TABLE_LETTERS[table];
  const used = new Set([...work.used, ...work.items.map((item) => item.key)]);
  let number = 1;
  while (used.has(`${letter}${number}`)) number += 1;
  work.used = [...used, `${letter}${number}`];
  return `${letter}${number}`;
}

/**
 * @param {string} key
 * @param {Row} row
 */
function withKey(key, row) {
  return "id" in row ? { ...row, id: key } : row;
}

/**
 * Put a copy of an item after it, to be edited apart. Returns its key.
 * @param {Work} work
 * @param {Item} item
 */
export function splitItem(work, { key, table, row }) {
  const copy = { ...structuredClone(row) };
  delete copy.alternatives; // they are about the first alone
  const fresh = newKey(work, table);
  const at = work.items.findIndex((item) => item.key === key);
  work.items.splice(at + 1, 0, { key: fresh, table, row: withKey(fresh, copy), verdict: "", origin: "split" });
  return fresh;
}

/**
 * Merge two items of a table. The first takes the values that it lacks; references to the second become references to
 * the first. Returns the values that did not fit: "2 of evidence".
 * @param {Work} work
 * @param {Item} first
 * @param {Item} second
 * @param {Field[]} fields
 */
export function mergeItems(work, first, second, fields) {
  const dropped = [];
  for (const { name, list, most = Infinity } of fields) {
    const [own, other] = [first.row[name], second.row[name]];
    if (!list) first.row[name] = UNSTATED.has(own) ? other : own;
    else {
      const joined = union(own, other);
      if (joined.length > most) dropped.push(`${joined.length - most} of ${spaced(name)}`);
      first.row[name] = joined.slice(0, most);
    }
  }
  work.items = work.items.filter((item) => item !== second);
  for (const { row } of work.items) {
    for (const field of Object.keys(REFERENCES)) {
      if (second.row.id && row[field] === second.row.id) row[field] = first.key;
      if (row.id && row[field] === row.id) row[field] = null;
    }
  }
  first.verdict = "";
  return dropped;
}

/**
 * Join two lists without duplicates, and without "unknown" if something is stated.
 * @param {unknown[]} own
 * @param {unknown[]} other
 */
function union(own, other) {
  const known = new Set(own.map((each) => JSON.stringify(each)));
  const joined = [...own, ...other.filter((each) => !known.has(JSON.stringify(each)))];
  const stated = joined.filter((each) => !UNSTATED.has(each));
  return stated.length ? stated : own;
}

/**
 * Add an empty item after those of its table, with the selected text as evidence. Returns its key.
 * @param {Work} work
 * @param {Table} table
 * @param {Field[]} fields
 * @param {QuoteValue} [quote]
 */
export function addItem(work, table, fields, quote) {
  const key = newKey(work, table);
  const row = withKey(key, emptyRow(fields));
  if (quote && "evidence" in row) row.evidence = [quote];
  else if (quote && "quote" in row) row.quote = quote;
  const last = work.items.findLastIndex((item) => item.table === table);
  const at = last < 0 ? work.items.length : last + 1;
  work.items.splice(at, 0, { key, table, row, verdict: "", origin: "new" });
  return key;
}

/**
 * Tell whether an item was added and left empty.
 * @param {Work} work
 * @param {string} key
 */
export function isEmptyAddition(work, key) {
  const item = findItem(work, key);
  if (item?.origin !== "new" || item.verdict) return false;
  const { summary, evidence, quote } = item.row;
  return !summary && !evidence?.length && !quote?.[3] && (quote?.[0] ?? null) === null;
}

/**
 * @param {Field[]} fields
 * @returns {Row}
 */
export function emptyRow(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, emptyValue(field)]));
}

/** Choices that state the least. */
const NEUTRAL = ["unknown", "none", "occurred", "main", "other"];

/** @param {Field} field */
export function emptyValue({ kind, list, empty, choices = [] }) {
  const needed = kind === "choice" && !empty;
  if (list) return needed ? [choices.includes("unknown") ? "unknown" : choices[0]] : [];
  if (kind === "flag") return false;
  if (needed) return NEUTRAL.find((choice) => choices.includes(choice)) ?? choices[0];
  if (empty) return null;
  return kind === "quote" ? [null, null, "ungrounded", ""] : "";
}
