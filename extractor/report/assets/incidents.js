// Consolidated incidents: a line for each, and behind it who says what, and why its reports were joined.

const AT_ONCE = 100; // lines; more on demand

const incidentsView = {
  lines: new Map(), // made once, so that what is open stays open

  build(root) {
    this.form = filterForm();
    this.count = el("p", { class: "count", role: "status" });
    this.missing = el("p", { class: "alarm", role: "status" });
    this.list = el("ul", { class: "incidents" });
    this.more = el("p", { class: "more" });
    const misses = `${plural(page.near.length, "near miss", "near misses")}: pairs that were not joined and might be`;
    const near = opening({ class: "near" }, misses, () =>
      el(
        "ul",
        {},
        page.near.map((note) => el("li", {}, own(note))),
      ),
    );
    empty(root, this.form, this.count, this.missing, this.list, this.more, page.near.length ? near : null);
  },

  update() {
    this.form.takeState();
    const found = sorted(chosen());
    const reports = found.reduce((sum, each) => sum + each.reports.length, 0);
    const all = found.length < page.incidents.length ? `, of ${page.incidents.length.toLocaleString("en")}` : "";
    this.count.textContent = `${plural(reports, "report")} of ${plural(found.length, "incident")}${all}`;
    const wanted = found.findIndex((each) => each.incident === state.incident);
    const lost = state.incident && wanted < 0;
    this.missing.textContent = lost
      ? `⚠ The incident ${inert(state.incident)} is not here, or the filters leave it out.`
      : "";
    this.list.replaceChildren();
    this.show(found, 0, Math.max(AT_ONCE, wanted + 1));
    if (wanted >= 0) this.reveal(this.list.children[wanted].firstChild);
  },

  // Open a line; it gets the focus if nothing else in the list or the form has it.
  reveal(details) {
    const fresh = !details.open;
    opened(details);
    if (!fresh && details.contains(document.activeElement)) return;
    if (!this.form.contains(document.activeElement)) details.firstChild.focus({ preventScroll: true });
    details.scrollIntoView({ block: "nearest" });
  },

  show(found, from, to) {
    const lines = found.slice(from, to).map((incident) => {
      if (!this.lines.has(incident)) this.lines.set(incident, incidentLine(incident));
      return this.lines.get(incident);
    });
    this.list.append(...lines);
    const left = found.length - to;
    const further = () => {
      this.show(found, to, to + AT_ONCE);
      this.list.children[to]?.firstChild.firstChild.focus();
    };
    empty(
      this.more,
      left > 0 && [
        `The first ${to.toLocaleString("en")} of ${found.length.toLocaleString("en")} are shown. `,
        button(`Show ${Math.min(AT_ONCE, left)} more`, further),
      ],
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
    el("span", { class: "toll" }, tollLine(incident)),
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
  const name = incident.incident;
  const details = opening({ class: "incident", "data-incident": name }, summary, () => incidentBody(incident));
  details.addEventListener("toggle", () => {
    if (printing) return;
    // What is open stands in the address; closing it takes it out.
    if (details.open && state.incident !== name) history.replaceState(null, "", address({ incident: name }));
    else if (!details.open && state.incident === name) history.replaceState(null, "", address({ incident: "" }));
    state = readState();
  });
  return el("li", {}, details);
}

function incidentBody(incident) {
  const evidence = incident.reports.map((report, number) => {
    const article = page.articles[report.article];
    const quotes = report.evidence ?? article?.incidents?.find((each) => each.id === report.incident)?.evidence;
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
      quotes &&
        el(
          "ul",
          { class: "quotes" },
          quotes.map((value) => el("li", {}, quotation(quoted(value, article)))),
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
      each.about === "operation" ? "about the whole operation: " : "",
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
      incident.grade === "contested" ? "contested: " : "",
      own(incident.grade_reason),
      incident.admin1 && [" · in ", own(incident.admin1)],
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
