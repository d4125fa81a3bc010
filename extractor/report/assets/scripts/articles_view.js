// The view of articles: a list, and one article with its text and its cards.

/** @import { Article, Child, CodedRow, PageData, State, View } from "./types.js" */

import { currentState, stateLink } from "./address.js";
import { citeArticle } from "./citation.js";
import { citationBox } from "./citation_box.js";
import { rowsOf } from "./coded_rows.js";
import { el, externalLink, isolated, listItems, replaceContent, separated } from "./dom.js";
import { LinkedArticle } from "./linked_article.js";
import { quoteView } from "./quote_view.js";
import { decodeQuote, missingQuotes } from "./quotes.js";
import { formatCount, plural, spaced } from "./text.js";

const LISTED = 2000; // articles in the list

/**
 * @param {PageData} data
 * @returns {View}
 */
export function articlesView(data) {
  const { articles } = data;
  const filter = el("input", {
    type: "search",
    id: "article-filter",
    "aria-label": "Find an article",
    placeholder: "Find an article",
    oninput: () => showList(),
  });
  const names = el("ol", { class: "names" });
  const picker = el(
    "details",
    { class: "picker", open: innerWidth > 900 },
    el("summary", {}, plural(articles.length, "article")),
    filter,
    names,
  );
  const pane = el("div", { class: "one" });
  const notFound = el("p", { class: "alarm", role: "status" });
  /** @type {Article | null | undefined} */
  let shown = undefined;
  /** @type {LinkedArticle | null} */
  let linked = null;

  const showList = () => {
    showNames(names, articles, filter.value.toLowerCase());
    markCurrent(names, currentState().article);
  };

  const update = (/** @type {State} */ state) => {
    const named = articles.find((article) => article.name === state.article);
    const article = named ?? articles[0] ?? null;
    if (shown !== article) {
      shown = article;
      linked = article && hasRows(article) ? new LinkedArticle(article, rowsOf(article), data) : null;
      replaceContent(pane, article ? articleContent(article, linked, data) : "No articles.");
    }
    notFound.textContent = "";
    if (state.article && !named) {
      replaceContent(notFound, `⚠ Article ${state.article} not found; showing the first one.`);
    }
    markCurrent(names, state.article);
    if (state.card) linked?.pick([state.card]);
  };

  showList();
  return { root: el("div", {}, notFound, el("div", { class: "articles" }, picker, pane)), update };
}

/**
 * @param {HTMLElement} list
 * @param {Article[]} articles
 * @param {string} wanted a part of a name, a date or an outlet
 */
function showNames(list, articles, wanted) {
  const found = articles.filter((article) =>
    `${article.name} ${article.published ?? ""} ${article.metadata.outlet ?? ""}`.toLowerCase().includes(wanted),
  );
  const items = found
    .slice(0, LISTED)
    .map((article) =>
      el(
        "li",
        { "data-name": article.name },
        stateLink({ view: "articles", article: article.name, card: "" }, isolated(article.name)),
        el("small", {}, listFacts(article).join(" · ")),
      ),
    );
  const left = found.length - LISTED;
  replaceContent(list, items, left > 0 && el("li", {}, `and ${formatCount(left)} more: type a part of the name`));
}

/**
 * A partial article has the rows of its valid items.
 * @param {Article} article
 */
function hasRows(article) {
  return article.state === "ok" || article.state === "partial";
}

/** @param {Article} article */
function listFacts(article) {
  const missing = article.quotes?.ungrounded ?? 0;
  return [
    article.published ?? "undated",
    article.state === "ok" ? "" : `⚠ ${article.state}`,
    hasRows(article) ? plural(article.incidents?.length ?? 0, "incident") : "",
    missing ? `⚠ ${missing} not found` : "",
    ...(article.flags ?? []).map((flag) => `⚑ ${spaced(flag)}`),
  ].filter(Boolean);
}

/**
 * @param {HTMLElement} list
 * @param {string} name
 */
function markCurrent(list, name) {
  for (const item of list.querySelectorAll("li")) {
    const isCurrent = item.dataset.name === name;
    item.classList.toggle("here", isCurrent);
    const link = item.querySelector("a");
    if (isCurrent) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}

/**
 * @param {Article} article
 * @param {LinkedArticle | null} linked null where the article failed
 * @param {PageData} data
 * @returns {Child[]}
 */
function articleContent(article, linked, { facts }) {
  const head = articleHead(article);
  const reason = `⚠ ${article.state}: ${spaced(article.kind)}. `;
  const alarm = article.state !== "ok" && el("p", { class: "alarm" }, reason, isolated(article.message));
  if (!linked) return [head, alarm, article.text && el("div", { class: "text", dir: "auto" }, article.text)];
  return [
    head,
    alarm,
    quoteCounts(article),
    (article.flags ?? []).map((flag) => el("p", { class: "alarm" }, `⚑ ${spaced(flag)}`)),
    missingSection(article, rowsOf(article)),
    citationBox(
      () => citeArticle(article, facts),
      () => [article],
    ),
    linked.layout(),
  ];
}

/** @param {Article} article */
function articleHead(article) {
  const { outlet, url, language, ...rest } = article.metadata;
  const facts = [
    article.published ? `published ${article.published}` : "no publication date",
    outlet && isolated(outlet),
    language && `language ${language}`,
    url && externalLink(url),
  ].filter(Boolean);
  const others = Object.entries(rest).map(([name, value]) => [`${spaced(name)}: `, isolated(value)]);
  return [
    el("h2", { dir: "auto" }, article.name),
    el("p", { class: "facts" }, separated(facts, " · ")),
    others.length > 0 && el("p", { class: "facts" }, separated(others, " · ")),
  ];
}

/** @param {Article} article */
function quoteCounts({ quotes, repairs }) {
  if (!quotes) return null;
  const { exact, folded, ungrounded, asked_again: requoted } = quotes;
  const counts = [
    `${plural(exact + folded + ungrounded, "quote")}: ${exact} exact`,
    `${folded} with typographic differences`,
    `${ungrounded ? "⚠ " : ""}${ungrounded} not found in the article`,
    requoted ? `${requoted} re-requested` : "",
    repairs ? `${plural(repairs, "response")} repaired` : "",
  ];
  return el("p", { class: ungrounded ? "alarm" : "facts" }, `${counts.filter(Boolean).join(", ")}.`);
}

/**
 * Section of the quotes that were not found.
 * @param {Article} article
 * @param {CodedRow[]} rows
 */
function missingSection(article, rows) {
  const missing = rows.flatMap(({ owner, row }) =>
    missingQuotes(row).map(([value, field]) => [
      stateLink({ card: owner }, owner),
      ` ${spaced(field)}: `,
      quoteView(decodeQuote(value, article)),
    ]),
  );
  if (!missing.length) return null;
  return el(
    "section",
    { class: "ungrounded", "aria-label": "Not found in the article" },
    el("h3", {}, `⚠ ${plural(missing.length, "quote")} not found in the article`),
    el("ul", {}, listItems(missing)),
  );
}
