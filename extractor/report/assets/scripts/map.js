// A map without tiles: outlines that come with the page, and places drawn as precisely as they are known.

/** @import { Incident, PageData, PlacedIncident } from "./types.js" */
/** @import { Point } from "./projection.js" */

import { svgLink } from "./address.js";
import { button, el, svg } from "./dom.js";
import { placeOf, spotOf } from "./filters.js";
import {
  HEIGHT,
  WIDTH,
  isApproximate,
  labelPoint,
  overlapping,
  pathOf,
  projectionOf,
  radiusOf,
  ringsOf,
} from "./projection.js";
import { plural, spaced } from "./text.js";

const HATCH = "url(#hatch)";

/** The part of the map that is shown; filters do not change it. @typedef {{x: number, y: number, scale: number}} Viewport */

/** A place with its incidents. @typedef {{incidents: PlacedIncident[], x: number, y: number, radius: number}} Place */

/**
 * @param {PageData["map"]} map
 * @param {PlacedIncident[]} placed
 * @param {Incident[]} unplaced those whose country alone can be shown
 * @param {Viewport} viewport
 */
export function drawMap(map, placed, unplaced, viewport) {
  /** @type {Map<string | null, number>} */
  const counts = new Map();
  for (const { country } of unplaced) counts.set(country, (counts.get(country) ?? 0) + 1);
  if (!map || (!placed.length && !counts.size)) {
    return el("p", {}, "No map: none of these incidents has a known place.");
  }
  const projection = projectionOf(map.frame);
  const shapes = map.countries.map((country) => ({ country, rings: ringsOf(country, projection) }));
  const land = shapes.map(({ country, rings }) => [
    svg("path", { class: "land", d: pathOf(rings) }),
    counts.has(country.country) &&
      svg(
        "path",
        { class: "vague-land", d: pathOf(rings), fill: HATCH },
        svg("title", {}, `${plural(counts.get(country.country) ?? 0, "incident")} somewhere in ${country.name}`),
      ),
  ]);
  const places = placesOf(placed, projection).sort((a, b) => b.radius - a.radius);
  const hidden = hiddenNames(places);
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "group",
      "aria-label": `Map of ${plural(placed.length, "incident")} at ${plural(places.length, "place")}`,
    },
    svg("defs", {}, hatchPattern()),
    svg(
      "g",
      { "aria-hidden": "true" },
      land,
      shapes.map(({ country, rings }) => countryName(country.name, rings)),
    ),
    places.map((place) => placeMark(place, hidden.has(place))),
  );
  const somewhere = map.countries
    .filter(({ country }) => counts.has(country))
    .map(({ country, name }) => `${counts.get(country)} somewhere in ${name}`);
  return [el("div", { class: "canvas" }, picture, mapControls(picture, viewport)), legend(somewhere)];
}

