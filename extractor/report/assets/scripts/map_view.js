// The view of map and timeline, and lists of the incidents that are not geocoded or not dated.

/** @import { Incident, PageData, State, View } from "./types.js" */

import { stateLink } from "./address.js";
import { el, isolated, listItems, replaceContent } from "./dom.js";
import { filterForm } from "./filter_form.js";
import { filterIncidents, isDated, isPlaced, placeOf, sortIncidents } from "./filters.js";
import { typeLabel } from "./labels.js";
import { drawMap } from "./map.js";
import { dateRange, plural, spaced } from "./text.js";
import { drawTimeline } from "./timeline.js";

const LISTED = 200; // incidents in a list

/**
 * @param {PageData} data
 * @returns {View}
 */
export function mapView({ incidents, map }) {
  const { form, show: showFilters } = filterForm(incidents);
  const count = el("p", { class: "count", role: "status" });
  const mapPane = el("div", { class: "map" });
  const timePane = el("div", { class: "time" });
  const lists = el("div", { class: "lists" });
  const viewport = { x: 0, y: 0, scale: 1 };

  const update = (/** @type {State} */ state) => {
    showFilters(state);
    const found = sortIncidents(filterIncidents(incidents, state), state.sort);
    const placed = found.filter(isPlaced);
    const dated = found.filter(isDated);
    const unplaced = found.filter((incident) => !isPlaced(incident));
    count.textContent = `${plural(found.length, "incident")}: ${placed.length} geocoded, ${dated.length} dated`;
    const inCountry = unplaced.filter(({ country }) => country);
    replaceContent(mapPane, drawMap(map, placed, inCountry, viewport));
    replaceContent(timePane, drawTimeline(dated, state));
    const scroll = timePane.querySelector(".scroll");
    if (scroll) scroll.scrollLeft = scroll.scrollWidth; // the latest, where not all fits
    const undated = found.filter((incident) => !isDated(incident));
    replaceContent(lists, listOf("Not geocoded", unplaced), listOf("Undated", undated));
  };

  const root = el("div", {}, form, count, el("h2", {}, "Map"), mapPane, el("h2", {}, "Timeline"), timePane, lists);
  return { root, update };
}

/**
 * @param {string} title
 * @param {Incident[]} incidents
 */
function listOf(title, incidents) {
  const left = incidents.length - LISTED;
  const items = incidents.slice(0, LISTED).map(lineOf);
  return el(
    "section",
    {},
    el("h3", {}, `${title}: ${incidents.length}`),
    incidents.length
      ? el("ul", {}, listItems(items), left > 0 && el("li", {}, `and ${left} more`))
      : el("p", {}, "None."),
  );
}

/** @param {Incident} incident */
function lineOf(incident) {
  const when = incident.date_start ? dateRange(incident.date_start, incident.date_end) : "undated";
  const place = isolated(placeOf(incident) || "unknown place");
  return [
    stateLink({ view: "incidents", incident: incident.incident }, `${when} · ${typeLabel(incident.type)} · `, place),
    el("small", {}, ` ${spaced(incident.place_precision)}`),
  ];
}
