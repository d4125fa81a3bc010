// When it was: a bar for each day, month or year, and a dashed line for what is only known to lie somewhere in more.

const DAY = 86_400_000;
const LANES = 24; // dashed lines that are drawn

function drawTimeline(dated) {
  if (!dated.length) return el("p", {}, "Nothing to draw: none of these incidents has a day.");
  const first = dated.reduce((least, each) => (each.date_start < least ? each.date_start : least), "9");
  const last = dated.reduce((most, each) => (each.date_end > most ? each.date_end : most), "0");
  const length = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  const [unit, letters] = length <= 62 ? ["day", 10] : length <= 366 * 6 ? ["month", 7] : ["year", 4];
  const bins = binsBetween(first, last, letters);
  const at = new Map(bins.map((bin, number) => [bin, number]));
  const bars = bins.map(() => []);
  const vague = [];
  for (const incident of dated) {
    const [one, other] = [incident.date_start, incident.date_end].map((day) => at.get(day.slice(0, letters)));
    if (one === other) bars[one].push(incident);
    else vague.push([one, other, incident]);
  }
  return [
    picture(bins, bars, vague, letters),
    el(
      "p",
      { class: "legend" },
      `A bar for each ${unit}; dashed: somewhere in several. `,
      vague.length > LANES ? `${vague.length - LANES} dashed lines are left out. ` : "",
      "A bar leads to its incidents.",
    ),
  ];
}

// Every day, month or year from the first to the last, by their first letters.
function binsBetween(first, last, letters) {
  const number = (day) => {
    const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
    return letters === 10 ? Date.parse(day) / DAY : letters === 7 ? year * 12 + month - 1 : year;
  };
  const name = (at) => {
    if (letters === 10) return new Date(at * DAY).toISOString().slice(0, 10);
    const year = String(letters === 7 ? Math.floor(at / 12) : at).padStart(4, "0");
    return letters === 7 ? `${year}-${String((at % 12) + 1).padStart(2, "0")}` : year;
  };
  return Array.from({ length: number(last) - number(first) + 1 }, (_, at) => name(number(first) + at));
}

function endOf(bin) {
  if (bin.length === 10) return bin;
  return bin.length === 4
    ? `${bin}-12-31`
    : new Date(Date.UTC(Number(bin.slice(0, 4)), Number(bin.slice(5)), 0)).toISOString().slice(0, 10);
}

function startOf(bin) {
  return bin + "-01-01".slice(bin.length - 4);
}

function picture(bins, bars, vague, letters) {
  const drawn = vague.slice(0, LANES);
  const [top, base] = [16, 120];
  const step = WIDTH / bins.length;
  const most = Math.max(...bars.map((bar) => bar.length), 1);
  const height = base + 8 + drawn.length * 7 + 20;
  const every = Math.ceil(bins.length / Math.max(Math.floor(WIDTH / (letters * 11)), 1));
  const columns = bars.map((bar, number) => {
    if (!bar.length) return null;
    const [tall, bin] = [((base - top) * bar.length) / most, bins[number]];
    // Within what the filters leave already.
    const from = state.from > startOf(bin) ? state.from : startOf(bin);
    const to = state.to && state.to < endOf(bin) ? state.to : endOf(bin);
    const there = { view: "incidents", from, to, incident: "" };
    const maybe = vague.filter(([one, other]) => one <= number && number <= other).length;
    const label = `${bin}: ${plural(bar.length, "incident")}${maybe ? `, and ${maybe} that may lie in it` : ""}`;
    return drawnLink(
      there,
      "bar",
      label,
      svg("rect", { x: number * step + step * 0.1, y: base - tall, width: Math.max(step * 0.8, 1), height: tall }),
      step > 26 &&
        svg("text", { x: (number + 0.5) * step, y: base - tall - 3, "text-anchor": "middle" }, String(bar.length)),
    );
  });
  const lanes = drawn.map(([one, other, incident], lane) => {
    const label = `${dayRange(incident.date_start, incident.date_end)}: ${typeWords(incident.type)}, ${placeOf(incident)}`;
    const y = base + 10 + lane * 7;
    return drawnLink(
      { view: "incidents", incident: incident.incident },
      "span",
      label,
      svg("line", { x1: one * step + 1, x2: (other + 1) * step - 1, y1: y, y2: y }),
    );
  });
  const ticks = bins.map((bin, number) =>
    number % every
      ? null
      : svg(
          "text",
          {
            x: Math.min(Math.max((number + 0.5) * step, letters * 4), WIDTH - letters * 4),
            y: height - 4,
            "text-anchor": "middle",
            class: "tick",
          },
          bin,
        ),
  );
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": "Timeline" },
    svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${height}`,
        role: "group",
        "aria-label": `Incidents by time, ${bins[0]} to ${bins.at(-1)}`,
      },
      svg("line", { x1: 0, x2: WIDTH, y1: base, y2: base, class: "axis" }),
      columns,
      lanes,
      svg("g", { "aria-hidden": "true" }, ticks),
    ),
  );
}
