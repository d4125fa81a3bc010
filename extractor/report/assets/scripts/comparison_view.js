// The view of a comparison: two runs, or gold and a run, article by article.

/** @import { ArticleDifference, Child, Comparison, OnlyOnOneSide, PageData, View } from "./types.js" */

import { stateLink } from "./address.js";
import { errorsTable, metricsTable, promptSection, verdictSection } from "./comparison_summary.js";
import { disclosure, el, isolated, listItems, replaceContent, separated, table } from "./dom.js";
import { typeLabel } from "./labels.js";
import { plural, spaced } from "./text.js";

const SCOPE =
  "Compared are the fields that the evaluation scores: of incidents all but summaries, actor kinds and the choice of " +
  "evidence; and operations, statements, aggregates and article notes.";
const NAMED = 20; // articles of one side alone

/**
 * @param {PageData} data
 * @param {Comparison} comparison
 * @returns {View}
 */
export function comparisonView(data, comparison) {
  const changedOnly = el("input", { type: "checkbox", id: "only-changed", checked: true, onchange: () => showList() });
  const list = el("div", { class: "compared" });
  /** Made once, so that what is open stays open. @type {Map<ArticleDifference, HTMLElement>} */
  const lines = new Map();

  const showList = () => {
    const found = comparison.articles.filter((each) => !changedOnly.checked || differs(each));
    for (const each of found) if (!lines.has(each)) lines.set(each, articleLine(each, comparison));
    replaceContent(list, found.length ? found.map((each) => lines.get(each)) : el("p", {}, "No differences."));
  };

  showList();
  const root = el(
    "div",
    {},
    el("h2", {}, comparison.kind === "gold" ? "Gold and run" : "Two runs"),
    sidesLine(comparison),
    verdictSection(comparison),
    metricsTable(comparison),
    errorsTable(comparison),
    promptSection(comparison),
    el("h3", {}, "Articles"),
    el("p", {}, el("label", {}, changedOnly, " only articles with differences")),
    el("p", { class: "facts" }, SCOPE),
    list,
    oneSideOnly(comparison),
  );
  return { root, update: () => {} };
}

/** @param {Comparison} comparison */
function sidesLine({ a, b, kind }) {
  const gold = kind === "gold" ? " (gold)" : "";
  return el("p", { class: "facts" }, "A: ", isolated(a), gold, " · B: ", isolated(b), " (this run)");
}

/** @param {ArticleDifference} difference */
function differs(difference) {
  const { mistakes, states } = difference;
  return countsOf(difference).length > 0 || mistakes.length > 0 || states[0] !== states[1];
}

/**
 * Counts of what changed, is new and is lost: "2 changed".
 * @param {ArticleDifference} difference
 */
function countsOf(difference) {
  const tables = Object.values(difference.tables);
  const sum = (/** @type {0 | 1} */ side) => tables.reduce((total, sides) => total + sides[side].length, 0);
  const changedPairs = difference.pairs.filter(({ changed }) => changed.length);
  const counts = {
    changed: changedPairs.length + difference.changed.length,
    new: difference.new.length + sum(1),
    lost: difference.lost.length + sum(0),
  };
  return Object.entries(counts)
    .filter(([, count]) => count)
    .map(([label, count]) => `${count} ${label}`);
}

/**
 * @param {ArticleDifference} difference
 * @param {Comparison} comparison
 */
function articleLine(difference, comparison) {
  const { name, mistakes, states } = difference;
  const counts = [...countsOf(difference), ...(mistakes.length ? [plural(mistakes.length, "error")] : [])];
  const summary = [
    isolated(name),
    " ",
    counts.length
      ? counts.map((count) => [el("span", { class: "badge" }, count), " "])
      : el("small", {}, "no differences"),
    states[0] !== states[1] && el("span", { class: "badge alarm" }, `⚠ ${states.join(" → ")}`),
  ];
  return disclosure({}, summary, () => [
    el("p", {}, stateLink({ view: "articles", article: name, card: "" }, "Open the article")),
    difference.pairs.map(changedIncident),
    changedElsewhere(difference),
    onlyOn("Lost: only in A", "−", difference.lost),
    onlyOn("New: only in B", "+", difference.new),
    onlyOn("Only in A, optional there", "−", difference.spare),
    Object.entries(difference.tables).map(([tableName, sides]) => otherRows(tableName, sides)),
    mistakeList(difference, (comparison.errors?.length ?? 0) > 1),
  ]);
}

