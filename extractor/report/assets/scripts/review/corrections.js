// Finished codings as `extractor gold import` takes them.

/** @import { Article, Correction, Work } from "../types.js" */

import { el } from "../dom.js";
import { plural } from "../text.js";
import { codingOf } from "./work.js";

/**
 * @param {Article} article
 * @param {Work} work
 * @param {string} reviewer
 * @returns {Correction}
 */
export function correctionOf(article, work, reviewer) {
  return {
    article: article.name,
    coding: codingOf(article, work),
    by: reviewer,
    at: new Date().toISOString(),
    seconds: Math.round(work.seconds),
  };
}

/**
 * Download the finished articles that are not gold yet, one line each. Returns a summary.
 * @param {Work[]} works
 */
export function downloadCorrections(works) {
  const begun = works.filter((work) => work.touched);
  const lines = begun.flatMap(({ line }) => (line ? [`${JSON.stringify(line)}\n`] : []));
  const href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
  el("a", { href, download: "corrections.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
  const left = begun.length - lines.length;
  return `${plural(lines.length, "article")} downloaded${left ? `; ${plural(left, "unfinished article")} not included` : ""}`;
}
