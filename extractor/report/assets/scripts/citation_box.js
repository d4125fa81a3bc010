// Citation of a row, and the recordings that it was derived from.

/** @import { Article } from "./types.js" */

import { announce, button, disclosure, el, externalLink, isolated, listItems } from "./dom.js";
import { showInvisible } from "./text.js";

/**
 * @param {() => string} citation
 * @param {() => Article[]} articles
 */
export function citationBox(citation, articles) {
  return disclosure({ class: "citing" }, "Citation and provenance", () =>
    el("div", { class: "cite" }, copyable(citation()), el("ul", {}, listItems(articles().map(recordingsOf)))),
  );
}

/** @param {string} text */
function copyable(text) {
  const field = el("textarea", { readonly: true, rows: 4, "aria-label": "Citation" });
  field.value = showInvisible(text);
  const copy = async () => {
    field.select();
    const copied = await navigator.clipboard.writeText(field.value).then(
      () => true,
      () => document.execCommand("copy"), // a page opened as a file may have no clipboard
    );
    announce(copied ? "Copied." : "Text selected: press Ctrl+C to copy.");
  };
  return [field, button("Copy", copy)];
}

/** @param {Article} article */
function recordingsOf(article) {
  return [
    isolated(article.name),
    `, id ${article.id}; model ${article.models.join(", ") || "none"}; recordings `,
    article.recordings.map((key) => [el("code", {}, key.slice(0, 12)), " "]),
    article.metadata.url && ["; ", externalLink(article.metadata.url)],
  ];
}
