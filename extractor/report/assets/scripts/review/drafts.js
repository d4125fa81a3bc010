// Drafts: each change is kept at once, by the server, or in the browser for a page that is a file.

/** @import { Article, Work } from "../types.js" */
/** @import { BrowserStore } from "./store.js" */

import { workName } from "./store.js";

/** Tells the drafts of this page from those of others. */
const PAGE_ID = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
const RETRY = 3000; // milliseconds until a draft is sent again

/**
 * Send JSON to the server of the page. Throws TypeError if it does not respond.
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>} the response with its `status`; `problems` where it is not JSON
 */
export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const content = isJson ? await response.json() : { problems: [`server status ${response.status}`] };
  return { status: response.status, ...content };
}

/**
 * Versions of the drafts behind a coding: of the pages that it continues, and of this one.
 * @param {Work} work
 */
export function trailOf(work) {
  return { ...work.trail, [PAGE_ID]: work.version };
}

/**
 * The part of the work that a draft keeps.
 * @param {Work} work
 */
function keptPart(work) {
  return { ...work, past: undefined, sending: undefined };
}

/**
 * @typedef {object} Drafts
 * @property {(article: Article, work: Work) => void} keep
 * @property {(article: Article) => void} forget drops what is not yet kept
 * @property {() => Promise<void>} sent waits for the draft that is on its way
 * @property {() => boolean} hasUnsaved
 */

/** @implements {Drafts} */
export class BrowserDrafts {
  #unsaved = new Set();

  /**
   * @param {BrowserStore} store
   * @param {(text: string) => void} showStatus
   */
  constructor(store, showStatus) {
    this.store = store;
    this.showStatus = showStatus;
  }

  /**
   * @param {Article} article
   * @param {Work} work
   */
  keep({ name }, work) {
    if (this.store.set(workName(name), keptPart(work))) {
      this.#unsaved.delete(name);
      this.showStatus("draft saved in this browser");
    } else {
      this.#unsaved.add(name);
      this.showStatus("⚠ this browser cannot save drafts: download the corrections before you close the page");
    }
  }

  /** @param {Article} article */
  forget({ name }) {
    this.#unsaved.delete(name);
  }

  async sent() {}

  hasUnsaved() {
    return this.#unsaved.size > 0;
  }
}

/** @implements {Drafts} */
export class ServerDrafts {
  /** The last state of each article that is not yet kept. @type {Map<string, object>} */
  #waiting = new Map();
  /** The sending under way: there is one at a time. @type {Promise<void> | null} */
  #sending = null;

  /**
   * @param {{blind: boolean, reviewer: () => string}} options
   * @param {(text: string) => void} showStatus
   */
  constructor({ blind, reviewer }, showStatus) {
    this.blind = blind;
    this.reviewer = reviewer;
    this.showStatus = showStatus;
  }

  /**
   * @param {Article} article
   * @param {Work} work
   */
  keep({ name, id }, work) {
    const { blind } = this;
    const { version } = work;
    const by = this.reviewer();
    this.#waiting.set(name, { article: name, id, by, page: PAGE_ID, version, blind, work: keptPart(work) });
    this.showStatus("saving draft …");
    this.#send();
  }

  /** @param {Article} article */
  forget({ name }) {
    this.#waiting.delete(name);
  }

  async sent() {
    await this.#sending;
  }

  hasUnsaved() {
    return this.#waiting.size > 0;
  }

  #send() {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  async #sendAll() {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const [name, body] = next;
      const response = await post("draft", body).catch((error) => ({ problems: [error.message] }));
      if (response.status !== 200) {
        const reason = (response.problems ?? []).join("; ");
        this.showStatus(
          `⚠ draft not saved (${reason}). Keep this page open: restart the server, or finish and download the corrections.`,
        );
        setTimeout(() => this.#send(), RETRY);
        return;
      }
      if (this.#waiting.get(name) === body) this.#waiting.delete(name);
      this.showStatus("draft saved");
    }
  }
}
