// The data of the page: unpacked, its references resolved.

/** @import { PageData } from "./types.js" */

/** @returns {Promise<PageData>} */
export async function unpackData() {
  const node = /** @type {HTMLElement} */ (document.getElementById("data"));
  const bytes = Uint8Array.from(atob(node.textContent ?? ""), (character) => character.charCodeAt(0));
  node.remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return resolveReferences(JSON.parse(await new Response(stream).text()));
}

/**
 * Replace the numbers of articles by the articles.
 * @param {any} data as packed
 * @returns {PageData}
 */
export function resolveReferences(data) {
  for (const incident of data.incidents) {
    for (const report of incident.reports) report.article = data.articles[report.article] ?? null;
  }
  if (data.review) {
    for (const turn of data.review.turns) turn.article = data.articles[turn.article];
    // An article may have any name, `constructor` too.
    for (const name of ["start", "drafts"]) Object.setPrototypeOf(data.review[name], null);
  }
  return data;
}
