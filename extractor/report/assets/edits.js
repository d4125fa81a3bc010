// What a reviewer does to items: each takes the work and changes it; all of it through `change`, so it can be undone.

function itemOf(work, key) {
  return work.items.find((item) => item.key === key);
}

function decide(work, key, verdict) {
  const item = itemOf(work, key);
  item.verdict = item.verdict === verdict ? "" : verdict;
}

function decideAll(work) {
  for (const item of work.items) item.verdict ||= "accepted";
}

function freeKey(work, table) {
  const letter = TABLES[table];
  const used = new Set(work.items.map((item) => item.key));
  let number = 1;
  while (used.has(`${letter}${number}`)) number += 1;
  return `${letter}${number}`;
}

function withKey(table, key, row) {
  return "id" in row ? { ...row, id: key } : row;
}

// One thing that is really two: a second one like it, right after it, to be made different.
function split(work, key) {
  const at = work.items.findIndex((item) => item.key === key);
  const { table, row } = work.items[at];
  const fresh = freeKey(work, table);
  work.items.splice(at + 1, 0, {
    key: fresh,
    table,
    row: withKey(table, fresh, structuredClone(row)),
    verdict: "",
    origin: "split",
  });
  return fresh;
}

// Two things that are really one: the first takes what the other has and it has not; the other goes.
function merge(work, key, other) {
  const [one, two] = [itemOf(work, key), itemOf(work, other)];
  const limits = Object.fromEntries(page.review.forms[one.table].map((field) => [field.name, field.most ?? Infinity]));
  for (const [name, value] of Object.entries(two.row)) {
    const own = one.row[name];
    if (Array.isArray(own) && !isQuote(own)) {
      const known = new Set(own.map((each) => JSON.stringify(each)));
      const silent = own.length === 1 && SILENT.has(own[0]);
      const joined = [
        ...(silent ? [] : own),
        ...value.filter((each) => !known.has(JSON.stringify(each)) && !SILENT.has(each)),
      ];
      one.row[name] = (joined.length ? joined : own).slice(0, limits[name]);
    } else if (SILENT.has(own)) one.row[name] = value;
  }
  work.items = work.items.filter((item) => item !== two);
  if (two.row.id) work.alias[two.row.id] = one.row.id;
  one.verdict = "";
}

// A new thing, with the words that were selected as its evidence; all else is left unsaid.
function begin(work, table, quote) {
  const key = freeKey(work, table);
  const row = withKey(table, key, blank(page.review.forms[table]));
  if (quote && "evidence" in row) row.evidence = [quote];
  else if (quote && "quote" in row) row.quote = quote;
  const last = work.items.findLastIndex((item) => item.table === table);
  work.items.splice(last < 0 ? work.items.length : last + 1, 0, { key, table, row, verdict: "", origin: "new" });
  return key;
}

function blank(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, empties(field)]));
}

function empties({ kind, list, empty, choices, name }) {
  if (list) return kind === "choice" && !empty ? [choices.includes("unknown") ? "unknown" : choices[0]] : [];
  if (kind === "flag") return false;
  if (kind === "choice" && !empty)
    return ["unknown", "none", "occurred", "main"].find((word) => choices.includes(word)) ?? choices[0];
  return empty ? null : name === "id" ? "" : kind === "quote" ? [null, null, "ungrounded", ""] : "";
}
