// Elements. This is the only module that inserts text from articles, always as text.

/** @import { Attributes, Child } from "./types.js" */

import { showInvisible } from "./text.js";

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes] ours alone; names that begin with "on" are listeners
 * @param {Child[]} children strings stay text
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * @template {Element} T
 * @param {T} node
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {T}
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : showInvisible(value));
  }
  append(node, children);
  return node;
}

/**
 * @param {Element} node
 * @param {Child[]} children
 */
function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child instanceof Node) node.append(child);
    else if (child !== null && child !== undefined && child !== false) node.append(showInvisible(child));
  }
}

/**
 * @param {Element} node
 * @param {Child[]} children
 */
export function replaceContent(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/**
 * Text of an article within our own, isolated so that it keeps its direction.
 * @param {unknown} text
 */
export function isolated(text) {
  return el("bdi", {}, String(text));
}

/**
 * @param {Child[]} parts
 * @param {string} separator
 * @returns {Child[]}
 */
export function separated(parts, separator) {
  return parts.map((part, at) => [at ? separator : "", part]);
}

/** @param {Child[]} items */
export function listItems(items) {
  return items.map((item) => el("li", {}, item));
}

/**
 * @param {Child} label
 * @param {(event: Event) => unknown} onclick
 * @param {Attributes} [attributes]
 */
export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, label);
}

/**
 * Make inline text work like a button; a real button would not wrap.
 * @template {HTMLElement} T
 * @param {T} node
 * @param {() => unknown} onpress
 * @returns {T}
 */
export function asButton(node, onpress) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.addEventListener("click", () => onpress());
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onpress();
  });
  return node;
}

/**
 * A link that opens in another tab; a URL that is not http(s) stays text.
 * @param {string} url
 */
export function externalLink(url) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return isolated(url);
  }
  if (!["http:", "https:"].includes(parsed.protocol)) return isolated(url);
  return el("a", { href: parsed.href, rel: "noopener noreferrer", target: "_blank" }, isolated(url));
}

/**
 * A region that scrolls horizontally, by keyboard too.
 * @param {string} label
 * @param {Child[]} children
 */
export function scrollable(label, ...children) {
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, children);
}

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {Child[][]} rows each with its heading as the first cell
 * @param {Attributes} [attributes]
 */
export function table(caption, head, rows, attributes = {}) {
  const line = (/** @type {Child[]} */ [first, ...rest]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, first),
      rest.map((cell) => el("td", {}, cell)),
    );
  return scrollable(caption, captionedTable(caption, head, rows.map(line), attributes));
}

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {HTMLTableRowElement[]} rows
 * @param {Attributes} [attributes]
 */
export function captionedTable(caption, head, rows, attributes = {}) {
  const columns = head.map((name) => el("th", { scope: "col" }, name));
  return el(
    "table",
    attributes,
    el("caption", {}, caption),
    head.length > 0 && el("thead", {}, el("tr", {}, columns)),
    el("tbody", {}, rows),
  );
}

/** Makers of the content of disclosures that were never open. @type {WeakMap<HTMLDetailsElement, () => Child>} */
const unmade = new WeakMap();

/**
 * A `details` element whose content is made when it is first opened.
 * @param {Attributes} attributes
 * @param {Child} summary
 * @param {() => Child} make
 */
export function disclosure(attributes, summary, make) {
  const head = el("summary", {}, summary);
  const details = el("details", attributes, head);
  unmade.set(details, make);
  head.addEventListener("click", () => makeContent(details));
  details.addEventListener("toggle", () => details.open && makeContent(details));
  return details;
}

/** @param {HTMLDetailsElement} details */
function makeContent(details) {
  const make = unmade.get(details);
  unmade.delete(details);
  if (make) append(details, [make()]);
}

/** @param {HTMLDetailsElement} details */
export function openDisclosure(details) {
  makeContent(details);
  details.open = true;
}

/**
 * Scroll an element into view; the start of it if it is tall.
 * @param {HTMLElement | undefined} node
 */
export function reveal(node) {
  node?.scrollIntoView({ block: node.offsetHeight > innerHeight * 0.6 ? "start" : "nearest" });
}

/**
 * Announce something to screen readers.
 * @param {string} text
 */
export function announce(text) {
  element("announcement").textContent = showInvisible(text);
}

/**
 * Return an element of the template.
 * @param {string} id
 */
export function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
