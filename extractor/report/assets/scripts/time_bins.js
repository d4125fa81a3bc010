// Days, months or years of a timeline, each named by the beginning of an ISO date.

/** @import { DatedIncident } from "./types.js" */

const DAY = 86_400_000; // milliseconds

/** A unit of time: its name, and how many letters of a date name one. */
const UNITS = { day: 10, month: 7, year: 4 };

/**
 * Choose the unit of a timeline.
 * @param {string} first
 * @param {string} last
 * @returns {"day" | "month" | "year"}
 */
export function unitFor(first, last) {
  const days = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  return days <= 62 ? "day" : days <= 366 * 6 ? "month" : "year";
}

/**
 * List every day, month or year from the first date to the last.
 * @param {string} first
 * @param {string} last
 * @param {"day" | "month" | "year"} unit
 */
export function binsBetween(first, last, unit) {
  const [start, end] = [binNumber(first, unit), binNumber(last, unit)];
  return Array.from({ length: end - start + 1 }, (_, at) => binName(start + at, unit));
}

/**
 * @param {string} date
 * @param {"day" | "month" | "year"} unit
 */
function binNumber(date, unit) {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  if (unit === "day") return Date.parse(date) / DAY;
  return unit === "month" ? year * 12 + month - 1 : year;
}

/**
 * @param {number} number
 * @param {"day" | "month" | "year"} unit
 */
function binName(number, unit) {
  if (unit === "day") return isoDate(number * DAY);
  const year = String(unit === "month" ? Math.floor(number / 12) : number).padStart(4, "0");
  return unit === "month" ? `${year}-${String((number % 12) + 1).padStart(2, "0")}` : year;
}

/** @param {number} time */
function isoDate(time) {
  return new Date(time).toISOString().slice(0, 10);
}

/** @param {string} bin */
export function firstDay(bin) {
  return bin + "-01-01".slice(bin.length - 4);
}

/** @param {string} bin */
export function lastDay(bin) {
  if (bin.length === UNITS.day) return bin;
  if (bin.length === UNITS.year) return `${bin}-12-31`;
  return isoDate(Date.UTC(Number(bin.slice(0, 4)), Number(bin.slice(5)), 0));
}

/**
 * Sort dated incidents into the bins of a timeline.
 * @template {DatedIncident} T
 * @param {T[]} incidents at least one
 * @returns {{unit: "day" | "month" | "year", bins: string[], counted: T[][], spread: [first: number, last: number, incident: T][]}}
 *   `counted` are the incidents of each bin, `spread` those that lie somewhere in several
 */
export function binIncidents(incidents) {
  const first = incidents.reduce((least, each) => (each.date_start < least ? each.date_start : least), "9");
  const last = incidents.reduce((most, each) => (each.date_end > most ? each.date_end : most), "0");
  const unit = unitFor(first, last);
  const bins = binsBetween(first, last, unit);
  const places = new Map(bins.map((bin, at) => [bin, at]));
  const place = (/** @type {string} */ date) => Number(places.get(date.slice(0, UNITS[unit])));
  /** @type {T[][]} */
  const counted = bins.map(() => []);
  /** @type {[number, number, T][]} */
  const spread = [];
  for (const incident of incidents) {
    const [start, end] = [place(incident.date_start), place(incident.date_end)];
    if (start === end) counted[start].push(incident);
    else spread.push([start, end, incident]);
  }
  return { unit, bins, counted, spread };
}
