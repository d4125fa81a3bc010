// A map without tiles: outlines that came with the page, and places drawn as exactly as they are known.

const RADIUS = { site: 1, town_or_district: 6, near_place: 25, province_or_region: 90, country: 250, unknown: 250 }; // km
const VAGUE = new Set(["near_place", "province_or_region", "country", "unknown"]);
const WIDTH = 960,
  HEIGHT = 540;
const KM = 111.32; // in one degree of latitude
let hatches = 0;

// Longitude and latitude to the picture: equirectangular, true to scale at the middle latitude. The frame is that of all
// incidents of the page, so that the map stays where it is while filters come and go.
function projection({ middle, unit, squeeze, west }) {
  return {
    x: (lon) => WIDTH / 2 + ((lon - middle[0]) * squeeze) / unit,
    y: (lat) => HEIGHT / 2 - (lat - middle[1]) / unit,
    wrapped: (lon) => (lon < west ? lon + 360 : lon),
    perKm: 1 / (KM * unit),
  };
}

// The rings of a country as points of the picture, each as often as it comes around the earth into reach of it.
function ringsOf(country, at) {
  const found = [];
  for (const ring of country.rings) {
    let [x, y] = [0, 0];
    const degrees = [];
    for (let n = 0; n < ring.length; n += 2) {
      x += ring[n];
      y += ring[n + 1];
      degrees.push([x / 100, y / 100]);
    }
    for (const turn of [-360, 0, 360]) {
      const points = degrees.map(([lon, lat]) => [at.x(lon + turn), at.y(lat)]);
      const xs = points.map((point) => point[0]);
      if (Math.min(...xs) <= 1.5 * WIDTH && Math.max(...xs) >= -0.5 * WIDTH) found.push(points);
    }
  }
  return found;
}

function outline(rings) {
  const step = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;
  return rings.map((points) => `M${points.map(step).join("L")}Z`).join("");
}

function drawMap(placed, vague) {
  const named = new Map();
  for (const incident of vague) named.set(incident.country, (named.get(incident.country) ?? 0) + 1);
  if (!page.map || (!placed.length && !named.size)) {
    return el("p", {}, "Nothing to draw: none of these incidents has a place that is known.");
  }
  const at = projection(page.map.frame);
  hatches += 1;
  const hatch = svg(
    "pattern",
    { id: `hatch-${hatches}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch" }),
  );
  const shapes = page.map.countries.map((each) => [each, ringsOf(each, at)]);
  const land = shapes.map(([each, rings]) => {
    const count = named.get(each.country);
    const shape = outline(rings);
    return [
      svg("path", { class: "land", d: shape }),
      count &&
        svg(
          "path",
          { class: "vague-land", d: shape, fill: `url(#hatch-${hatches})` },
          svg("title", {}, `${plural(count, "incident")} somewhere in ${each.name}`),
        ),
    ];
  });
  const groups = [...placesOf(placed).values()].sort((a, b) => radiusOf(b[0], at) - radiusOf(a[0], at));
  const crowded = crowdedNames(groups, at);
  const marks = groups.map((group) => placeMark(group, at, crowded.has(group)));
  const names = shapes.map(([each, rings]) => countryName(each, rings));
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "group",
      "aria-label": `Map of ${plural(placed.length, "incident")} at ${plural(groups.length, "place")}`,
    },
    svg("defs", {}, hatch),
    svg("g", { "aria-hidden": "true" }, land, names),
    marks,
  );
  const somewhere = page.map.countries
    .filter((each) => named.has(each.country))
    .map((each) => `${named.get(each.country)} somewhere in ${each.name}`);
  const legend = el(
    "p",
    { class: "legend" },
    "● a site or town · ",
    el("span", { class: "dashes" }, "◌"),
    " somewhere around there: dashed, as wide as is uncertain",
    somewhere.length ? ` · hatched: without a point, somewhere in the country (${somewhere.join(", ")})` : "",
    ". Outlines: Natural Earth.",
  );
  return [el("div", { class: "canvas" }, picture, zoomButtons(picture)), legend];
}

function placesOf(incidents) {
  const places = new Map();
  for (const incident of incidents) {
    const key = spotOf(incident);
    places.set(key, [...(places.get(key) ?? []), incident]);
  }
  return places;
}

// How many times smaller than it is drawn the picture is on this screen.
function smaller() {
  return Math.max(WIDTH / Math.min(innerWidth, WIDTH), 1);
}

function radiusOf(incident, at) {
  const least = (VAGUE.has(incident.place_precision) ? 14 : 5) * smaller();
  return Math.max((RADIUS[incident.place_precision] ?? 250) * at.perKm, least);
}

