// The coding of an article under review: how it begins, changes, and becomes gold.

/** @import { Article, Item, ReviewData, Row, Table, Work } from "../types.js" */

import { TABLES, rowsOf } from "../coded_rows.js";
import { fromGold, toGold } from "./gold_rows.js";
import { REFERENCES } from "./references.js";

const NO_NOTES = { published_text: null, agencies: [], garbled_passages: [] };
const UNDO_STEPS = 200;

/**
 * Begin with the draft, else with the gold, else with what the model coded.
 * @param {Article} article
 * @param {ReviewData} review
 * @returns {Work}
 */
export function beginWork(article, { start, drafts, quoting }) {
  const draft = drafts[article.name];
  if (draft) return continueDraft(draft.work, { [draft.page]: draft.version });
  const gold = start[article.name];
  const coding = gold?.coding && fromGold(gold.coding, article, quoting);
  const rows = rowsOf({ notes: NO_NOTES, ...(coding ? { ...coding, notes: coding.article } : article) });
  const items = rows.flatMap(({ owner, table, row }) => {
    if (table === "notes") return [];
    const { optional, ...rest } = row;
    /** @type {Item} */
    const item = { key: owner, table, row: rest, verdict: coding ? (optional ? "unsure" : "accepted") : "" };
    return [item];
  });
  return {
    items,
    notes: rows[rows.length - 1].row,
    base: (coding && gold.base) || "",
    by: (coding && gold.by) || "",
    at: (coding && gold.at) || "",
    done: Boolean(coding),
    used: [...items.map((item) => item.key), ...rowsOf(article).map(({ owner }) => owner)],
    seconds: 0,
    version: 0,
    trail: {},
    past: [],
  };
}

/**
 * @param {Work} work
 * @param {Record<string, number>} version of the draft, by the page that made it
 * @returns {Work}
 */
function continueDraft(work, version) {
  const trail = { ...work.trail, ...version };
  return { ...work, trail, version: 0, past: [], done: false, line: undefined, touched: true };
}

/**
 * Make the coding that becomes gold: everything not rejected; references to rejected rows become null.
 * @param {Article} article
 * @param {Work} work
 * @returns {Row}
 */
export function codingOf(article, work) {
  const kept = work.items.filter((item) => item.verdict !== "rejected");
  const ids = new Set(kept.map((item) => item.row.id));
  const rows = (/** @type {Table} */ table) =>
    kept.filter((item) => item.table === table).map((item) => goldRow(item, article, ids));
  const tables = Object.fromEntries(TABLES.map((table) => [table, rows(table)]));
  return { article: toGold(work.notes, article), ...tables };
}

/**
 * @param {Item} item
 * @param {Article} article
 * @param {Set<unknown>} ids of the rows that are kept
 */
function goldRow({ row, verdict }, article, ids) {
  const made = toGold(row, article);
  for (const field of Object.keys(REFERENCES)) {
    if (field in made && !ids.has(made[field])) made[field] = null;
    const others = made.alternatives?.[field];
    if (others) made.alternatives[field] = others.filter((/** @type {any} */ id) => id === null || ids.has(id));
  }
  if (verdict === "unsure") made.optional = true;
  return made;
}

/** @param {Work} work */
function snapshot({ items, notes }) {
  return JSON.stringify({ items, notes });
}

/**
 * Change the work so that it can be undone.
 * @template T
 * @param {Work} work
 * @param {(work: Work) => T} act
 * @returns {T}
 */
export function applyChange(work, act) {
  const before = snapshot(work);
  const result = act(work);
  if (snapshot(work) !== before) {
    work.past = [...work.past.slice(1 - UNDO_STEPS), before];
    noteChange(work);
  }
  return result;
}

/** @param {Work} work */
function noteChange(work) {
  Object.assign(work, { done: false, line: undefined, touched: true, version: work.version + 1 });
}

/**
 * Undo the last change; return false if there is none.
 * @param {Work} work
 */
export function undoChange(work) {
  const before = work.past[work.past.length - 1];
  if (!before) return false;
  Object.assign(work, JSON.parse(before), { past: work.past.slice(0, -1) });
  noteChange(work);
  return true;
}

/** @param {Work} work */
export function undecidedItems(work) {
  return work.items.filter((item) => !item.verdict);
}

/**
 * @param {Work} work
 * @param {string | null} key
 */
export function findItem(work, key) {
  return work.items.find((item) => item.key === key);
}
