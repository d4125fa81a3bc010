// Two runs, or gold and a run: what changed, what is new, what is lost, article by article.

const compareView = {
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
      this.articles,
      onlyOf(compare),
    );
    this.list();
  },

  list() {
    const found = page.compare.articles.filter((each) => !this.changed.checked || differs(each));
    empty(this.articles, found.length ? found.map(comparedArticle) : el("p", {}, "No article differs."));
  },

  update() {},
};

function differs(each) {
  return (
    each.lost.length ||
    each.new.length ||
    each.mistakes.length ||
    each.states[0] !== each.states[1] ||
    each.pairs.some((pair) => pair.changed.length)
  );
}

function three(value) {
  return value === null || value === undefined ? "–" : value.toFixed(3);
}

function verdict({ statistics }) {
  if (!statistics) return null;
  const { primary, interval } = statistics;
  const delta = (primary.after ?? 0) - (primary.before ?? 0);
  const parts = [
    `${primary.name} ${three(primary.before)} → ${three(primary.after)}, B − A = ${delta >= 0 ? "+" : "−"}${Math.abs(delta).toFixed(3)}`,
    interval && `95 % interval ${three(interval.low)} to ${three(interval.high)}`,
    `p = ${primary.p.toFixed(4)} (paired permutation test)`,
    `${plural(statistics.differing, "article")} differ`,
    statistics.detectable && `differences from about ${three(statistics.detectable)} on can be shown with so many`,
    statistics.needed && `to show this one takes about ${plural(statistics.needed, "article")}`,
  ];
  const fields = statistics.fields.filter((each) => three(each.before) !== three(each.after));
  return el(
    "section",
    { class: "verdict" },
    el("p", {}, el("strong", {}, statistics.verdict), ": ", parts.filter(Boolean).join("; "), "."),
    statistics.but.map((reason) => el("p", {}, `but ${reason}`)),
    fields.length
      ? table(
          "Fields, given a match",
          ["field", "A", "B", "p", "p, Holm"],
          fields.map((each) => [
            words(each.name),
            three(each.before),
            three(each.after),
            each.p.toFixed(4),
            each.held.toFixed(4),
          ]),
        )
      : null,
  );
}

function table(caption, head, rows, numbers = true) {
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el(
      "table",
      { class: numbers ? "numbers" : null },
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((name) => el("th", { scope: "col" }, name)),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map(([first, ...rest]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, first),
            rest.map((cell) => el("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}

function figuresOf({ figures, gold }) {
  if (!figures) return null;
  const two = figures[0].values.length > 1;
  const rows = figures.map((each) => [
    words(each.name),
    ...each.values.map(three),
    ...(two ? [] : [each.between ? `${three(each.between[0])} to ${three(each.between[1])}` : "–"]),
    each.of,
  ]);
  return table(
    `Against the gold of ${plural(gold.articles, "article")}`,
    ["figure", ...(two ? ["A", "B"] : ["value", "95 % interval"]), "of"],
    rows,
  );
}

function errorsOf({ errors }) {
  if (!errors) return null;
  const kinds = [...new Set(errors.flatMap((each) => Object.keys(each)))].sort(
    (a, b) => (errors.at(-1)[b] ?? 0) - (errors.at(-1)[a] ?? 0),
  );
  if (!kinds.length) return el("p", {}, "No error that has a name.");
  return table(
    "Errors by kind",
    ["error", ...(errors.length > 1 ? ["A", "B"] : ["count"])],
    kinds.map((kind) => [kind, ...errors.map((each) => String(each[kind] ?? 0))]),
  );
}

function promptOf({ prompt, models }) {
  if (!prompt) return null;
  const SIGNS = { "=": "same", "-": "gone", "+": "added", "…": "left-out" };
  const changed = prompt.filter((each) => !each.same);
  const model = models[0] === models[1] ? null : el("p", {}, "Model: ", own(models[0]), " → ", own(models[1]));
  const blocks = changed.map(({ block, lines }) =>
    el(
      "details",
      { open: true },
      el("summary", {}, `Block ${block} differs`),
      lines
        ? el(
            "pre",
            { class: "changes", tabindex: "0" },
            lines.map(([sign, text]) =>
              el(
                "span",
                { class: SIGNS[sign] },
                sign === "…" ? `… ${text} lines the same\n` : `${sign === "=" ? " " : sign} ${text}\n`,
              ),
            ),
          )
        : el("p", {}, "Its words are not in a run that was made before version 0.2."),
    ),
  );
  const same = prompt.filter((each) => each.same).map((each) => each.block);
  return el(
    "section",
    { class: "prompts" },
    el("h3", {}, "The prompts"),
    model,
    changed.length ? blocks : el("p", {}, "They are the same, block by block."),
    changed.length && same.length ? el("p", { class: "facts" }, `The same: ${same.join(", ")}.`) : null,
  );
}

function comparedArticle(each) {
  const changed = each.pairs.filter((pair) => pair.changed.length);
  const counts = [
    changed.length && `${changed.length} changed`,
    each.new.length && `${each.new.length} new`,
    each.lost.length && `${each.lost.length} lost`,
    each.mistakes.length && plural(each.mistakes.length, "error"),
  ].filter(Boolean);
  const others = Object.entries(each.tables)
    .filter(([, [, lost, fresh]]) => lost || fresh)
    .map(([name, [both, lost, fresh]]) => `${words(name)}: ${both} in both, ${lost} lost, ${fresh} new`);
  const summary = [
    own(each.name),
    " ",
    counts.length
      ? counts.map((count) => [el("span", { class: "badge" }, count), " "])
      : el("small", {}, "no difference"),
    each.states[0] !== each.states[1] && el("span", { class: "badge alarm" }, `⚠ ${each.states.join(" → ")}`),
  ];
  return opening({}, summary, () => [
    el("p", {}, inward({ view: "articles", article: each.name, card: "" }, "The article and its cards")),
    changed.length
      ? changed.map((pair) => [
          el("h4", {}, "Changed ", el("span", { class: "tag" }, `${pair.a} → ${pair.b}`), " ", own(pair.summary)),
          table(
            "",
            ["field", "A", "B"],
            pair.changed.map(([slot, a, b]) => [words(slot), own(words(a) || "–"), own(words(b) || "–")]),
            false,
          ),
        ])
      : "",
    unmatched("Lost: only in A", "−", each.lost),
    unmatched("New: only in B", "+", each.new),
    others.length ? el("p", { class: "facts" }, others.join(" · ")) : "",
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
          each.optional && el("small", {}, " (need not be there)"),
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

function onlyOf({ only }) {
  return Object.entries(only)
    .filter(([, names]) => names.length)
    .map(([side, names]) =>
      el(
        "p",
        { class: "facts" },
        `Only in ${side.toUpperCase()}: ${plural(names.length, "article")}: `,
        own(names.slice(0, 20).join(", ")),
        names.length > 20 ? " …" : "",
      ),
    );
}