// Names that would lie over others; they come up when the map is nearer.
function crowdedNames(groups, at) {
  const crowded = new Set();
  const boxes = [];
  for (const group of [...groups].sort((a, b) => b.length - a.length)) {
    const [x, y] = [at.x(at.wrapped(group[0].lon)) + radiusOf(group[0], at), at.y(group[0].lat)];
    const size = smaller();
    const box = [x, y - 8 * size, x + 7.5 * size * (group[0].place ?? "").length, y + 8 * size];
    if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]))
      crowded.add(group);
    else boxes.push(box);
  }
  return crowded;
}

// The name of a country where there is most room for it: of a grid over the picture, the point that lies inside its
// largest part and farthest from its border and from the edge. Null where there is too little.
function countryName(country, rings) {
  const ring = rings.reduce((best, each) => (each.length > best.length ? each : best), []);
  let best = [16, null];
  for (let x = 40; x < WIDTH; x += 40) {
    for (let y = 30; y < HEIGHT; y += 30) {
      if (!within(ring, x, y)) continue;
      const room = Math.min(x, WIDTH - x, y, HEIGHT - y, ...ring.map(([a, b]) => Math.hypot(a - x, b - y)));
      if (room > best[0]) best = [room, [x, y]];
    }
  }
  if (!best[1] || best[0] < 4 * country.name.length) return null;
  return svg("text", { x: best[1][0], y: best[1][1], "text-anchor": "middle", class: "country" }, country.name);
}

// Whether a ring goes around a point: the rule of crossings.
function within(ring, x, y) {
  let inside = false;
  for (let n = 0, m = ring.length - 1; n < ring.length; m = n, n += 1) {
    const [[x1, y1], [x2, y2]] = [ring[m], ring[n]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

// One place: a dot where it is known, a dashed circle as wide as it is not. It leads to its incidents.
function placeMark(group, at, crowded) {
  const [first] = group;
  const [x, y] = [at.x(at.wrapped(first.lon)), at.y(first.lat)];
  const vague = VAGUE.has(first.place_precision);
  const names = [...new Set(group.map(placeOf))].join(" / ");
  const exactly = vague ? "somewhere around there" : words(first.place_precision);
  const label = `${names}: ${plural(group.length, "incident")}, ${exactly}`;
  const there = { view: "incidents", spot: spotOf(first), incident: group.length === 1 ? first.incident : "" };
  return drawnLink(
    there,
    `place${vague ? " vague" : ""}`,
    label,
    svg("circle", { cx: x, cy: y, r: radiusOf(first, at), fill: vague ? `url(#hatch-${hatches})` : null }),
    group.length > 1 &&
      svg("text", { x, y: y - radiusOf(first, at) - 3, "text-anchor": "middle" }, String(group.length)),
    svg(
      "text",
      { x: x + radiusOf(first, at) + 3, y: y + 4, class: crowded ? "name crowded" : "name" },
      first.place ?? "",
    ),
  );
}

// What of the map is shown; it stays so while filters come and go.
const mapView = { x: 0, y: 0, scale: 1 };

// Nearer, farther, about: by buttons, so that keys and fingers can.
function zoomButtons(picture) {
  const move = (dx, dy, factor) => {
    const view = mapView;
    view.scale = Math.min(Math.max(view.scale * factor, 1), 40);
    const [w, h] = [WIDTH / view.scale, HEIGHT / view.scale];
    view.x = Math.min(Math.max(view.x + dx * w, -WIDTH / 2), WIDTH / 2);
    view.y = Math.min(Math.max(view.y + dy * h, -HEIGHT / 2), HEIGHT / 2);
    picture.setAttribute("viewBox", `${WIDTH / 2 + view.x - w / 2} ${HEIGHT / 2 + view.y - h / 2} ${w} ${h}`);
    picture.classList.toggle("near", view.scale > 2);
    picture.style.setProperty("--unit", String(smaller() / view.scale));
  };
  move(0, 0, 1);
  const parts = [
    ["+", "Nearer", 0, 0, 1.6],
    ["−", "Farther", 0, 0, 1 / 1.6],
    ["←", "West", -0.25, 0, 1],
    ["→", "East", 0.25, 0, 1],
    ["↑", "North", 0, -0.25, 1],
    ["↓", "South", 0, 0.25, 1],
  ];
  return el(
    "div",
    { class: "zoom", role: "group", "aria-label": "Move the map" },
    parts.map(([sign, label, dx, dy, factor]) =>
      button(sign, () => move(dx, dy, factor), { "aria-label": label, title: label }),
    ),
  );
}
