// The article under review: its text, its cards with their verdicts, and the focus among them.

/** @import { Article, CodedRow, Verdict, Work } from "../types.js" */
/** @import { Session } from "./session.js" */

import { button, el, replaceContent, reveal } from "../dom.js";
import { LinkedArticle, ownerOf } from "../linked_article.js";
import { findItem } from "./work.js";

/** @type {Record<Verdict, string>} */
export const VERDICT_LABELS = {
  accepted: "✓ accepted",
  rejected: "✗ rejected",
  unsure: "? unsure",
  "": "○ undecided",
};

/** @type {[label: string, verdict: Verdict][]} */
const VERDICT_BUTTONS = [
  ["accept", "accepted"],
  ["reject", "rejected"],
  ["unsure", "unsure"],
];

/**
 * @typedef {object} PaneOptions
 * @property {(article: Article) => string[]} reasons why the article is in the queue
 * @property {(key: string, verdict: Verdict) => void} onVerdict
 * @property {(key: string) => void} onEdit
 */

export class ArticlePane {
  node = el("div", { class: "one" });
  /** @type {LinkedArticle | null} */
  linked = null;
  /** @type {Article | null} */
  #drawn = null;

  /**
   * @param {Session} session
   * @param {PaneOptions} options
   */
  constructor(session, options) {
    this.session = session;
    this.options = options;
  }

  /**
   * Draw an article; drawing it again keeps the scroll positions.
   * @param {Article} article
   */
  render(article) {
    const work = this.session.workOn(article);
    /** @type {CodedRow[]} */
    const rows = work.items.map(({ key, table, row }) => ({ owner: key, table, row }));
    const linked = new LinkedArticle(article, [...rows, { owner: "notes", table: "notes", row: work.notes }], {
      facts: this.session.data.facts,
      controls: ({ owner }) => this.#controls(work, owner),
    });
    const textScroll = this.#drawn === article ? (this.linked?.text.scrollTop ?? 0) : 0;
    const pageScroll = scrollY;
    this.linked = linked;
    this.#drawn = article;
    replaceContent(
      this.node,
      el("h2", { dir: "auto" }, article.name),
      el("p", { class: "facts" }, this.#facts(article, work).join(" · ")),
      linked.layout(),
    );
    linked.text.scrollTop = textScroll;
    scrollTo(0, pageScroll);
    for (const card of linked.cards) {
      card.dataset.verdict = findItem(work, ownerOf(card))?.verdict ?? "";
      for (const kind of ["focusin", "click"]) {
        card.addEventListener(kind, () => {
          this.session.card = ownerOf(card);
        });
      }
    }
    this.session.card ??= linked.cards[0] ? ownerOf(linked.cards[0]) : null;
  }

  /**
   * @param {Article} article
   * @param {Work} work
   */
  #facts(article, work) {
    return [
      article.published ? `published ${article.published}` : "no publication date",
      ...this.options.reasons(article),
      ...(work.at ? [`gold by ${work.by || "unknown"}, ${work.at}`] : []),
    ];
  }

  /**
   * @param {Work} work
   * @param {string} key
   */
  #controls(work, key) {
    const { onVerdict, onEdit } = this.options;
    const item = findItem(work, key);
    if (!item) {
      const edit = button(["Edit ", el("kbd", {}, "e")], () => onEdit(key));
      return el("p", { class: "verdict-line" }, edit);
    }
    const { verdict, origin } = item;
    const buttons = VERDICT_BUTTONS.map(([label, set]) => [
      button(label, () => onVerdict(key, set), { "aria-pressed": String(verdict === set) }),
      " ",
    ]);
    return el(
      "p",
      { class: "verdict-line" },
      el("strong", { class: `sign ${verdict}` }, VERDICT_LABELS[verdict]),
      origin ? el("small", {}, ` (${origin}) `) : " ",
      buttons,
      button("edit", () => onEdit(key)),
    );
  }

  /** @param {string | null} key */
  cardOf(key) {
    return this.linked?.cardOf(key);
  }

  /**
   * Focus a card; the first one if it does not exist.
   * @param {string | null} key
   */
  focus(key) {
    const card = this.cardOf(key) ?? this.linked?.cards[0];
    this.session.card = card ? ownerOf(card) : null;
    card?.focus({ preventScroll: true });
    reveal(card);
  }

  /** @param {1 | -1} by */
  step(by) {
    const cards = this.linked?.cards ?? [];
    const at = cards.findIndex((card) => ownerOf(card) === this.session.card);
    const next = cards[Math.min(Math.max(at + by, 0), cards.length - 1)];
    if (next) this.focus(ownerOf(next));
  }
}
