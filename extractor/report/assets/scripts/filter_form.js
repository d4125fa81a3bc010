// The form that filters and sorts incidents. What it holds is in the address.

/** @import { Child, Incident, State } from "./types.js" */

import { navigate } from "./address.js";
import { button, el, replaceContent } from "./dom.js";
import { FILTERS, SORTS, actorNames, countValues, placeOf, spotOf } from "./filters.js";
import { gradeLabel, typeLabel } from "./labels.js";
import { spaced } from "./text.js";

/**
 * @param {Incident[]} incidents all of the page: the form offers their values, the most frequent first
 */
export function filterForm(incidents) {
  const spot = el("p", { class: "spot" });
  const form = el(
    "form",
    {
      class: "filters",
      role: "search",
      "aria-label": "Filter incidents",
      onsubmit: (event) => event.preventDefault(),
    },
    labelled("Search", searchField(), "search"),
    valueSelect(
      "type",
      "Type",
      valuesOf(incidents, (each) => [each.type]),
      typeLabel,
    ),
    valueSelect(
      "place",
      "Place",
      valuesOf(incidents, (each) => [placeOf(each)]),
    ),
    valueSelect(
      "actor",
      "Actor",
      valuesOf(incidents, (each) => [...new Set(actorNames(each))]),
    ),
    valueSelect(
      "status",
      "Status",
      valuesOf(incidents, (each) => [each.status]),
      spaced,
    ),
    valueSelect(
      "grade",
      "Grade",
      valuesOf(incidents, (each) => [each.grade]),
      gradeLabel,
    ),
    labelled("From", dateField("from")),
    labelled("To", dateField("to")),
    el("label", { class: "check" }, conflictField(), " conflicts only"),
    labelled("Sort by", select("sort", options(Object.entries(SORTS)))),
    button("Clear", () => navigate(cleared())),
    spot,
  );
  return {
    form,
    /** @param {State} state */
    show(state) {
      const there = state.spot && incidents.find((incident) => spotOf(incident) === state.spot);
      const label = `Place on the map: ${there ? placeOf(there) : "unknown"} `;
      replaceContent(spot, state.spot && [label, button("Show all places", () => navigate({ spot: "" }))]);
      showValues(form, state);
    },
  };
}

/** @returns {State} */
function cleared() {
  return Object.fromEntries([...FILTERS, "incident"].map((name) => [name, ""]));
}

/**
 * @param {Incident[]} incidents
 * @param {(incident: Incident) => (string | null)[]} values
 */
function valuesOf(incidents, values) {
  return countValues(incidents.flatMap(values));
}

/**
 * @param {string} label
 * @param {Child} field
 * @param {string | null} [className]
 */
function labelled(label, field, className = null) {
  return el("label", { class: className }, el("span", {}, label), field);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {[value: string, count: number][]} values
 * @param {(value: string) => string} [labelOf]
 */
function valueSelect(name, label, values, labelOf = String) {
  const counted = values.map(([value, count]) => [value, `${labelOf(value)} (${count})`]);
  return labelled(label, select(name, options([["", "all"], ...counted])));
}

/**
 * @param {string} name
 * @param {Child[]} children
 */
function select(name, children) {
  return el("select", { name, onchange: ({ target }) => navigate({ [name]: target.value, incident: "" }) }, children);
}

/** @param {string[][]} values with their labels */
function options(values) {
  return values.map(([value, label]) => el("option", { value }, label));
}

function searchField() {
  return el("input", {
    type: "search",
    name: "q",
    oninput: ({ target }) => navigate({ q: target.value.trim(), incident: "" }, { replace: true }),
  });
}

/** @param {string} name */
function dateField(name) {
  return el("input", {
    type: "date",
    name,
    onchange: ({ target }) => navigate({ [name]: target.value, incident: "" }),
  });
}

function conflictField() {
  return el("input", {
    type: "checkbox",
    name: "conflict",
    onchange: ({ target }) => navigate({ conflict: target.checked ? "1" : "", incident: "" }),
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {State} state
 */
function showValues(form, state) {
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) selectValue(field, state[field.name]);
    else if (field instanceof HTMLInputElement) {
      // Trailing blanks that are being typed stay.
      if (field.type === "search" && field.value.trim() === state[field.name]) continue;
      if (field.type === "checkbox") field.checked = Boolean(state[field.name]);
      else field.value = state[field.name];
    }
  }
}

/**
 * @param {HTMLSelectElement} field
 * @param {string} value
 */
function selectValue(field, value) {
  if (![...field.options].some((option) => option.value === value)) {
    field.append(el("option", { value }, `${value} (0)`));
  }
  field.value = value;
}
