// A card for each thing that was coded: every value, and beside it the words that it was read from.

const GROUPS = {
  incidents: [
    ["who", ["initiators"]],
    ["known how", ["basis", "claimed_by"]],
    ["against", ["targets", "target_kinds", "target_text"]],
    ["with", ["weapon", "weapon_text"]],
    ["when", ["date_start", "date_end", "date_precision", "date_basis", "date_text"]],
    ["where", ["place_name", "admin1", "country", "place_precision", "place_text"]],
    ["toll", ["casualties"]],
    ["damage", ["damage"]],
    ["part of", ["operation"]],
    ["in response to", ["in_response_to"]],
    ["evidence", ["evidence"]],
  ],
  operations: [
    ["toll as a whole", ["casualties"]],
    ["in response to", ["in_response_to"]],
  ],
  statements: [
    ["says", ["speaker"]],
    ["for", ["on_behalf_of"]],
    ["about", ["about"]],
    ["in the words", ["quote"]],
  ],
  aggregates: [
    ["figure", ["low", "high", "what"]],
    ["by", ["by"]],
    ["against", ["against"]],
    ["period", ["period_start", "period_end", "period_text"]],
    ["source", ["source"]],
    ["in the words", ["quote"]],
  ],
  notes: [
    ["printed date", ["published_text"]],
    ["agencies", ["agencies"]],
    ["garbled passages", ["garbled_passages"]],
  ],
};
const SILENT = new Set([null, undefined, "unknown", "none", ""]);
const TABLES = { incidents: "i", operations: "op", statements: "s", aggregates: "g" };

// All that was coded of an article, each with the id of its card.
function rowsOf(article) {
  const rows = [];
  for (const [table, letter] of Object.entries(TABLES)) {
    (article[table] ?? []).forEach((row, at) => rows.push({ owner: row.id ?? `${letter}${at + 1}`, table, row }));
  }
  if (article.notes) rows.push({ owner: "notes", table: "notes", row: article.notes });
  return rows;
}

function titleOf(table, row) {
  if (table === "incidents") return typeWords(row.type);
  if (table === "statements") return words(row.type);
  if (table === "aggregates") return `in general: ${words(row.what)}`;
  return table === "notes" ? "notes on the article" : "operation";
}

function card(article, { owner, table, row }, onquote, extra = null) {
  const lines = GROUPS[table].map(([label, names]) =>
    line(
      label,
      names.map((name) => [name, once(name, row)]),
      article,
      onquote,
    ),
  );
  const said = {
    background: "background",
    attempted_or_foiled: "attempted or foiled",
    alleged_disputed: "alleged, disputed",
  };
  const labels = [row.salience, row.status]
    .filter((word) => said[word])
    .map((word) => el("span", { class: "badge" }, said[word]));
  const lost = ungroundedIn(row).length;
  return el(
    "section",
    {
      class: `card ${table}`,
      id: `card-${owner}`,
      tabindex: "0",
      "data-owner": owner,
      "aria-label": `${owner}, ${titleOf(table, row)}`,
    },
    el(
      "h3",
      {},
      el("span", { class: "tag" }, owner),
      " ",
      titleOf(table, row),
      " ",
      labels,
      lost ? el("span", { class: "badge alarm" }, `⚠ ${plural(lost, "quote")} not in the article`) : null,
    ),
    row.summary && el("p", { dir: "auto" }, row.summary),
    extra,
    el("dl", {}, lines),
    table === "incidents" &&
      citing(
        () => citeReport(article, owner, row.summary),
        () => [article],
      ),
  );
}

// The value of a field; what two fields say together is said by the first of them.
function once(name, row) {
  if (name === "low") return figureWords({ ...row, status: row.what });
  if (name === "date_start") return row.date_start && dayRange(row.date_start, row.date_end);
  if (name === "period_start") return periodWords(row.period_start, row.period_end);
  return ["high", "what", "date_end", "period_end"].includes(name) ? null : row[name];
}

function periodWords(start, end) {
  if (start && end) return dayRange(start, end);
  return start ? `from ${start}` : end && `until ${end}`;
}

function line(label, pairs, article, onquote) {
  const parts = pairs.flatMap(([name, value]) => shown(name, value, article, onquote)).filter(Boolean);
  return parts.length
    ? [
        el("dt", {}, label),
        el(
          "dd",
          {},
          parts.map((part, at) => [at ? " · " : "", part]),
        ),
      ]
    : null;
}

function shown(name, value, article, onquote) {
  if (isQuote(value)) return [quoteButton(value, article, onquote)];
  if (name === "casualties") return value.length ? [tollList(value, article, onquote)] : [];
  if (Array.isArray(value)) return value.flatMap((each) => shown(name, each, article, onquote));
  if (value && typeof value === "object")
    return [[quoteButton(value.name, article, onquote), " ", el("small", {}, words(value.kind))]];
  if (SILENT.has(value)) return [];
  return [["admin1", "place_name"].includes(name) ? own(value) : words(value)];
}

function quoteButton(value, article, onquote) {
  const quote = quoted(value, article);
  if (!quote.grounded || !article.text) return el("span", {}, quotation(quote));
  const said = el("q", { dir: "auto", class: "quote", title: "Show in the text" }, quote.text);
  return el(
    "span",
    {},
    quotation(
      quote,
      pressable(said, () => onquote(quote)),
    ),
  );
}

// A figure as it was given: "at least nine" is 9+, "up to ten" is up to 10, "others" are some.
function figureWords({ low, high, status }) {
  return `${numberWords(low ?? null, high ?? null)} ${words(status ?? "")}`.trim();
}

function numberWords(low, high) {
  if (low === null) return high === null ? "some" : `up to ${high}`;
  if (high === null) return `${low}+`;
  return low === high ? `${low}` : `${low}–${high}`;
}

// Every figure with who says so; a list, since cards are narrow.
function tollList(figures, article, onquote) {
  return el(
    "ul",
    { class: "plain" },
    figures.map((each) =>
      el(
        "li",
        {},
        el("b", {}, figureWords(each)),
        each.superseded && el("small", {}, " (an earlier figure)"),
        each.victims && [" of ", quoteButton(each.victims, article, onquote)],
        ", says ",
        each.source ? quoteButton(each.source, article, onquote) : "the article itself",
        ": ",
        quoteButton(each.quote, article, onquote),
      ),
    ),
  );
}
