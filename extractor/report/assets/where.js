// The map and the timeline, over the incidents that the filters leave; what has no place or no day is listed.

const whereView = {
  build(root) {
    this.form = filterForm();
    this.count = el("p", { class: "count", role: "status" });
    this.map = el("div", { class: "map" });
    this.time = el("div", { class: "time" });
    this.lists = el("div", { class: "lists" });
    empty(root, this.form, this.count, el("h2", {}, "Where"), this.map, el("h2", {}, "When"), this.time, this.lists);
  },

  update() {
    this.form.takeState();
    const found = sorted(chosen());
    const placed = found.filter((each) => each.lat !== null);
    const dated = found.filter((each) => each.date_start);
    this.count.textContent = `${plural(found.length, "incident")}: ${placed.length} with a point on the map, ${dated.length} with a day`;
    empty(
      this.map,
      drawMap(
        placed,
        found.filter((each) => each.lat === null && each.country),
      ),
    );
    empty(this.time, drawTimeline(dated));
    const scroll = this.time.querySelector(".scroll");
    if (scroll) scroll.scrollLeft = scroll.scrollWidth; // the latest, where not all fits
    empty(
      this.lists,
      listed(
        "Without a point on the map",
        found.filter((each) => each.lat === null),
      ),
      listed(
        "Without a day",
        found.filter((each) => !each.date_start),
      ),
    );
  },
};

function listed(title, incidents) {
  return el(
    "section",
    {},
    el("h3", {}, `${title}: ${incidents.length}`),
    incidents.length
      ? el(
          "ul",
          {},
          incidents.slice(0, 200).map(listedLine),
          incidents.length > 200 && el("li", {}, `and ${incidents.length - 200} more`),
        )
      : el("p", {}, "None."),
  );
}

function listedLine(incident) {
  const when = incident.date_start ? dayRange(incident.date_start, incident.date_end) : "no day known";
  return el(
    "li",
    {},
    inward(
      { view: "incidents", incident: incident.incident },
      when,
      " · ",
      typeWords(incident.type),
      " · ",
      own(placeOf(incident) || "no place named"),
    ),
    el("small", {}, ` ${words(incident.place_precision)}`),
  );
}
