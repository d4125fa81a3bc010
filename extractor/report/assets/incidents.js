// Consolidated incidents: a line for each, and behind it who says what, and why its reports were joined.

const AT_ONCE = 100; // lines; more on demand

const incidentsView = {
  build(root) {
    this.form = filterForm();
    this.count = el("p", { class: "count", role: "status" });
    this.list = el("ul", { class: "incidents" });
    this.more = el("div", {});
    const near = page.near.length
      ? el(
          "details",
          { class: "near" },
          el(
            "summary",
            {},
            `${plural(page.near.length, "near miss", "near misses")}: pairs that were not joined and might be`,
          ),
          el(
            "ul",
            {},
            page.near.map((note) => el("li", {}, own(note))),
          ),
        )
      : null;
    empty(root, this.form, this.count, this.list, this.more, near);
  },

  update() {
    this.form.takeState();
    const found = sorted(chosen());
    const reports = found.reduce((sum, each) => sum + each.reports.length, 0);
    this.count.textContent = `${plural(reports, "report")} of ${plural(found.length, "incident")}${found.length < page.incidents.length ? `, of ${page.incidents.length.toLocaleString("en")}` : ""}`;
    const wanted = found.findIndex((each) => each.incident === state.incident);
    empty(this.list);
    this.show(found, 0, Math.max(AT_ONCE, wanted + 1));
    if (wanted >= 0) {
      const item = this.list.children[wanted];
      opened(item.firstChild);
      item.scrollIntoView({ block: "nearest" });
    }
  },

  show(found, from, to) {
    this.list.append(...found.slice(from, to).map(incidentLine));
    const left = found.length - to;
    empty(
      this.more,
      left > 0 &&
        button(`Show ${Math.min(AT_ONCE, left)} more of ${left.toLocaleString("en")}`, () =>
          this.show(found, to, to + AT_ONCE),
        ),
    );
  },
};

function incidentLine(incident) {
  const conflicting = conflictsOf(incident);
  const who = (actors) => actors.map((actor, at) => [at ? ", " : "", own(actor.name)]);
  const sides = [
    incident.initiators.length ? who(incident.initiators) : "nobody named",
    incident.targets.length ? [" → ", who(incident.targets)] : "",
  ];
  const summary = [
    el(
      "span",
      { class: "when" },
      incident.date_start ? dayRange(incident.date_start, incident.date_end) : "no day known",
    ),
    el(
      "span",
      { class: "what" },
      typeWords(incident.type),
      " · ",
      incident.place ? own(placeOf(incident)) : (incident.country ?? "no place known"),
    ),
    el("span", { class: "sides" }, sides),
    el("span", { class: "toll" }, incident.tolls.map((toll) => tollWords(toll)).join("; ") || "no toll"),
    el(
      "span",
      { class: "marks" },
      el("span", { class: `badge grade ${incident.grade}` }, GRADES[incident.grade] ?? words(incident.grade)),
      incident.status !== "occurred" && el("span", { class: "badge" }, words(incident.status)),
      el(
        "span",
        { class: "badge" },
        `${plural(incident.reports.length, "report")}, ${plural(incident.sources, "source")}`,
      ),
      conflicting.map((name) => el("span", { class: "badge alarm" }, `≠ ${name}`)),
      incident.flags.length ? el("span", { class: "badge" }, `⚑ ${plural(incident.flags.length, "flag")}`) : null,
    ),
  ];
  return el(
    "li",
    {},
    opening({ class: "incident", "data-incident": incident.incident }, summary, () => incidentBody(incident)),
  );
}

function incidentBody(incident) {
  const evidence = incident.reports.map((report, number) => {
    const article = page.articles[report.article];
    const row = article?.incidents?.find((each) => each.id === report.incident);
    return el(
      "li",
      {},
      reportLink(incident, number),
      el(
        "small",
        {},
        ` · source ${report.source}`,
        report.outlet && [", ", own(report.outlet)],
        report.agencies && [", ", own(report.agencies.join(", "))],
      ),
      row &&
        el(
          "ul",
          { class: "quotes" },
          row.evidence.map((value) => el("li", {}, quotation(quoted(value, article)))),
        ),
    );
  });
  const joined = incident.links.map(([a, b, outcome, reason]) =>
    el(
      "li",
      {},
      shortLink(incident, a),
      outcome === "same" ? " and " : ` (${outcome}) `,
      shortLink(incident, b),
      ": ",
      own(reason),
    ),
  );
  const said = incident.statements.map((each) => {
    const article = page.articles[incident.reports[each.report].article];
    return el(
      "li",
      {},
      `${words(each.type)}, `,
      own(each.speaker),
      each.on_behalf_of && [" for ", own(each.on_behalf_of)],
      ": ",
      quotation(quoted(each.quote, article)),
      " ",
      shortLink(incident, each.report),
    );
  });
  const list = (title, items) => (items.length ? [el("h3", {}, title), el("ul", {}, items)] : null);
  return el(
    "div",
    { class: "body" },
    el("p", { dir: "auto" }, incident.summary),
    el(
      "p",
      { class: "facts" },
      incident.grade_reason.startsWith(incident.grade) ? "" : `${GRADES[incident.grade] ?? words(incident.grade)}: `,
      own(incident.grade_reason),
      ` · known how exactly: day ${words(incident.date_precision)}, place ${words(incident.place_precision)} · id `,
      el("code", {}, incident.incident),
      " · ",
      inward({ view: "incidents", incident: incident.incident }, "link to this"),
    ),
    figuresTable(incident),
    valuesTable(incident),
    list("Why these are one incident", joined),
    list("Reports and their evidence", evidence),
    list("What was said about it", said),
    list(
      "Flags",
      incident.flags.map((flag) => own(flag)).map((flag) => el("li", {}, flag)),
    ),
    citing(
      () => citeIncident(incident),
      () => [...new Set(incident.reports.map((each) => page.articles[each.article]).filter(Boolean))],
    ),
  );
}
