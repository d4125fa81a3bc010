// What is looked at: all of it stands in the address, so that it can be sent, kept, and gone back from.

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
const DEFAULTS = { view: "incidents", sort: "date" };

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  const read = Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? DEFAULTS[name] ?? ""]));
  // What no field of the form could show is no filter.
  for (const name of ["from", "to"])
    if (!/^\d{4}-\d\d-\d\d$/.test(read[name]) || isNaN(Date.parse(read[name]))) read[name] = "";
  if (read.conflict !== "1") read.conflict = "";
  return read;
}

let state = readState();

function address(changes) {
  const wanted = { ...state, ...changes };
  const kept = NAMES.filter((name) => wanted[name] && wanted[name] !== DEFAULTS[name]);
  return `#${new URLSearchParams(kept.map((name) => [name, wanted[name]]))}`;
}

// Another view is a step that one can go back from; `quiet` is for each letter of a search.
function go(changes, { quiet = false } = {}) {
  const next = address(changes);
  if (quiet || next === location.hash) history.replaceState(null, "", next);
  else history.pushState(null, "", next);
  changed();
}

const listeners = [];
function changed() {
  state = readState();
  for (const listen of listeners) listen(state);
}
addEventListener("hashchange", changed);

// A link within the page, by the state that it leads to; in a text, and in a drawing with what it is called.
function inward(changes, ...children) {
  return el("a", { href: address(changes), onclick: followed(changes) }, ...children);
}

function drawnLink(changes, kind, label, ...children) {
  const attributes = { href: address(changes), class: kind, "aria-label": label, onclick: followed(changes) };
  return svg("a", attributes, svg("title", {}, label), ...children);
}

function followed(changes) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(changes);
  };
}
