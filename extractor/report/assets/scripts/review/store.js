// Browser storage of a review page that is a file: the work on each article, the reviewer's name.

/** @import { PageData } from "../types.js" */

export class BrowserStore {
  #prefix;

  /** @param {PageData} data */
  constructor({ facts, review }) {
    this.#prefix = `extractor review ${facts.id} ${review?.blind ? "blind" : "open"}`;
  }

  /** @param {string} name */
  key(name) {
    return `${this.#prefix} ${name}`;
  }

  /**
   * The value that is stored; null if there is none.
   * @param {string} name
   */
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(this.key(name)) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * Store a value; return false where the browser cannot.
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    try {
      localStorage.setItem(this.key(name), JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }
}

/** The name under which the work on an article is stored. @param {string} article */
export function workName(article) {
  return `work ${article}`;
}
