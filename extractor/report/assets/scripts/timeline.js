// A timeline: a bar for each day, month or year, a dashed line for a date that is known only to several of them.

/** @import { DatedIncident, State } from "./types.js" */

import { svgLink } from "./address.js";
import { el, scrollable, svg } from "./dom.js";
import { placeOf } from "./filters.js";
import { typeLabel } from "./labels.js";
import { WIDTH } from "./projection.js";
import { dateRange, plural } from "./text.js";
import { binIncidents, firstDay, lastDay } from "./time_bins.js";

const LINES = 24; // dashed lines at most
const [TOP, BASE] = [16, 120]; // of the bars
const LETTER = 11; // width of a letter of a tick, with room

/**
 * @param {DatedIncident[]} incidents
 * @param {State} state
 */
export function drawTimeline(incidents, state) {
  if (!incidents.length) return el("p", {}, "No timeline: none of these incidents is dated.");
  const binned = binIncidents(incidents);
  const { unit, bins, spread } = binned;
  const step = WIDTH / bins.length;
  const lines = spread.slice(0, LINES);
  const height = BASE + 8 + lines.length * 7 + 20;
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: "group",
      "aria-label": `Incidents by time, ${bins[0]} to ${bins[bins.length - 1]}`,
    },
    svg("line", { x1: 0, x2: WIDTH, y1: BASE, y2: BASE, class: "axis" }),
    barsOf(binned, step, state),
    lines.map((each, number) => spreadLine(each, number, step)),
    svg("g", { "aria-hidden": "true" }, ticksOf(bins, step, height)),
  );
  const left = spread.length - LINES;
  return [
    scrollable("Timeline", picture),
    el(
      "p",
      { class: "legend" },
      `One bar per ${unit}; select a bar to list its incidents. Dashed: date known only to several ${unit}s.`,
      left > 0 && ` ${left} dashed lines are not shown.`,
    ),
  ];
}

/**
 * @param {ReturnType<typeof binIncidents>} binned
 * @param {number} step
 * @param {State} state
 */
function barsOf({ bins, counted, spread }, step, state) {
  const most = Math.max(...counted.map(({ length }) => length), 1);
  return counted.map(({ length: count }, number) => {
    if (!count) return null;
    const bin = bins[number];
    const height = ((BASE - TOP) * count) / most;
    const possible = spread.filter(([start, end]) => start <= number && number <= end).length;
    return svgLink(
      { view: "incidents", ...daysWithin(bin, state), incident: "" },
      "bar",
      `${bin}: ${plural(count, "incident")}${possible ? `, possibly ${possible} more` : ""}`,
      svg("rect", {
        x: number * step + step * 0.1,
        y: BASE - height,
        width: Math.max(step * 0.8, 1),
        height,
      }),
      step > 26 &&
        svg("text", { x: (number + 0.5) * step, y: BASE - height - 3, "text-anchor": "middle" }, String(count)),
    );
  });
}

/**
 * The days of a bin, within those that the filters leave.
 * @param {string} bin
 * @param {State} state
 */
function daysWithin(bin, state) {
  const [first, last] = [firstDay(bin), lastDay(bin)];
  return {
    from: state.from > first ? state.from : first,
    to: state.to && state.to < last ? state.to : last,
  };
}

/**
 * @param {[start: number, end: number, incident: DatedIncident]} spread
 * @param {number} number
 * @param {number} step
 */
function spreadLine([start, end, incident], number, step) {
  const y = BASE + 10 + number * 7;
  const dates = dateRange(incident.date_start, incident.date_end);
  return svgLink(
    { view: "incidents", incident: incident.incident },
    "span",
    `${dates}: ${typeLabel(incident.type)}, ${placeOf(incident) || "unknown place"}`,
    svg("line", { x1: start * step + 1, x2: (end + 1) * step - 1, y1: y, y2: y }),
  );
}

/**
 * @param {string[]} bins
 * @param {number} step
 * @param {number} height
 */
function ticksOf(bins, step, height) {
  const { length: letters } = bins[0];
  const every = Math.ceil(bins.length / Math.max(Math.floor(WIDTH / (letters * LETTER)), 1));
  const x = (/** @type {number} */ number) =>
    Math.min(Math.max((number + 0.5) * step, letters * 4), WIDTH - letters * 4);
  return bins.map(
    (bin, number) =>
      number % every === 0 && svg("text", { x: x(number), y: height - 4, "text-anchor": "middle", class: "tick" }, bin),
  );
}
