// Open the data and show the view that the address names.

const views = {
  incidents: incidentsView,
  articles: articleView,
  where: whereView,
  compare: compareView,
  ...(typeof reviewView === "undefined" ? {} : { review: reviewView }),
};
const built = new Map();

async function unpack() {
  const node = document.getElementById("data");
  const bytes = Uint8Array.from(atob(node.textContent), (ch) => ch.charCodeAt(0));
  node.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// Whether there is such a view here: a page for coding blind has nothing else to show.
function offered(name) {
  return (
    Object.hasOwn(views, name) && (name !== "compare" || page.compare) && (!page.review?.blind || name === "review")
  );
}

function render() {
  const main = document.getElementById("main");
  const name = offered(state.view) ? state.view : DEFAULTS.view;
  if (!built.has(name)) {
    const root = el("div", { class: `view-${name}` });
    built.set(name, root);
    views[name].build(root);
  }
  const root = built.get(name);
  if (main.firstElementChild !== root) {
    const moved = main.firstElementChild && main.contains(document.activeElement);
    main.replaceChildren(root);
    if (moved) main.focus({ preventScroll: true });
    scrollTo(0, Math.min(scrollY, main.offsetTop));
  }
  views[name].update();
  if (state.view !== name) tell(`There is no view ${state.view} here; this is another one.`);
  for (const link of document.querySelectorAll("nav a")) {
    link.href = address({ view: link.dataset.view });
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function start() {
  page = await unpack();
  if (page.review) {
    DEFAULTS.view = "review";
    // Articles may be called anything, `constructor` too.
    for (const name of ["start", "drafts"]) Object.setPrototypeOf(page.review[name], null);
  }
  state = readState();
  listeners.push(render);
  document.getElementById("skip").addEventListener("click", () => document.getElementById("main").focus());
  addEventListener("beforeprint", () => {
    printing = true;
    addEventListener("afterprint", () => setTimeout(() => (printing = false)), { once: true });
    const closed = [
      ...document.querySelectorAll("header details, main .incident, main .near, main .compared > details"),
    ];
    for (const details of closed.filter((each) => !each.open)) {
      opened(details);
      addEventListener("afterprint", () => details.removeAttribute("open"), { once: true });
    }
  });
  render();
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
  document.getElementById("main").textContent =
    `This page cannot be opened: ${error.message}. A current browser is needed (2023 or later).`;
  throw error;
});
