// Open the page: unpack its data, and show the view that the address names.

/** @import { PageData, State, View } from "./types.js" */

import { currentState, hrefFor, startNavigation } from "./address.js";
import { articlesView } from "./articles_view.js";
import { comparisonView } from "./comparison_view.js";
import { unpackData } from "./data.js";
import { announce, element } from "./dom.js";
import { incidentsView } from "./incidents_view.js";
import { setTypeLabels } from "./labels.js";
import { mapView } from "./map_view.js";
import { openLinesForPrint } from "./printing.js";

/** @typedef {(data: PageData) => View} MakeView */

/**
 * @param {Record<string, MakeView>} [furtherViews] by their names in the address
 * @param {string} [defaultView]
 */
export function startPage(furtherViews = {}, defaultView = "incidents") {
  open(furtherViews, defaultView).catch((error) => {
    element("main").textContent = `Cannot open this page: ${error.message}. It needs a browser from 2023 or later.`;
    throw error;
  });
}

/**
 * @param {Record<string, MakeView>} furtherViews
 * @param {string} defaultView
 */
async function open(furtherViews, defaultView) {
  const data = await unpackData();
  setTypeLabels(data.labels.type);
  const makers = new Map(Object.entries({ ...reportViews(data), ...furtherViews }));
  /** Views that were opened. @type {Map<string, View>} */
  const views = new Map();
  const render = (/** @type {State} */ state) => {
    const name = makers.has(state.view) ? state.view : defaultView;
    const view = views.get(name) ?? /** @type {MakeView} */ (makers.get(name))(data);
    view.root.classList.add(`view-${name}`);
    views.set(name, view);
    mount(view.root);
    view.update(state);
    if (state.view !== name) announce(`View ${state.view} not found; showing ${name}.`);
    markCurrent(name);
  };
  startNavigation(defaultView, render);
  element("skip").addEventListener("click", () => element("main").focus());
  openLinesForPrint();
  render(currentState());
  document.documentElement.dataset.ready = "yes";
}

/**
 * Views of the report; a page for blind coding has none.
 * @param {PageData} data
 * @returns {Record<string, MakeView>}
 */
function reportViews({ review, compare }) {
  if (review?.blind) return {};
  return {
    incidents: incidentsView,
    articles: articlesView,
    where: mapView,
    ...(compare ? { compare: (data) => comparisonView(data, compare) } : {}),
  };
}

/**
 * Show the element of a view instead of another.
 * @param {HTMLElement} root
 */
function mount(root) {
  const main = element("main");
  if (main.firstElementChild === root) return;
  const hadFocus = main.firstElementChild && main.contains(document.activeElement);
  main.replaceChildren(root);
  if (hadFocus) main.focus({ preventScroll: true });
  scrollTo(0, Math.min(scrollY, main.offsetTop));
}

/** @param {string} name */
function markCurrent(name) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("nav a"))) {
    link.href = hrefFor({ view: link.dataset.view ?? "" });
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
