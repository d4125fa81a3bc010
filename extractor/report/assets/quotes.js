// Quotes: short lists [start, end, match, words, asked again, replied], see report/compact.py.

function isQuote(value) {
  const place = (each) => each === null || typeof each === "number";
  return Array.isArray(value) && value.length > 1 && place(value[0]) && place(value[1]);
}

// What a quote says and how it was found, in an article of the page or (without one) by its own words.
function quoted(value, article) {
  const [start, end, match, text, again, replied] = value;
  const said = text ?? pointsOf(article).slice(start, end);
  return { start, end, match: match ?? "exact", text: said, again: Boolean(again), replied, grounded: start !== null };
}

const known = new Map();
function pointsOf(article) {
  if (!known.has(article)) known.set(article, new Points(article.text));
  return known.get(article);
}

const MATCHES = {
  folded: "the same but for typography",
  ungrounded: "not in the article",
  elsewhere: "in the file, outside of the text that is shown",
};

// Words of an article, in quotation marks, with what there is to say about how they were found.
function quotation(quote, content = null) {
  const notes = [];
  if (quote.match === "ungrounded") notes.push(el("strong", { class: "alarm" }, "⚠ not in the article"));
  else if (quote.match !== "exact") notes.push(el("small", {}, MATCHES[quote.match]));
  if (quote.again) notes.push(el("small", {}, "asked for again"));
  if (quote.replied) notes.push(el("small", {}, "the model wrote: ", el("q", { dir: "auto" }, quote.replied)));
  return [content ?? el("q", { dir: "auto" }, quote.text), notes.map((note) => [" ", note])];
}

// Those of a row's quotes that stand nowhere, with their fields.
function ungroundedIn(row) {
  return [...quotesIn(row)].filter(([value]) => value[2] === "ungrounded");
}

// Every quote in a row, with the name of the field that it stands in.
function* quotesIn(value, field = "") {
  if (isQuote(value)) yield [value, field];
  else if (Array.isArray(value)) for (const each of value) yield* quotesIn(each, field);
  else if (value && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      if (name !== "alternatives") yield* quotesIn(inner, field ? `${field}.${name}` : name);
    }
  }
}
