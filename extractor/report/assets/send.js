// Where corrections go: to the server that gave the page; or, for a page that is a file, into the browser's own store
// and from there into a download that `extractor gold import` takes.

const PAGE_ID = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
const PENDING = new Set();

async function post(what, body) {
  const response = await fetch(what, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const said = isJson ? await response.json() : { problems: [`the server says ${response.status}`] };
  return { status: response.status, ...said };
}

// What a file keeps in the browser: each article by itself, and who reviews.
const store = {
  name(what) {
    return `extractor review ${page.facts.id} ${page.review.blind ? "blind" : "open"} ${what}`;
  },

  get(what) {
    try {
      return JSON.parse(localStorage.getItem(this.name(what)));
    } catch {
      return null;
    }
  },

  set(what, value) {
    try {
      localStorage.setItem(this.name(what), JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
};

// Keep what was done so far. One request at a time for each article; the last state always goes.
const drafting = new Map();
function keepDraft(article, work) {
  const kept = { ...work, past: undefined, sending: undefined };
  if (!page.review.served) {
    const full = "⚠ this browser keeps nothing: download before you close the page";
    const stored = store.set(`work ${article.name}`, kept);
    if (stored) PENDING.delete(article.name);
    else PENDING.add(article.name);
    return saidOf(stored ? "kept in this browser" : full);
  }
  PENDING.add(article.name);
  saidOf("keeping …");
  const { blind } = page.review;
  const { version } = work;
  const { name, id } = article;
  drafting.set(name, { article: name, id, by: reviewer(), page: PAGE_ID, version, blind, work: kept });
  return sendDrafts();
}

// The one sending that goes on, if there is one: whoever must come after it waits for it.
let sending = null;
function sendDrafts() {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll() {
  while (drafting.size) {
    const [[name, body]] = drafting;
    const said = await post("draft", body).catch((error) => ({ problems: [error.message] }));
    if (said.status !== 200) {
      const why = (said.problems ?? []).join("; ");
      saidOf(
        `⚠ not kept by the server (${why}). Leave this page open: start the server again, or finish and download.`,
      );
      setTimeout(sendDrafts, 3000);
      return;
    }
    if (drafting.get(name) === body) {
      drafting.delete(name);
      PENDING.delete(name);
    }
    saidOf("kept");
  }
}

function saidOf(text) {
  const node = document.getElementById("kept");
  if (node) {
    node.textContent = inert(text);
    node.classList.toggle("alarm", text.startsWith("⚠"));
  }
}

function correction(article, work) {
  return {
    article: article.name,
    coding: codingOf(article, work),
    by: reviewer(),
    at: new Date().toISOString(),
    seconds: Math.round(work.seconds),
  };
}

// The drafts that a coding comes from: of the pages it goes on from, and of this one.
function trailOf(work) {
  return { ...work.trail, [PAGE_ID]: work.version };
}

// All finished codings of this session as a file; `line` is what an article's reviewer called done.
function download(works) {
  const begun = [...works.values()].filter((work) => work.touched);
  const lines = begun.filter((work) => work.line).map((work) => `${JSON.stringify(work.line)}\n`);
  const link = el("a", {
    href: URL.createObjectURL(new Blob(lines, { type: "application/jsonl" })),
    download: "corrections.jsonl",
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  const left = begun.length - lines.length;
  saidOf(`${plural(lines.length, "article")} in the file${left ? `; ${left} begun and not done, so not in it` : ""}`);
}

function reviewer() {
  return (document.getElementById("reviewer")?.value ?? page.review.by).trim();
}
