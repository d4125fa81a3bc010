// Which incidents are looked at: one form for the list, the map and the timeline; what it holds stands in the address.

const GRADES = {
  contested: "contested",
  acknowledged: "acknowledged",
  several_independent: "several independent sources",
  single_source: "a single source",
};
const SORTS = {
  date: "day, first to last",
  latest: "day, last to first",
  reports: "most reports first",
  killed: "most killed first",
  conflicts: "most conflicts first",
  place: "place",
};

function allActors(incident) {
  return [...incident.initiators, ...incident.targets].map((actor) => actor.name);
}

function countsOf(values) {
  const counts = new Map();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

// What a search looks through, made once for each incident.
const haystacks = new WeakMap();
function haystack(incident) {
  if (!haystacks.has(incident)) {
    const reports = incident.reports.map((each) => page.articles[each.article]?.name ?? each.label);
    const said = incident.tolls
      .flatMap((toll) => [...toll.figures, ...toll.parts, ...toll.superseded])
      .map((figure) => `${figure.source ?? ""} ${figure.victims ?? ""}`);
    const values = Object.values(incident.values).flatMap((given) => given.map(([value]) => words(value)));
    haystacks.set(
      incident,
      [
        incident.incident,
        incident.summary,
        incident.place,
        incident.admin1,
        incident.country,
        typeWords(incident.type),
        ...values,
        ...said,
        ...reports,
      ]
        .join("\n")
        .toLowerCase(),
    );
  }
  return haystacks.get(incident);
}

const TESTS = {
  q: (incident, wanted) =>
    wanted
      .toLowerCase()
      .split(/\s+/)
      .every((word) => haystack(incident).includes(word)),
  type: (incident, wanted) => incident.type === wanted,
  place: (incident, wanted) => placeOf(incident) === wanted,
  spot: (incident, wanted) => spotOf(incident) === wanted,
  actor: (incident, wanted) => allActors(incident).includes(wanted),
  status: (incident, wanted) => incident.status === wanted,
  grade: (incident, wanted) => incident.grade === wanted,
  conflict: (incident) => conflictsOf(incident).length > 0,
  from: (incident, wanted) => incident.date_end !== null && incident.date_end >= wanted,
  to: (incident, wanted) => incident.date_start !== null && incident.date_start <= wanted,
};

// A place on the map: its point, and how exactly it is known.
function spotOf(incident) {
  return incident.lat === null ? "" : `${incident.lat} ${incident.lon} ${incident.place_precision}`;
}

function placeOf(incident) {
  return [incident.place, incident.country].filter(Boolean).join(", ");
}

function chosen() {
  const tests = Object.entries(TESTS).filter(([name]) => state[name]);
  return page.incidents.filter((incident) => tests.every(([name, test]) => test(incident, state[name])));
}

function sorted(incidents) {
  const day = (incident) => incident.date_start ?? "9999";
  const keys = {
    date: (a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0),
    latest: (a, b) =>
      (a.date_start ?? "") > (b.date_start ?? "") ? -1 : (a.date_start ?? "") < (b.date_start ?? "") ? 1 : 0,
    reports: (a, b) => b.reports.length - a.reports.length,
    killed: (a, b) => (mostKilled(b) ?? -1) - (mostKilled(a) ?? -1),
    conflicts: (a, b) => conflictsOf(b).length - conflictsOf(a).length,
    place: (a, b) => (placeOf(a) || "\uffff").localeCompare(placeOf(b) || "\uffff", "en"),
  };
  return [...incidents].sort(keys[state.sort] ?? keys.date);
}

// The form. Its options are what there is, the most frequent first.
function filterForm() {
  const select = (name, label, options, all = "all") =>
    el(
      "label",
      {},
      el("span", {}, label),
      el(
        "select",
        { name, onchange: (event) => go({ [name]: event.target.value, incident: "" }) },
        all && el("option", { value: "" }, all),
        options.map(([value, text]) => el("option", { value }, text)),
      ),
    );
  const counted = (values, say = words) =>
    countsOf(values).map(([value, count]) => [value, `${say(value)} (${count})`]);
  const search = el(
    "label",
    { class: "search" },
    el("span", {}, "Search"),
    el("input", {
      type: "search",
      name: "q",
      oninput: (event) => go({ q: event.target.value.trim(), incident: "" }, { quiet: true }),
    }),
  );
  const day = (name, label) =>
    el(
      "label",
      {},
      el("span", {}, label),
      el("input", { type: "date", name, onchange: (event) => go({ [name]: event.target.value, incident: "" }) }),
    );
  const conflict = el(
    "label",
    { class: "check" },
    el("input", {
      type: "checkbox",
      name: "conflict",
      onchange: (event) => go({ conflict: event.target.checked ? "1" : "", incident: "" }),
    }),
    " conflicts only",
  );
  const form = el(
    "form",
    { class: "filters", role: "search", "aria-label": "Filter incidents", onsubmit: (event) => event.preventDefault() },
    search,
    select(
      "type",
      "Type",
      counted(
        page.incidents.map((each) => each.type),
        typeWords,
      ),
    ),
    select("place", "Place", counted(page.incidents.map(placeOf), String)),
    select(
      "actor",
      "Actor",
      counted(
        page.incidents.flatMap((each) => [...new Set(allActors(each))]),
        String,
      ),
    ),
    select("status", "Status", counted(page.incidents.map((each) => each.status))),
    select(
      "grade",
      "Grading",
      counted(
        page.incidents.map((each) => each.grade),
        (grade) => GRADES[grade] ?? words(grade),
      ),
    ),
    day("from", "From"),
    day("to", "To"),
    conflict,
    select("sort", "Sort by", Object.entries(SORTS), ""),
    button("Clear", () => go(Object.fromEntries([...Object.keys(TESTS), "incident"].map((name) => [name, ""])))),
  );
  const spot = el("p", { class: "spot" });
  form.append(spot);
  form.takeState = () => {
    const there = state.spot && page.incidents.find((incident) => spotOf(incident) === state.spot);
    const clear = button("Everywhere", () => go({ spot: "" }));
    empty(spot, state.spot && [`At one place on the map: ${there ? placeOf(there) : "unknown"} `, clear]);
    for (const field of form.elements) {
      // The field that is being typed in keeps what stands there, blanks at its end included.
      if (!field.name || (field.type === "search" && field.value.trim() === state[field.name])) continue;
      if (field.type === "checkbox") field.checked = Boolean(state[field.name]);
      else if (field.matches("select") && ![...field.options].some((option) => option.value === state[field.name])) {
        field.append(el("option", { value: state[field.name] }, `${state[field.name]} (none here)`));
        field.value = state[field.name];
      } else field.value = state[field.name];
    }
  };
  return form;
}
