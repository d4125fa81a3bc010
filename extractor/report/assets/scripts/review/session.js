// State of a review: the work on each article, the current article and card.

/** @import { Article, PageData, ReviewData, Work } from "../types.js" */

import { beginWork } from "./work.js";

export class Session {
  /** @type {Map<string, Work>} */
  #works = new Map();

  /**
   * @param {PageData} data
   * @param {ReviewData} review
   */
  constructor(data, review) {
    this.data = data;
    this.review = review;
    /** The article that is shown. @type {Article | null} */
    this.article = null;
    /** The id of the current card. @type {string | null} */
    this.card = null;
    /** Seconds that articles took in this page. @type {number[]} */
    this.durations = [];
  }

  /** @param {Article} article */
  workOn(article) {
    const work = this.#works.get(article.name) ?? beginWork(article, this.review);
    this.#works.set(article.name, work);
    return work;
  }

  /**
   * Continue from stored work.
   * @param {Article} article
   * @param {Work} kept
   */
  restore(article, kept) {
    this.#works.set(article.name, { ...kept, past: [] });
  }

  /**
   * Discard the work on an article; it begins again from its gold.
   * @param {Article} article
   */
  forget(article) {
    delete this.review.drafts[article.name];
    this.#works.delete(article.name);
  }

  /** Work on every article opened in this page. */
  get works() {
    return [...this.#works.values()];
  }

  /** @param {Article} article */
  isDone(article) {
    const { start, drafts } = this.review;
    const work = this.#works.get(article.name);
    return work ? work.done : article.name in start && !(article.name in drafts);
  }

  /** @param {Article} article */
  isBegun(article) {
    return Boolean(this.#works.get(article.name)?.touched) || article.name in this.review.drafts;
  }
}
