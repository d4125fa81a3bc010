// What a comparison comes to as a whole: the verdict, figures, errors by kind, and what differs in the prompts.

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

function figuresOf({ figures, gold, unjudged }) {
  if (unjudged) return el("p", { class: "alarm" }, `⚠ Without figures: ${unjudged}`);
  if (!figures) return null;
  const two = figures[0].values.length > 1;
  const rows = figures.map((each) => [
    words(each.name),
    ...each.values.map(three),
    ...(two ? [] : [each.between ? `${three(each.between[0])} to ${three(each.between[1])}` : "–"]),
    each.of,
  ]);
  return table(
    `Against the gold of ${plural(gold.articles, "article")}${gold.left_out ? `; ${plural(gold.left_out, "gold file")} not looked at` : ""}`,
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
        : el("p", {}, "The words of its prompt are not in one of the two runs: an earlier version made it."),
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
