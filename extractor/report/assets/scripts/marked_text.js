// The text of an article, its quotes marked.

/** @import { Article, Segment, Span } from "./types.js" */

import { el } from "./dom.js";
import { codePointsOf } from "./quotes.js";
import { segmentsOf } from "./segments.js";
import { spaced } from "./text.js";

/**
 * Make the element of the text; arrow keys move between its marks.
 * @param {Article} article
 * @param {Span[]} spans
 * @param {(owners: string[]) => void} onPick called with the cards of a mark that is activated
 */
export function markedText(article, spans, onPick) {
  const points = codePointsOf(article);
  const labelled = new Set();
  /** @type {HTMLElement[]} */
  const marks = [];
  const parts = segmentsOf(points.length, spans).map((segment) => {
    const text = points.slice(segment.start, segment.end);
    const attributes = { "data-start": segment.start, "data-end": segment.end };
    if (!segment.spans.length) return el("span", attributes, text);
    const owners = [...new Set(segment.spans.map((span) => span.owner))];
    const starting = ownersStartingAt(segment).filter((owner) => !labelled.has(`${owner} ${segment.start}`));
    for (const owner of starting) labelled.add(`${owner} ${segment.start}`);
    const isEvidence = segment.spans.some((span) => span.field === "evidence" || span.field === "quote");
    const common = { class: isEvidence ? "evidence" : "value", "data-owners": owners.join(" "), ...attributes };
    if (!text.trim()) return el("mark", common, text);
    const mark = el(
      "mark",
      {
        ...common,
        tabindex: marks.length ? "-1" : "0",
        role: "button",
        "data-label": starting.length > 0 && starting.join(" "),
        "aria-description": description(segment),
        onclick: () => getSelection()?.isCollapsed && onPick(owners),
      },
      text,
    );
    marks.push(mark);
    return mark;
  });
  const block = el("div", { class: "text", dir: "auto", lang: languageOf(article) }, parts);
  block.addEventListener("keydown", (event) => moveBetweenMarks(event, marks, onPick));
  return block;
}

/**
 * Cards whose evidence begins where a segment does.
 * @param {Segment} segment
 */
function ownersStartingAt({ start, spans }) {
  return [
    ...new Set(spans.filter((span) => span.field === "evidence" && span.start === start).map((span) => span.owner)),
  ];
}

/** @param {Segment} segment */
function description({ spans }) {
  return `quoted for ${[...new Set(spans.map((span) => `${span.owner} ${spaced(span.field)}`))].join(", ")}`;
}

/** @param {Article} article */
function languageOf(article) {
  const given = article.metadata.language ?? "";
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(given) ? given : null;
}

/**
 * Move the focus between marks. One mark at a time is in the order of Tab.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} marks
 * @param {(owners: string[]) => void} onPick
 */
function moveBetweenMarks(event, marks, onPick) {
  const mark = /** @type {HTMLElement} */ (event.target);
  const at = marks.indexOf(mark);
  if (at < 0) return;
  /** @type {Record<string, number>} */
  const targets = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: marks.length - 1,
  };
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    onPick(ownersOf(mark));
  } else if (Object.hasOwn(targets, event.key)) {
    event.preventDefault();
    const next = marks[Math.min(Math.max(targets[event.key], 0), marks.length - 1)];
    mark.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

/** @param {HTMLElement} mark */
export function ownersOf(mark) {
  return mark.dataset.owners?.split(" ") ?? [];
}
