// What a reviewer does to items: each takes the work and changes it; all of it through `change`, so it can be undone.

function itemOf(work, key) {
  return work.items.find((item) => item.key === key);
}

function decide(work, key, verdict) {
  itemOf(work, key).verdict = verdict;
}

function decideAll(work) {
  for (const item of work.items) item.verdict ||= "accepted";
}

// A name that nothing has, and nothing had: what is gone is not to be mistaken for what is new.
function freeKey(work, table) {
  const letter = TABLES[table];
  const used = new Set([...work.used, ...work.items.map((item) => item.key)]);
  let number = 1;
  while (used.has(`${letter}${number}`)) number += 1;
  work.used = [...used, `${letter}${number}`];
  return `${letter}${number}`;
}

function withKey(key, row) {
  return "id" in row ? { ...row, id: key } : row;
}

// One thing that is really two: a second one like it, right after it, to be made different.
function split(work, key) {
  const at = work.items.findIndex((item) => item.key === key);
  const { table, row } = work.items[at];
  const own = { ...structuredClone(row) };
  delete own.alternatives; // they were about the first alone
  const fresh = freeKey(work, table);
  work.items.splice(at + 1, 0, { key: fresh, table, row: withKey(fresh, own), verdict: "", origin: "split" });
  return fresh;
}

// Two things that are really one: the first takes what the other has and it has not; the other goes, and what referred
// to it refers to the first. Returns what did not fit, in words.
function merge(work, key, other) {
  const [one, two] = [itemOf(work, key), itemOf(work, other)];
  const cut = [];
  for (const field of page.review.forms[one.table]) {
    const [own, more] = [one.row[field.name], two.row[field.name]];
    if (!field.list) one.row[field.name] = SILENT.has(own) ? more : own;
    else {
      const joined = together(own, more);
      if (joined.length > (field.most ?? Infinity)) cut.push(`${joined.length - field.most} of ${words(field.name)}`);
      one.row[field.name] = joined.slice(0, field.most ?? Infinity);
    }
  }
  work.items = work.items.filter((item) => item !== two);
  for (const { row } of work.items) {
    for (const name of Object.keys(REFERENCES)) {
      if (two.row.id && row[name] === two.row.id) row[name] = key;
      if (row.id && row[name] === row.id) row[name] = null;
    }
  }
  one.verdict = "";
  return cut;
}

function together(own, more) {
  const known = new Set(own.map((each) => JSON.stringify(each)));
  const joined = [...own, ...more.filter((each) => !known.has(JSON.stringify(each)))];
  const saying = joined.filter((each) => !SILENT.has(each));
  return saying.length ? saying : own;
}

// A new thing, with the words that were selected as its evidence; all else is left unsaid.
function begin(work, table, quote) {
  const key = freeKey(work, table);
  const row = withKey(key, blank(page.review.forms[table]));
  if (quote && "evidence" in row) row.evidence = [quote];
  else if (quote && "quote" in row) row.quote = quote;
  const last = work.items.findLastIndex((item) => item.table === table);
  work.items.splice(last < 0 ? work.items.length : last + 1, 0, { key, table, row, verdict: "", origin: "new" });
  return key;
}

function blank(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, empties(field)]));
}

const NEUTRAL = ["unknown", "none", "occurred", "main", "other"];

function empties({ kind, list, empty, choices }) {
  if (list) return kind === "choice" && !empty ? [choices.includes("unknown") ? "unknown" : choices[0]] : [];
  if (kind === "flag") return false;
  if (kind === "choice" && !empty) return NEUTRAL.find((word) => choices.includes(word)) ?? choices[0];
  return empty ? null : kind === "quote" ? [null, null, "ungrounded", ""] : "";
}
