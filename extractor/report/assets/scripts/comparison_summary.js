// A comparison as a whole: verdict, metrics, errors by kind, and what differs between the prompts.

/** @import { Comparison, PromptBlock } from "./types.js" */

import { el, isolated, table } from "./dom.js";
import { formatCount, plural, spaced } from "./text.js";

/** @param {number | null | undefined} value */
function threeDigits(value) {
  return value === null || value === undefined ? "–" : value.toFixed(3);
}

/** @param {Comparison} comparison */
export function verdictSection({ statistics }) {
  if (!statistics) return null;
  const { primary, interval, differing, detectable, needed } = statistics;
  const delta = (primary.after ?? 0) - (primary.before ?? 0);
  const parts = [
    `${primary.name} ${threeDigits(primary.before)} → ${threeDigits(primary.after)}, B − A = ${delta >= 0 ? "+" : "−"}${Math.abs(delta).toFixed(3)}`,
    interval && `95 % interval ${threeDigits(interval.low)} to ${threeDigits(interval.high)}`,
    `p = ${primary.p.toFixed(4)} (paired permutation test)`,
    `${plural(differing, "article")} differ`,
    detectable && `smallest detectable difference about ${threeDigits(detectable)}`,
    needed && `about ${plural(needed, "article")} would be needed to detect this difference`,
  ];
  const fields = statistics.fields
    .filter(({ before, after }) => threeDigits(before) !== threeDigits(after))
    .map(({ name, before, after, p, held }) => [
      spaced(name),
      threeDigits(before),
      threeDigits(after),
      p.toFixed(4),
      held.toFixed(4),
    ]);
  return el(
    "section",
    { class: "verdict" },
    el("p", {}, el("strong", {}, statistics.verdict), ": ", parts.filter(Boolean).join("; "), "."),
    statistics.but.map((caveat) => el("p", {}, `Caveat: ${caveat}`)),
    fields.length > 0 &&
      table("Fields of matched incidents", ["field", "A", "B", "p", "p (Holm)"], fields, { class: "numbers" }),
  );
}

/** @param {Comparison} comparison */
export function metricsTable({ metrics, gold, unjudged }) {
  if (unjudged) return el("p", { class: "alarm" }, `⚠ No metrics: ${unjudged}`);
  if (!metrics || !gold) return null;
  const two = metrics[0].values.length > 1;
  const rows = metrics.map(({ name, values, between, of }) => [
    spaced(name),
    ...values.map(threeDigits),
    ...(two ? [] : [between ? `${threeDigits(between[0])} to ${threeDigits(between[1])}` : "–"]),
    of,
  ]);
  const left = gold.left_out ? `; ${plural(gold.left_out, "gold file")} left out` : "";
  return table(
    `Metrics against gold of ${plural(gold.articles, "article")}${left}`,
    ["metric", ...(two ? ["A", "B"] : ["value", "95 % interval"]), "of"],
    rows,
    { class: "numbers" },
  );
}

/** @param {Comparison} comparison */
export function errorsTable({ errors }) {
  if (!errors) return null;
  const last = errors[errors.length - 1];
  const kinds = [...new Set(errors.flatMap((each) => Object.keys(each)))].sort(
    (a, b) => (last[b] ?? 0) - (last[a] ?? 0),
  );
  if (!kinds.length) return el("p", {}, "No errors.");
  return table(
    "Errors by kind",
    ["error", ...(errors.length > 1 ? ["A", "B"] : ["count"])],
    kinds.map((kind) => [kind, ...errors.map((each) => formatCount(each[kind] ?? 0))]),
    { class: "numbers" },
  );
}

const LINE_CLASSES = { "=": "same", "-": "gone", "+": "added", "…": "left-out" };

/** @param {Comparison} comparison */
export function promptSection({ prompt, models }) {
  if (!prompt || !models) return null;
  const changed = prompt.filter(({ same }) => !same);
  const unchanged = prompt.filter(({ same }) => same).map(({ block }) => block);
  return el(
    "section",
    { class: "prompts" },
    el("h3", {}, "Prompts"),
    models[0] !== models[1] && el("p", {}, "Model: ", isolated(models[0]), " → ", isolated(models[1])),
    changed.length ? changed.map(changedBlock) : el("p", {}, "Identical."),
    changed.length > 0 && unchanged.length > 0 && el("p", { class: "facts" }, `Unchanged: ${unchanged.join(", ")}.`),
  );
}

/** @param {PromptBlock} changed */
function changedBlock({ block, lines }) {
  const text = lines?.map(([sign, line]) => {
    const shown = sign === "…" ? `… ${line} unchanged lines\n` : `${sign === "=" ? " " : sign} ${line}\n`;
    return el("span", { class: LINE_CLASSES[sign] }, shown);
  });
  return el(
    "details",
    { open: true },
    el("summary", {}, `Block ${block} differs`),
    text
      ? el("pre", { class: "changes", tabindex: "0" }, text)
      : el("p", {}, "The prompt text is missing in one of the runs: an earlier version made it."),
  );
}
