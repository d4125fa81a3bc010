// The list of articles to review, and the progress.

/** @import { Article } from "../types.js" */
/** @import { Session } from "./session.js" */

import { stateLink } from "../address.js";
import { el, isolated, replaceContent } from "../dom.js";
import { formatCount, plural } from "../text.js";
import { timeLeft } from "./queue.js";

const LISTED = 2000; // articles in the list

export class QueueList {
  list = el("ol", { class: "names" });
  status = el("p", { class: "count", role: "status", id: "progress" });
  /** @type {Map<Article, {line: HTMLElement, note: HTMLElement}>} */
  #lines = new Map();
  #reasons;

  /**
   * @param {Session} session
   * @param {Article[]} queue
   */
  constructor(session, queue) {
    const { turns } = session.review;
    this.session = session;
    this.bar = el("progress", { max: turns.length || 1, value: 0, "aria-label": "Articles done" });
    this.#reasons = new Map(turns.map(({ article, why }) => [article, why]));
    const left = queue.length - LISTED;
    for (const article of queue.slice(0, LISTED)) this.#lines.set(article, this.#makeLine(article));
    replaceContent(
      this.list,
      [...this.#lines.values()].map(({ line }) => line),
      left > 0 && el("li", {}, `and ${formatCount(left)} more; open them by their names in the address`),
    );
    for (const article of this.#lines.keys()) this.#updateLine(article);
    this.updateProgress();
  }

  /** @param {Article} article */
  #makeLine(article) {
    const note = el("small");
    const link = stateLink({ view: "review", article: article.name, card: "" }, isolated(article.name));
    return { line: el("li", { "data-name": article.name }, link, note), note };
  }

  /**
   * Reasons why an article is in the queue.
   * @param {Article} article
   */
  reasons(article) {
    return this.#reasons.get(article) ?? ["not in the queue"];
  }

  /** @param {Article} article */
  update(article) {
    this.#updateLine(article);
    this.updateProgress();
  }

  /** @param {Article} article */
  #updateLine(article) {
    const { session } = this;
    const found = this.#lines.get(article);
    if (!found) return;
    const state = session.isDone(article) ? "✓ done" : session.isBegun(article) ? "… in progress" : "";
    replaceContent(found.note, [state, ...this.reasons(article)].filter(Boolean).join(" · "));
    found.line.classList.toggle("here", article === session.article);
  }

  updateProgress() {
    const { review, works, durations } = this.session;
    const total = review.turns.length;
    const done = review.turns.filter(({ article }) => this.session.isDone(article)).length;
    const finished = works.flatMap((work) => (work.done && work.line ? [work.line.seconds] : []));
    const left = timeLeft([...review.pace, ...durations, ...finished], total - done);
    this.bar.value = done;
    this.status.textContent = `${done} of ${plural(total, "article")} done${left ? `; about ${left} left` : ""}`;
  }
}
