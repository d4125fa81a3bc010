// Two runs, or gold and a run: what changed, what is new, what is lost, article by article.

const COMPARED =
  "Compared are the fields that the evaluation scores: of incidents all but summaries, kinds of actors and the choice of " +
  "evidence; operations, statements, general figures and the notes on the article as they are scored.";

const compareView = {
  lines: new Map(), // made once, so that what is open stays open

  build(root) {
    const { compare } = page;
    this.changed = el("input", { type: "checkbox", id: "only-changed", checked: true, onchange: () => this.list() });
    this.articles = el("div", { class: "compared" });
    const sides = el(
      "p",
      { class: "facts" },
      "A: ",
      own(compare.a),
      compare.kind === "gold" ? " (gold)" : "",
      " · B: ",
      own(compare.b),
      " (this run)",
    );
    empty(
      root,
      el("h2", {}, compare.kind === "gold" ? "Gold and run, side by side" : "Two runs, side by side"),
      sides,
      verdict(compare),
      figuresOf(compare),
      errorsOf(compare),
      promptOf(compare),
      el("h3", {}, "Article by article"),
      el("p", {}, el("label", {}, this.changed, " only articles with a difference")),
      el("p", { class: "facts" }, COMPARED),
      this.articles,
      onlyOf(compare),
    );
    this.list();
  },

  list() {
    const found = page.compare.articles.filter((each) => !this.changed.checked || differs(each));
    const line = (each) => {
      if (!this.lines.has(each)) this.lines.set(each, comparedArticle(each));
      return this.lines.get(each);
    };
    empty(this.articles, found.length ? found.map(line) : el("p", {}, "No article differs in what is compared."));
  },

  update() {},
};

function differs(each) {
  return Boolean(countsOfArticle(each).length || each.mistakes.length || each.states[0] !== each.states[1]);
}

// How much of an article changed, is new and is lost, incidents and all else.
function countsOfArticle(each) {
  const others = Object.values(each.tables);
  const sum = (side) => others.reduce((total, table) => total + table[side].length, 0);
  const counts = {
    changed: each.pairs.filter((pair) => pair.changed.length).length + each.changed.length,
    new: each.new.length + sum(1),
    lost: each.lost.length + sum(0),
  };
  return Object.entries(counts).filter(([, count]) => count);
}

function comparedArticle(each) {
  const changed = each.pairs.filter((pair) => pair.changed.length);
  const counts = countsOfArticle(each).map(([what, count]) => `${count} ${what}`);
  if (each.mistakes.length) counts.push(plural(each.mistakes.length, "error"));
  const summary = [
    own(each.name),
    " ",
    counts.length
      ? counts.map((count) => [el("span", { class: "badge" }, count), " "])
      : el("small", {}, "no difference in what is compared"),
    each.states[0] !== each.states[1] && el("span", { class: "badge alarm" }, `⚠ ${each.states.join(" → ")}`),
  ];
  return opening({}, summary, () => [
    el("p", {}, inward({ view: "articles", article: each.name, card: "" }, "The article and its cards")),
    changed.length
      ? changed.map((pair) => [
          el("h4", {}, "Changed ", el("span", { class: "tag" }, `${pair.a} → ${pair.b}`), " ", own(pair.summary)),
          table(
            `Changed in ${pair.b}`,
            ["field", "A", "B"],
            pair.changed.map(([slot, a, b]) => [words(slot), own(spoken(a)), own(spoken(b))]),
            false,
          ),
        ])
      : "",
    each.changed.length
      ? table(
          "Changed in what else was coded",
          ["where", "field", "A", "B"],
          each.changed.map(([where, slot, a, b]) => [own(where), words(slot), own(spoken(a)), own(spoken(b))]),
          false,
        )
      : "",
    unmatched("Lost: only in A", "−", each.lost),
    unmatched("New: only in B", "+", each.new),
    unmatched("In A alone, and need not be there", "−", each.spare),
    Object.entries(each.tables).map(([name, sides]) => others(name, sides)),
    each.mistakes.length
      ? [
          el("h4", {}, "Errors by the gold"),
          el(
            "ul",
            {},
            each.mistakes.map(([side, kind, where, said]) =>
              el(
                "li",
                {},
                page.compare.errors.length > 1 && el("span", { class: "tag" }, side ? "B" : "A"),
                ` ${kind} `,
                el("code", {}, where),
                " ",
                own(said),
              ),
            ),
          ),
        ]
      : "",
  ]);
}

// A value of a closed list is words of ours; any other is left as it is.
function spoken(value) {
  return (/^[a-z_, ]+$/.test(value) ? words(value) : value) || "–";
}

function others(name, sides) {
  if (!sides.flat().length) return "";
  const lines = sides.map((lines, side) => lines.map((line) => el("li", {}, side ? "+ " : "− ", own(line))));
  return [el("h4", {}, `${words(name)}: only in A (−), only in B (+)`), el("ul", {}, lines)];
}

function unmatched(title, sign, rows) {
  if (!rows.length) return "";
  return [
    el("h4", {}, title),
    el(
      "ul",
      {},
      rows.map((each) =>
        el(
          "li",
          {},
          `${sign} `,
          el("span", { class: "tag" }, each.id),
          " ",
          own(each.summary),
          el(
            "small",
            {},
            " ",
            Object.entries(each.told).map(([name, value], at) => [
              at ? " · " : "",
              `${words(name)}: `,
              own(name === "type" ? typeWords(value) : value),
            ]),
          ),
          el(
            "ul",
            { class: "quotes" },
            each.evidence.map((quote) => el("li", {}, el("q", { dir: "auto" }, quote))),
          ),
        ),
      ),
    ),
  ];
}

function onlyOf({ only, kind }) {
  const labels = { a: "Only in A", b: kind === "gold" ? "Without gold" : "Only in B" };
  return Object.entries(only)
    .filter(([, names]) => names.length)
    .map(([side, names]) =>
      el(
        "p",
        { class: "facts" },
        `${labels[side]}: ${plural(names.length, "article")}: `,
        own(names.slice(0, 20).join(", ")),
        names.length > 20 ? " …" : "",
      ),
    );
}
