// The state of the page. All of it is in the address, so that a view can be sent, bookmarked and gone back to.

/** @import { Attributes, Child, State } from "./types.js" */

import { el, svg } from "./dom.js";

const NAMES = [
  "view",
  "article",
  "card",
  "incident",
  "q",
  "type",
  "place",
  "spot",
  "actor",
  "status",
  "grade",
  "conflict",
  "from",
  "to",
  "sort",
];
/** @type {State} */
const DEFAULTS = { view: "incidents", sort: "date" };

/**
 * @param {string} hash
 * @param {State} [defaults]
 * @returns {State}
 */
export function parseState(hash, defaults = DEFAULTS) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const read = Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? defaults[name] ?? ""]));
  // A value that the form cannot show does not filter.
  for (const name of ["from", "to"]) {
    if (!/^\d{4}-\d\d-\d\d$/.test(read[name]) || isNaN(Date.parse(read[name]))) read[name] = "";
  }
  if (read.conflict !== "1") read.conflict = "";
  return read;
}

/**
 * @param {State} state
 * @param {State} [defaults]
 */
export function formatState(state, defaults = DEFAULTS) {
  const kept = NAMES.filter((name) => state[name] && state[name] !== defaults[name]);
  return `#${new URLSearchParams(kept.map((name) => [name, state[name]]))}`;
}

/** @type {State} */
let state = {};
/** @type {State} */
let pageDefaults = DEFAULTS;
/** @type {(state: State) => void} */
let onChange = () => {};

/**
 * Read the address, and call `listener` with each later state.
 * @param {string} defaultView
 * @param {(state: State) => void} listener
 */
export function startNavigation(defaultView, listener) {
  pageDefaults = { ...DEFAULTS, view: defaultView };
  onChange = listener;
  state = parseState(location.hash, pageDefaults);
  addEventListener("hashchange", changed);
}

function changed() {
  state = parseState(location.hash, pageDefaults);
  onChange(state);
}

export function currentState() {
  return state;
}

/** @param {State} changes */
export function hrefFor(changes) {
  return formatState({ ...state, ...changes }, pageDefaults);
}

/**
 * Change the state and show it.
 * @param {State} changes
 * @param {{replace?: boolean}} [options] `replace` makes no step to go back to, as for each letter of a search
 */
export function navigate(changes, { replace = false } = {}) {
  const next = hrefFor(changes);
  if (replace || next === location.hash) history.replaceState(null, "", next);
  else history.pushState(null, "", next);
  changed();
}

/**
 * Put into the address what the page shows already.
 * @param {State} changes
 */
export function noteState(changes) {
  history.replaceState(null, "", hrefFor(changes));
  state = parseState(location.hash, pageDefaults);
}

/**
 * A link to a state of the page.
 * @param {State} changes
 * @param {Child[]} children
 */
export function stateLink(changes, ...children) {
  return el("a", linkAttributes(changes), ...children);
}

/**
 * A labelled link in an SVG.
 * @param {State} changes
 * @param {string} className
 * @param {string} label
 * @param {Child[]} children
 */
export function svgLink(changes, className, label, ...children) {
  const attributes = { ...linkAttributes(changes), class: className, "aria-label": label };
  return svg("a", attributes, svg("title", {}, label), ...children);
}

/**
 * @param {State} changes
 * @returns {Attributes}
 */
function linkAttributes(changes) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    navigate(changes);
  };
  return { href: hrefFor(changes), onclick };
}