/**
 * @param {ArticleDifference["pairs"][number]} pair
 * @returns {Child}
 */
function changedIncident({ a, b, summary, changed }) {
  if (!changed.length) return null;
  const rows = changed.map(([field, before, after]) => [
    spaced(field),
    isolated(valueText(before)),
    isolated(valueText(after)),
  ]);
  return [
    el("h4", {}, "Changed ", el("span", { class: "tag" }, `${a} → ${b}`), " ", isolated(summary)),
    table(`Changed in ${b}`, ["field", "A", "B"], rows),
  ];
}

/** @param {ArticleDifference} difference */
function changedElsewhere({ changed }) {
  if (!changed.length) return null;
  const rows = changed.map(([where, field, before, after]) => [
    isolated(where),
    spaced(field),
    isolated(valueText(before)),
    isolated(valueText(after)),
  ]);
  return table("Changed outside incidents", ["row", "field", "A", "B"], rows);
}

/**
 * Values of closed lists get spaces; free text stays as it is.
 * @param {string} value
 */
function valueText(value) {
  return (/^[a-z_, ]+$/.test(value) ? spaced(value) : value) || "–";
}

/**
 * @param {string} name
 * @param {[string[], string[]]} sides
 * @returns {Child}
 */
function otherRows(name, [onlyA, onlyB]) {
  if (!onlyA.length && !onlyB.length) return null;
  const items = [...onlyA.map((line) => ["− ", isolated(line)]), ...onlyB.map((line) => ["+ ", isolated(line)])];
  return [el("h4", {}, `${spaced(name)}: only in A (−), only in B (+)`), el("ul", {}, listItems(items))];
}

/**
 * @param {string} title
 * @param {string} sign
 * @param {OnlyOnOneSide[]} incidents
 * @returns {Child}
 */
function onlyOn(title, sign, incidents) {
  if (!incidents.length) return null;
  const items = incidents.map(({ id, summary, values: fields, evidence }) => {
    const values = Object.entries(fields).map(([field, value]) => [
      `${spaced(field)}: `,
      isolated(field === "type" ? typeLabel(value) : value),
    ]);
    const quotes = listItems(evidence.map((quote) => el("q", { dir: "auto" }, quote)));
    return [
      `${sign} `,
      el("span", { class: "tag" }, id),
      " ",
      isolated(summary),
      el("small", {}, " ", separated(values, " · ")),
      el("ul", { class: "quotes" }, quotes),
    ];
  });
  return [el("h4", {}, title), el("ul", {}, listItems(items))];
}

/**
 * @param {ArticleDifference} difference
 * @param {boolean} bothSides
 * @returns {Child}
 */
function mistakeList({ mistakes }, bothSides) {
  if (!mistakes.length) return null;
  const items = mistakes.map(([side, kind, where, text]) => [
    bothSides && el("span", { class: "tag" }, side ? "B" : "A"),
    ` ${kind} `,
    el("code", {}, where),
    " ",
    isolated(text),
  ]);
  return [el("h4", {}, "Errors against gold"), el("ul", {}, listItems(items))];
}

/** @param {Comparison} comparison */
function oneSideOnly({ only, kind }) {
  /** @type {[label: string, names: string[]][]} */
  const sides = [
    ["Only in A", only.a],
    [kind === "gold" ? "Without gold" : "Only in B", only.b],
  ];
  return sides
    .filter(([, names]) => names.length)
    .map(([label, names]) =>
      el(
        "p",
        { class: "facts" },
        `${label}: ${plural(names.length, "article")}: `,
        isolated(names.slice(0, NAMED).join(", ")),
        names.length > NAMED && " …",
      ),
    );
}
