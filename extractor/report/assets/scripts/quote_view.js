// A quote on the page, with how it was found.

/** @import { Child, Quote } from "./types.js" */

import { el } from "./dom.js";

/** @type {Record<string, string>} */
const MATCH_LABELS = {
  folded: "typographic differences",
  elsewhere: "in the file, outside the text shown",
};

/**
 * @param {Quote} quote
 * @param {HTMLElement | null} [content] in place of the quote's text
 * @returns {Child[]}
 */
export function quoteView(quote, content = null) {
  const notes = [];
  if (quote.match === "ungrounded") notes.push(el("strong", { class: "alarm" }, "⚠ not found in the article"));
  else if (quote.match !== "exact") notes.push(el("small", {}, MATCH_LABELS[quote.match]));
  if (quote.requoted) notes.push(el("small", {}, "re-requested"));
  if (quote.replied) notes.push(el("small", {}, "model output: ", el("q", { dir: "auto" }, quote.replied)));
  return [content ?? el("q", { dir: "auto" }, quote.text), notes.map((note) => [" ", note])];
}
