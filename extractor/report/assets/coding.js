// The coding of an article while a reviewer works on it: what was there, and what became of it.

// `items` are the things coded, each with its table, row and verdict ("", accepted, rejected, unsure); rows hold quotes
// in the small form. `past` are earlier states, for undoing.
function workOf(article) {
  const { start, drafts } = page.review;
  const draft = drafts[article.name];
  if (draft) return { ...draft, past: [], done: false };
  const before = start[article.name];
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
    alias: {},
    seconds: 0,
    past: [],
  };
}

const EMPTY_NOTES = { published_text: null, agencies: [], garbled_passages: [] };

// Words of an article as a quote of it: where they stand, or that they stand nowhere.
function quoteOf(words, article, near = 0) {
  const points = pointsOf(article);
  const found = placeIn(article.text, words, points, near);
  return found
    ? points.slice(...found) === words
      ? found
      : [...found, "folded", words]
    : [null, null, "ungrounded", words];
}

// Folded here is what has the same length: quote marks, dashes, kinds of space, case. The rest is for the server.
const FOLDS = [
  [/[“”„‟«»″]/g, '"'],
  [/[‘’‚‛′`´ʼ]/g, "'"],
  [/[‐‑‒–—―−]/g, "-"],
  [/\s/g, " "],
];

function folded(text) {
  let plain = text;
  for (const [what, as] of FOLDS) plain = plain.replace(what, as);
  const lower = plain.toLowerCase();
  return lower.length === plain.length ? lower : plain;
}

function placeIn(text, words, points, near) {
  for (const fold of [(same) => same, folded]) {
    const [all, wanted] = [fold(text), fold(words)];
    let at = all.indexOf(wanted, Math.max(near - 1, 0));
    if (at < 0) at = all.indexOf(wanted);
    if (at >= 0 && wanted.trim()) {
      const start = points.units ? Array.from(text.slice(0, at)).length : at;
      return [start, start + (points.units ? Array.from(text.slice(at, at + words.length)).length : words.length)];
    }
  }
  return null;
}

// A row with its quotes as plain strings, as gold has it; and the way back.
function plain(value) {
  if (isQuote(value)) return value[3] ?? pointsOf(working).slice(value[0], value[1]);
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  return value;
}

function located(value, article, name = "") {
  if (typeof value === "string") return page.review.quoting.includes(name) ? quoteOf(value, article) : value;
  if (Array.isArray(value)) return value.map((each) => located(each, article, name));
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === "alternatives" ? inner : located(inner, article, key)]),
    );
  }
  return value;
}

// The article whose coding is being worked on: what places count in.
let working = null;

// What is to be gold: all that was not rejected. What refers to something that is gone refers to nothing.
function codingOf(article, work) {
  working = article;
  const kept = work.items.filter((item) => item.verdict !== "rejected");
  const ids = new Set(kept.map((item) => item.row.id));
  const referring = (id, own) => {
    const meant = work.alias[id] ?? id;
    return meant && ids.has(meant) && meant !== own ? meant : null;
  };
  const rows = (table) =>
    kept
      .filter((item) => item.table === table)
      .map(({ row, verdict }) => {
        const made = plain(row);
        for (const name of ["operation", "in_response_to", "about"])
          if (name in made) made[name] = referring(made[name], made.id);
        if (verdict === "unsure" && table !== "operations") made.optional = true;
        return made;
      });
  return {
    article: plain(work.notes),
    ...Object.fromEntries(Object.keys(TABLES).map((table) => [table, rows(table)])),
  };
}

// Change the work so that it can be undone.
function change(work, act) {
  const before = JSON.stringify({ items: work.items, notes: work.notes, alias: work.alias });
  const said = act();
  if (JSON.stringify({ items: work.items, notes: work.notes, alias: work.alias }) !== before) {
    work.past = [...work.past.slice(-199), before];
    Object.assign(work, { done: false, line: undefined });
  }
  return said;
}

function undo(work) {
  const before = work.past.at(-1);
  if (!before) return false;
  Object.assign(work, JSON.parse(before), { past: work.past.slice(0, -1), done: false, line: undefined });
  return true;
}

function undecided(work) {
  return work.items.filter((item) => !item.verdict);
}
