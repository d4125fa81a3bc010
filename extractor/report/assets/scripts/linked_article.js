// The text and the cards of an article. Each highlights what belongs to it in the other.

/** @import { Article, Child, CodedRow, Quote, RunFacts } from "./types.js" */

import { cardOf } from "./cards.js";
import { spansOf } from "./coded_rows.js";
import { el, reveal } from "./dom.js";
import { markedText, ownersOf } from "./marked_text.js";

export class LinkedArticle {
  /**
   * @param {Article} article
   * @param {CodedRow[]} rows
   * @param {{facts: RunFacts, controls?: (coded: CodedRow) => Child}} options
   */
  constructor(article, rows, options) {
    this.text = article.text
      ? markedText(article, spansOf(article, rows), (owners) => this.pick(owners))
      : el("p", { class: "facts" }, "This page has no article texts (--no-text). The quotes are on the cards.");
    this.cards = rows.map((each) => cardOf(article, each, { ...options, onQuote: (quote) => this.showQuote(quote) }));
    /** @type {string | undefined} */
    this.picked = undefined;
    this.marks = [...this.text.querySelectorAll("mark")];
    this.#listen();
  }

  #listen() {
    for (const card of this.cards) {
      for (const kind of ["pointerenter", "focusin"]) {
        card.addEventListener(kind, () => this.highlight([ownerOf(card)]));
      }
    }
    for (const kind of ["pointerover", "focusin"]) {
      this.text.addEventListener(kind, ({ target }) => {
        if (target instanceof HTMLElement && target.matches("mark")) this.highlight(ownersOf(target));
      });
    }
  }

  /** The element that shows both. */
  layout() {
    return el("div", { class: "pair" }, this.text, el("div", { class: "cards" }, this.cards));
  }

  /** @param {string | null} owner */
  cardOf(owner) {
    return this.cards.find((card) => ownerOf(card) === owner);
  }

  /** @param {string[]} owners */
  highlight(owners) {
    for (const mark of this.marks)
      mark.classList.toggle(
        "lit",
        ownersOf(mark).some((owner) => owners.includes(owner)),
      );
    for (const card of this.cards) card.classList.toggle("lit", owners.includes(ownerOf(card)));
  }

  /**
   * Focus the card of a mark; if it has several, the next one each time.
   * @param {string[]} owners
   */
  pick(owners) {
    const at = this.picked === undefined ? -1 : owners.indexOf(this.picked);
    this.picked = owners[(at + 1) % owners.length];
    const card = this.cardOf(this.picked);
    card?.focus({ preventScroll: true });
    reveal(card);
    this.highlight(owners);
  }

  /** @param {Quote} quote */
  showQuote({ start, end }) {
    const within = (/** @type {HTMLElement} */ { dataset }) =>
      Number(dataset.start) >= Number(start) && Number(dataset.end) <= Number(end);
    for (const mark of this.marks) mark.classList.toggle("found", within(mark));
    const first = this.marks.find((mark) => within(mark));
    first?.scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  }
}

/** @param {HTMLElement} card */
export function ownerOf(card) {
  return card.dataset.owner ?? "";
}