function hatchPattern() {
  return svg(
    "pattern",
    { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch" }),
  );
}

/** @param {string[]} somewhere */
function legend(somewhere) {
  return el(
    "p",
    { class: "legend" },
    "● site or town · ",
    el("span", { class: "dashes" }, "◌"),
    " approximate: the dashed circle is as wide as the uncertainty",
    somewhere.length > 0 && ` · hatched: not geocoded, country known (${somewhere.join(", ")})`,
    ". Outlines: Natural Earth.",
  );
}

/**
 * @param {PlacedIncident[]} incidents
 * @param {ReturnType<typeof projectionOf>} projection
 * @returns {Place[]}
 */
function placesOf(incidents, projection) {
  /** @type {Map<string, PlacedIncident[]>} */
  const groups = new Map();
  for (const incident of incidents) {
    const spot = spotOf(incident);
    groups.set(spot, [...(groups.get(spot) ?? []), incident]);
  }
  return [...groups.values()].map((group) => ({
    incidents: group,
    x: projection.wrappedX(group[0].lon),
    y: projection.y(group[0].lat),
    radius: radiusOf(group[0], projection.perKm, shrinkage()),
  }));
}

/** Factor by which this screen shrinks the picture. */
function shrinkage() {
  return Math.max(WIDTH / Math.min(innerWidth, WIDTH), 1);
}

/**
 * Places whose names would cover others; zooming in shows them.
 * @param {Place[]} places
 */
function hiddenNames(places) {
  const size = shrinkage();
  const boxes = [...places]
    .sort((a, b) => b.incidents.length - a.incidents.length)
    .map((place) => {
      const left = place.x + place.radius;
      const width = 7.5 * size * (place.incidents[0].place ?? "").length;
      return {
        place,
        box: /** @type {[number, number, number, number]} */ ([
          left,
          place.y - 8 * size,
          left + width,
          place.y + 8 * size,
        ]),
      };
    });
  const hidden = overlapping(boxes);
  return new Set(boxes.filter((each) => hidden.has(each)).map(({ place }) => place));
}

/**
 * @param {string} name
 * @param {Point[][]} rings
 */
function countryName(name, rings) {
  const point = labelPoint(rings, 4 * name.length);
  return point && svg("text", { x: point[0], y: point[1], "text-anchor": "middle", class: "country" }, name);
}

/**
 * Draw a place as a dot, or as a dashed circle as wide as the uncertainty, linked to its incidents.
 * @param {Place} place
 * @param {boolean} nameHidden
 */
function placeMark({ incidents, x, y, radius }, nameHidden) {
  const [first] = incidents;
  const approximate = isApproximate(first);
  const names = [...new Set(incidents.map(placeOf))].join(" / ");
  const precision = approximate ? "approximate location" : spaced(first.place_precision);
  const target = { view: "incidents", spot: spotOf(first), incident: incidents.length === 1 ? first.incident : "" };
  return svgLink(
    target,
    `place${approximate ? " vague" : ""}`,
    `${names}: ${plural(incidents.length, "incident")}, ${precision}`,
    svg("circle", { cx: x, cy: y, r: radius, fill: approximate && HATCH }),
    incidents.length > 1 && svg("text", { x, y: y - radius - 3, "text-anchor": "middle" }, String(incidents.length)),
    svg("text", { x: x + radius + 3, y: y + 4, class: nameHidden ? "name crowded" : "name" }, first.place ?? ""),
  );
}

/**
 * Buttons to zoom and pan, for keyboard and touch.
 * @param {SVGSVGElement} picture
 * @param {Viewport} view changed in place
 */
function mapControls(picture, view) {
  const move = (/** @type {number} */ dx, /** @type {number} */ dy, /** @type {number} */ factor) => {
    view.scale = Math.min(Math.max(view.scale * factor, 1), 40);
    const [w, h] = [WIDTH / view.scale, HEIGHT / view.scale];
    view.x = Math.min(Math.max(view.x + dx * w, -WIDTH / 2), WIDTH / 2);
    view.y = Math.min(Math.max(view.y + dy * h, -HEIGHT / 2), HEIGHT / 2);
    picture.setAttribute("viewBox", `${WIDTH / 2 + view.x - w / 2} ${HEIGHT / 2 + view.y - h / 2} ${w} ${h}`);
    picture.classList.toggle("near", view.scale > 2);
    picture.style.setProperty("--unit", String(shrinkage() / view.scale));
  };
  move(0, 0, 1);
  /** @type {[sign: string, label: string, dx: number, dy: number, factor: number][]} */
  const controls = [
    ["+", "Zoom in", 0, 0, 1.6],
    ["−", "Zoom out", 0, 0, 1 / 1.6],
    ["←", "Pan west", -0.25, 0, 1],
    ["→", "Pan east", 0.25, 0, 1],
    ["↑", "Pan north", 0, -0.25, 1],
    ["↓", "Pan south", 0, 0.25, 1],
  ];
  return el(
    "div",
    { class: "zoom", role: "group", "aria-label": "Zoom and pan" },
    controls.map(([sign, label, dx, dy, factor]) =>
      button(sign, () => move(dx, dy, factor), { "aria-label": label, title: label }),
    ),
  );
}
