// The coding of an article while a reviewer works on it: what was there, and what became of it.

// `items` are the things coded, each with its table, row and verdict ("", accepted, rejected, unsure); rows hold quotes
// in the small form. `past` are earlier states, for undoing. `version` counts changes in this page, `trail` names the
// pages that it goes on from. `line` is the correction that it came to, until something changes.
function workOf(article) {
  const { start, drafts } = page.review;
  const draft = drafts[article.name];
  if (draft) {
    const trail = { ...draft.work.trail, [draft.page]: draft.version };
    return { ...draft.work, trail, version: 0, past: [], done: false, line: undefined, touched: true };
  }
  const before = start[article.name]?.coding ? start[article.name] : null;
  const from = before
    ? { ...located(before.coding, article), notes: located(before.coding.article, article) }
    : article;
  const rows = rowsOf({ notes: EMPTY_NOTES, ...from });
  const items = rows
    .filter(({ table }) => table !== "notes")
    .map(({ owner, table, row }) => {
      const { optional, ...rest } = row;
      return { key: owner, table, row: rest, verdict: before ? (optional ? "unsure" : "accepted") : "" };
    });
  return {
    items,
    notes: rows.at(-1).row,
    base: before?.base ?? "",
    by: before?.by ?? "",
    at: before?.at ?? "",
    done: Boolean(before),
    used: [...items.map((item) => item.key), ...rowsOf(article).map(({ owner }) => owner)],
    seconds: 0,
    version: 0,
    trail: {},
    past: [],
  };
}

const EMPTY_NOTES = { published_text: null, agencies: [], garbled_passages: [] };
const REFERENCES = {
  operation: ["operations"],
  in_response_to: ["incidents", "operations"],
  about: ["incidents", "operations"],
};

// Words of an article as a quote of it: where they stand, or that they stand nowhere.
function quoteOf(words, article) {
  const points = pointsOf(article);
  const found = placeIn(article.text, words, points);
  if (!found) return [null, null, "ungrounded", words];
  return points.slice(...found) === words ? found : [...found, "folded", words];
}

// Folded here is what has the same length: quote marks, dashes, kinds of space, case. The rest is for the server.
const FOLDS = [
  [/[“”„‟«»″]/g, '"'],
  [/[‘’‚‛′`´ʼ]/g, "'"],
  [/[‐‑‒–—―−]/g, "-"],
  [/\s/g, " "],
];

function folded(text) {
  let same = text;
  for (const [what, as] of FOLDS) same = same.replace(what, as);
  const lower = same.toLowerCase();
  return lower.length === same.length ? lower : same;
}

function placeIn(text, words, points) {
  if (!words.trim()) return null;
  for (const fold of [(same) => same, folded]) {
    const [all, wanted] = [fold(text), fold(words)];
    const at = all.indexOf(wanted);
    if (at < 0) continue;
    const count = (part) => (points.units ? Array.from(part).length : part.length);
    const start = count(text.slice(0, at));
    return [start, start + count(text.slice(at, at + words.length))];
  }
  return null;
}

// A row with its quotes as plain strings, as gold has it; and the way back.
function plain(value, article) {
  if (isQuote(value)) return value[3] ?? pointsOf(article).slice(value[0], value[1]);
  if (Array.isArray(value)) return value.map((each) => plain(each, article));
  if (!value || typeof value !== "object") return value;
  const same = (name, inner) => (name === "alternatives" ? inner : plain(inner, article));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, same(name, inner)]));
}

function located(value, article, name = "") {
  if (typeof value === "string") return page.review.quoting.includes(name) ? quoteOf(value, article) : value;
  if (Array.isArray(value)) return value.map((each) => located(each, article, name));
  if (!value || typeof value !== "object") return value;
  const inner = ([key, each]) => [key, key === "alternatives" ? each : located(each, article, key)];
  return Object.fromEntries(Object.entries(value).map(inner));
}

// What is to be gold: all that was not rejected. What refers to something that is gone refers to nothing.
function codingOf(article, work) {
  const kept = work.items.filter((item) => item.verdict !== "rejected");
  const ids = new Set(kept.map((item) => item.row.id));
  const rows = (table) =>
    kept
      .filter((item) => item.table === table)
      .map(({ row, verdict }) => {
        const made = plain(row, article);
        for (const name of Object.keys(REFERENCES)) {
          if (name in made && !ids.has(made[name])) made[name] = null;
          const others = made.alternatives?.[name];
          if (others) made.alternatives[name] = others.filter((id) => id === null || ids.has(id));
        }
        if (verdict === "unsure") made.optional = true;
        return made;
      });
  const tables = Object.fromEntries(Object.keys(TABLES).map((table) => [table, rows(table)]));
  return { article: plain(work.notes, article), ...tables };
}

function stateOf(work) {
  return JSON.stringify({ items: work.items, notes: work.notes });
}

// Change the work so that it can be undone.
function change(work, act) {
  const before = stateOf(work);
  const said = act(work);
  if (stateOf(work) !== before) {
    work.past = [...work.past.slice(-199), before];
    noteChange(work);
  }
  return said;
}

function noteChange(work) {
  Object.assign(work, { done: false, line: undefined, touched: true, version: work.version + 1 });
}

function undo(work) {
  const before = work.past.at(-1);
  if (!before) return false;
  Object.assign(work, JSON.parse(before), { past: work.past.slice(0, -1) });
  noteChange(work);
  return true;
}

function undecided(work) {
  return work.items.filter((item) => !item.verdict);
}
