// Geometry of the map: from longitude and latitude to the units of its picture.

/** @import { Country, Frame, Incident } from "./types.js" */

export const WIDTH = 960;
export const HEIGHT = 540;
const KM_PER_DEGREE = 111.32; // of latitude
/** Uncertainty in km by precision. @type {Record<string, number>} */
const RADIUS_KM = {
  site: 1,
  town_or_district: 6,
  near_place: 25,
  province_or_region: 90,
  country: 250,
  unknown: 250,
};
const APPROXIMATE = new Set(["near_place", "province_or_region", "country", "unknown"]);

/** @typedef {[x: number, y: number]} Point */
/** @typedef {{x(lon: number): number, y(lat: number): number, perKm: number}} Projection */

/**
 * Equirectangular, true to scale at the middle latitude. The frame is that of all incidents of the page, so that the map
 * stays in place while filters change.
 * @param {Frame} frame
 */
export function projectionOf({ middle, unit, squeeze, west }) {
  const x = (/** @type {number} */ lon) => WIDTH / 2 + ((lon - middle[0]) * squeeze) / unit;
  return {
    x,
    y: (/** @type {number} */ lat) => HEIGHT / 2 - (lat - middle[1]) / unit,
    /** `x` of a longitude of -180 to 180. */
    wrappedX: (/** @type {number} */ lon) => x(lon < west ? lon + 360 : lon),
    perKm: 1 / (KM_PER_DEGREE * unit),
  };
}

/**
 * Project the rings of a country; a ring appears again where the 180th meridian brings it into the picture.
 * @param {Country} country
 * @param {Projection} projection
 */
export function ringsOf(country, projection) {
  const rings = [];
  for (const ring of country.rings) {
    const degrees = decodeRing(ring);
    for (const turn of [-360, 0, 360]) {
      const points = degrees.map(([lon, lat]) => /** @type {Point} */ ([projection.x(lon + turn), projection.y(lat)]));
      const xs = points.map(([x]) => x);
      if (Math.min(...xs) <= 1.5 * WIDTH && Math.max(...xs) >= -0.5 * WIDTH) rings.push(points);
    }
  }
  return rings;
}

/**
 * Decode a ring: hundredths of a degree, each point after the first as the distance from the one before.
 * @param {number[]} ring
 * @returns {[lon: number, lat: number][]}
 */
export function decodeRing(ring) {
  let [x, y] = [0, 0];
  /** @type {[number, number][]} */
  const degrees = [];
  for (let n = 0; n < ring.length; n += 2) {
    x += ring[n];
    y += ring[n + 1];
    degrees.push([x / 100, y / 100]);
  }
  return degrees;
}

/** @param {Point[][]} rings */
export function pathOf(rings) {
  const step = (/** @type {Point} */ [x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;
  return rings.map((points) => `M${points.map(step).join("L")}Z`).join("");
}

/**
 * Tell whether a ring encloses a point, by counting crossings.
 * @param {Point[]} ring
 * @param {number} x
 * @param {number} y
 */
export function encloses(ring, x, y) {
  let inside = false;
  for (let n = 0, m = ring.length - 1; n < ring.length; m = n, n += 1) {
    const [[x1, y1], [x2, y2]] = [ring[m], ring[n]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/**
 * Find the place for the name of a country: the grid point in its largest ring that is farthest from the border and the
 * edge of the picture; null if there is too little room.
 * @param {Point[][]} rings
 * @param {number} room
 * @returns {Point | null}
 */
export function labelPoint(rings, room) {
  const ring = rings.reduce((best, each) => (each.length > best.length ? each : best), []);
  let [most, point] = [16, /** @type {Point | null} */ (null)];
  for (let x = 40; x < WIDTH; x += 40) {
    for (let y = 30; y < HEIGHT; y += 30) {
      if (!encloses(ring, x, y)) continue;
      const free = Math.min(x, WIDTH - x, y, HEIGHT - y, ...ring.map(([a, b]) => Math.hypot(a - x, b - y)));
      if (free > most) [most, point] = [free, [x, y]];
    }
  }
  return most < room ? null : point;
}

/** @param {Incident} incident */
export function isApproximate(incident) {
  return APPROXIMATE.has(incident.place_precision);
}

/**
 * Radius of a place: its uncertainty, but large enough to see.
 * @param {Incident} incident
 * @param {number} perKm
 * @param {number} shrink how many times smaller than drawn the picture is shown
 */
export function radiusOf(incident, perKm, shrink) {
  const least = (isApproximate(incident) ? 14 : 5) * shrink;
  return Math.max((RADIUS_KM[incident.place_precision] ?? 250) * perKm, least);
}

/**
 * Boxes that overlap an earlier one.
 * @param {{box: [left: number, top: number, right: number, bottom: number]}[]} boxes
 */
export function overlapping(boxes) {
  /** @type {typeof boxes} */
  const placed = [];
  const hidden = new Set();
  for (const each of boxes) {
    const [left, top, right, bottom] = each.box;
    const meets = placed.some(({ box }) => left < box[2] && box[0] < right && top < box[3] && box[1] < bottom);
    if (meets) hidden.add(each);
    else placed.push(each);
  }
  return hidden;
}
