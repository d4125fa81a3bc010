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
    toll.low === null && toll.high === null
      ? "some"
      : `${toll.low ?? 0}${toll.high !== null && toll.high !== toll.low ? `–${toll.high}` : ""}${toll.open ? "+" : ""}`;
  return `${number} ${words(toll.status)}`;
}

function tollsDiffer(toll) {
  return new Set(toll.figures.map((figure) => `${figure.low} ${figure.high}`)).size > 1;
}

function mostKilled(incident) {
  const killed = incident.tolls.find((toll) => toll.status === "killed");
  return killed ? (killed.high ?? killed.low ?? 0) : null;
}

// What its sources do not agree about, as words.
const conflicts = new WeakMap();
function conflictsOf(incident) {
  if (!conflicts.has(incident)) {
    const differ = Object.keys(NAMED).filter(
      (name) => incident.values[name].filter(([value]) => !SILENT.has(value)).length > 1,
    );
    const tolls = incident.tolls.filter(tollsDiffer).map((toll) => words(toll.status));
    conflicts.set(incident, [...differ.map((name) => NAMED[name]), ...tolls]);
  }
  return conflicts.get(incident);
}

function reportLink(incident, number) {
  const report = incident.reports[number];
  const article = page.articles[report.article];
  if (!article) return [own(report.label), el("small", {}, " (of another run)")];
  return [
    inward(
      { view: "articles", article: article.name, card: report.incident },
      own(article.name),
      `:${report.incident}`,
    ),
    el("small", {}, ` ${article.published ?? ""}`),
  ];
}

// Every figure beside its source, and how it stands to the others.
function figuresTable(incident) {
  const lines = incident.tolls.flatMap((toll) => [
    ...toll.figures.map((figure) => [figure, tollsDiffer(toll) ? "≠ the sources differ" : ""]),
    ...toll.parts.map((figure) => [figure, "some of the victims"]),
    ...toll.superseded.map((figure) => [figure, "an earlier figure"]),
  ]);
  const whole = incident.operation_tolls.map((figure) => [
    figure,
    el("span", {}, "for a whole operation: ", own(figure.operation)),
  ]);
  if (!lines.length && !whole.length) return null;
  const rows = [...lines, ...whole].map(([figure, note]) => {
    const article = page.articles[incident.reports[figure.report].article];
    return el(
      "tr",
      { class: note === "≠ the sources differ" ? "differs" : null },
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
        ? own(value.replace("/", " to "))
        : words(value);
  const rows = Object.entries(incident.values)
    .filter(([, given]) => given.length)
    .map(([name, given]) => {
      const differ = name in NAMED && given.filter(([value]) => !SILENT.has(value)).length > 1;
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
