// The selection in the text of an article, by its offsets there.

/** @import { Article, SelectedText } from "../types.js" */

import { codePointsOf } from "../quotes.js";
import { showInvisible } from "../text.js";

/** The last selection. It is remembered, since pressing a button may clear it. */
export class TextSelection {
  /** @type {{article: Article, start: number, end: number} | null} */
  #last = null;

  /** @param {() => {article: Article | null, text: HTMLElement | null}} shown the article and its element */
  constructor(shown) {
    document.addEventListener("selectionchange", () => this.#note(shown()));
  }

  clear() {
    this.#last = null;
  }

  /**
   * Selected text of an article, trimmed.
   * @param {Article} article
   * @returns {SelectedText | null}
   */
  in(article) {
    if (this.#last?.article !== article) return null;
    const points = codePointsOf(article);
    let { start, end } = this.#last;
    while (start < end && !points.slice(start, start + 1).trim()) start += 1;
    while (end > start && !points.slice(end - 1, end).trim()) end -= 1;
    return start < end ? { text: points.slice(start, end), quote: [start, end] } : null;
  }

  /** @param {{article: Article | null, text: HTMLElement | null}} shown */
  #note({ article, text }) {
    const selected = getSelection();
    if (!article || !text?.isConnected || !selected?.rangeCount) return;
    const range = selected.getRangeAt(0);
    const [startInside, endInside] = [text.contains(range.startContainer), text.contains(range.endContainer)];
    if (selected.isCollapsed || !(startInside || endInside)) {
      // Pressing a control clears the selection; the last one is kept then.
      const onControl = document.activeElement?.matches("input, textarea, select, button");
      if (startInside || !onControl) this.#last = null;
      return;
    }
    this.#last = {
      article,
      start: startInside ? offsetAt(text, range.startContainer, range.startOffset, article) : 0,
      end: endInside ? offsetAt(text, range.endContainer, range.endOffset, article) : codePointsOf(article).length,
    };
  }
}

/**
 * Convert a place on the page to an offset in the article; some characters are shown by their numbers.
 * @param {HTMLElement} text
 * @param {Node} node
 * @param {number} offset
 * @param {Article} article
 */
function offsetAt(text, node, offset, article) {
  const points = codePointsOf(article);
  if (node === text) {
    const child = /** @type {HTMLElement | undefined} */ (text.children[offset]);
    return child ? Number(child.dataset.start) : points.length;
  }
  const inner = node instanceof HTMLElement ? node : node.parentElement;
  const segment = /** @type {HTMLElement} */ (inner?.closest("[data-start]"));
  const before = document.createRange();
  before.setStart(segment, 0);
  before.setEnd(node, offset);
  const start = Number(segment.dataset.start);
  return start + pointsShown(points.slice(start, Number(segment.dataset.end)), before.toString().length);
}

/**
 * Count the code points of a text behind its first characters as shown.
 * @param {string} text
 * @param {number} shown UTF-16 code units on the page
 */
export function pointsShown(text, shown) {
  const points = Array.from(text);
  let [left, at] = [shown, 0];
  while (left > 0 && at < points.length) {
    left -= points[at] === "\r" && points[at + 1] === "\n" ? 0 : showInvisible(points[at]).length;
    at += 1;
  }
  return at;
}
