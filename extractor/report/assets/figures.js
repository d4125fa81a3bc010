// Tolls and other values of an incident, each beside who gives it; and where these do not agree.

const NAMED = {
  type: "type",
  status: "status",
  basis: "who says so",
  weapon: "weapon",
  damage: "damage",
  date: "day",
  place: "place",
};

function tollWords(toll) {
  const number =
    toll.low === null
      ? numberWords(null, toll.high)
      : `${toll.low}${toll.high !== null && toll.high !== toll.low ? `–${toll.high}` : ""}${toll.open ? "+" : ""}`;
  return `${number} ${words(toll.status)}`;
}

// The tolls of an incident in a line; where only its whole operation has any, those, and that it is so.
function tollLine(incident) {
  if (incident.tolls.length) return incident.tolls.map(tollWords).join("; ");
  const whole = incident.operation_tolls.filter((figure) => !figure.superseded).map(figureWords);
  return whole.length ? `no toll of its own; its whole operation: ${[...new Set(whole)].join("; ")}` : "no toll";
}

// Whether two figures cannot both be true: "eight" and "at least eight" can, and so can "others" and any.
function figuresClash(one, other) {
  if ([one, other].some((figure) => figure.low === null && figure.high === null)) return false;
  return (one.high ?? Infinity) < (other.low ?? 0) || (other.high ?? Infinity) < (one.low ?? 0);
}

function clashes(figure, figures) {
  return figures.some((other) => figuresClash(figure, other));
}

function tollsDiffer(figures) {
  return figures.some((figure) => clashes(figure, figures));
}

// Whether two values of a field cannot both be true. Days are ranges, which may overlap.
function valuesClash(name, one, other) {
  if (SILENT.has(one) || SILENT.has(other)) return false;
  if (name !== "date") return one !== other;
  const [a, b] = [one, other].map((value) => value.split("/"));
  return a.at(-1) < b[0] || b.at(-1) < a[0];
}

function valuesDiffer(name, given) {
  return given.some(([one]) => given.some(([other]) => valuesClash(name, one, other)));
}

function mostKilled(incident) {
  const killed = incident.tolls.find((toll) => toll.status === "killed");
  return killed ? (killed.high ?? killed.low ?? 0) : null;
}

// What its sources do not agree about, as words.
const conflicts = new WeakMap();
function conflictsOf(incident) {
  if (!conflicts.has(incident)) {
    const differ = Object.keys(NAMED).filter((name) => valuesDiffer(name, incident.values[name]));
    const tolls = incident.tolls.filter((toll) => tollsDiffer(toll.figures)).map((toll) => words(toll.status));
    const whole = [...wholeTolls(incident).values()]
      .filter(tollsDiffer)
      .map(([each]) => `${words(each.status)} of the operation`);
    conflicts.set(incident, [...differ.map((name) => NAMED[name]), ...tolls, ...whole]);
  }
  return conflicts.get(incident);
}

// The figures for whole operations that stand against each other: of one operation and one status.
function wholeTolls(incident) {
  const groups = new Map();
  for (const figure of incident.operation_tolls) {
    if (figure.superseded) continue;
    const key = `${figure.status} ${figure.operation}`;
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  return groups;
}

// A report with the day that its article appeared on, and whether it is one of this run.
function reportLink(incident, number) {
  const report = incident.reports[number];
  const article = page.articles[report.article];
  const facts = article ? ` ${article.published ?? ""}` : ` ${report.published ?? ""} (read in another run)`;
  return [shortLink(incident, number), el("small", {}, facts)];
}

// Every figure beside its source, and how it stands to the others.
function figuresTable(incident) {
  const differ = "≠ the sources differ";
  const lines = incident.tolls.flatMap((toll) => [
    ...toll.figures.map((figure) => [figure, clashes(figure, toll.figures) ? differ : ""]),
    ...toll.parts.map((figure) => [figure, "counted apart: some of the victims, or others of the same source"]),
    ...toll.superseded.map((figure) => [figure, "an earlier figure"]),
  ]);
  const groups = [...wholeTolls(incident).values()];
  const whole = incident.operation_tolls.map((figure) => {
    const group = groups.find((each) => each.includes(figure)) ?? [];
    const notes = [figure.superseded && "an earlier figure", clashes(figure, group) && differ];
    return [
      figure,
      ["for a whole operation: ", own(figure.operation), notes.filter(Boolean).map((note) => `; ${note}`)],
    ];
  });
  if (!lines.length && !whole.length) return null;
  const rows = [...lines, ...whole].map(([figure, note]) => {
    const article = page.articles[incident.reports[figure.report].article];
    return el(
      "tr",
      { class: String(note).includes(differ) ? "differs" : null },
      el("td", {}, el("b", {}, figureWords(figure))),
      el("td", {}, figure.source ? own(figure.source) : "the article itself"),
      el("td", {}, figure.victims ? own(figure.victims) : "–"),
      el("td", {}, quotation(quoted(figure.quote, article))),
      el("td", {}, reportLink(incident, figure.report)),
      el("td", {}, note),
    );
  });
  const head = ["figure", "says who", "of whom", "in the words", "report", "note"].map((name) =>
    el("th", { scope: "col" }, name),
  );
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": "Figures" },
    el(
      "table",
      {},
      el("caption", {}, "Every figure and who gives it"),
      el("thead", {}, el("tr", {}, head)),
      el("tbody", {}, rows),
    ),
  );
}

function valuesTable(incident) {
  const labels = {
    ...NAMED,
    initiators: "who",
    targets: "against",
    claimed_by: "claimed by",
    target_kinds: "what was hit",
  };
  const say = (name, value) =>
    name === "type"
      ? typeWords(value)
      : ["initiators", "targets", "claimed_by", "place", "date"].includes(name)
        ? own(name === "date" ? value.replace("/", " to ") : value)
        : words(value);
  const rows = Object.entries(incident.values)
    .filter(([, given]) => given.length)
    .map(([name, given]) => {
      const differ = name in NAMED && valuesDiffer(name, given);
      return el(
        "tr",
        { class: differ ? "differs" : null },
        el("th", { scope: "row" }, labels[name] ?? words(name), differ && el("span", { class: "badge alarm" }, "≠")),
        el(
          "td",
          {},
          el(
            "ul",
            { class: "plain" },
            given.map(([value, sources, reports]) =>
              el(
                "li",
                {},
                say(name, value),
                actorFacts(incident, name, value),
                el(
                  "small",
                  {},
                  ` ${plural(sources, "source")}: `,
                  reports.map((number, at) => [at ? ", " : "", shortLink(incident, number)]),
                ),
              ),
            ),
          ),
        ),
      );
    });
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": "Values" },
    el("table", {}, el("caption", {}, "Every value and who gives it"), el("tbody", {}, rows)),
  );
}

// What is known of an actor beside the name.
function actorFacts(incident, side, name) {
  if (side !== "initiators" && side !== "targets") return null;
  const actor = incident[side].find((each) => each.name === name);
  const facts = [actor?.kind && words(actor.kind), actor?.country].filter(Boolean);
  return facts.length ? el("small", {}, ` ${facts.join(", ")}`) : null;
}

function shortLink(incident, number) {
  const report = incident.reports[number];
  const article = page.articles[report.article];
  return article
    ? inward(
        { view: "articles", article: article.name, card: report.incident },
        own(article.name),
        `:${report.incident}`,
      )
    : own(report.label);
}
