// Finish an article: its coding becomes gold on the server, or a line of the file to download.

/** @import { Article, Correction, GoldFile, Work } from "../types.js" */
/** @import { Drafts } from "./drafts.js" */
/** @import { Editor } from "./editor.js" */
/** @import { MessageBox } from "./message_box.js" */
/** @import { Session } from "./session.js" */

import { navigate } from "../address.js";
import { button, el } from "../dom.js";
import { plural } from "../text.js";
import { correctionOf } from "./corrections.js";
import { post, trailOf } from "./drafts.js";
import { nextInQueue } from "./queue.js";
import { undecidedItems } from "./work.js";

const ARRIVAL = 700; // milliseconds on a new article in which a second press of the same key does nothing
const NAMED = 8; // undecided cards in a message

/**
 * @typedef {object} SaverParts
 * @property {Editor} editor
 * @property {Drafts} drafts
 * @property {MessageBox} messages
 * @property {(text: string) => void} showStatus
 * @property {() => string} reviewer
 * @property {(key: string) => void} focusCard
 * @property {(article: Article) => void} onChange
 */

export class Saver {
  /** Time at which the reviewer came to the current article. */
  #arrived = 0;
  /** The article without items whose finishing awaits confirmation. @type {Article | null} */
  #confirming = null;

  /**
   * @param {Session} session
   * @param {SaverParts} parts
   */
  constructor(session, parts) {
    this.session = session;
    this.parts = parts;
  }

  /** Finish the article that is shown, if every card is decided. */
  finish() {
    const article = /** @type {Article} */ (this.session.article);
    const work = this.session.workOn(article);
    const { editor, drafts, reviewer, onChange } = this.parts;
    if (work.sending || Date.now() - this.#arrived < ARRIVAL || !editor.settleAll()) return;
    if (!this.#mayFinish(article, work)) return;
    const line = correctionOf(article, work, reviewer());
    Object.assign(work, { touched: true, line });
    if (this.session.review.served) {
      this.#send(article, work, line);
      return;
    }
    work.done = true;
    drafts.keep(article, work);
    onChange(article);
    this.skip();
  }

  /**
   * Tell whether an article may be finished; if not, show why.
   * @param {Article} article
   * @param {Work} work
   */
  #mayFinish(article, work) {
    const { messages, reviewer, focusCard } = this.parts;
    if (!work.items.length && this.#confirming !== article) {
      this.#confirming = article;
      messages.show("⚠ Nothing is coded. Press d again to confirm that there is nothing to code.");
      return false;
    }
    if (!reviewer()) {
      messages.show("⚠ Enter your name in the field Reviewer.");
      return false;
    }
    const open = undecidedItems(work).map(({ key }) => key);
    if (!open.length) return true;
    focusCard(open[0]);
    const named = open.slice(0, NAMED).join(", ");
    messages.show(`⚠ ${plural(open.length, "card")} undecided: ${named}. Press A to accept the remaining ones.`);
    return false;
  }

  /**
   * Send a coding. Changes made meanwhile are not part of it.
   * @param {Article} article
   * @param {Work} work
   * @param {Correction} line
   */
  async #send(article, work, line) {
    const { editor, drafts, showStatus } = this.parts;
    const { steps } = editor;
    const body = { ...line, at: undefined, id: article.id, base: work.base, trail: trailOf(work) };
    work.sending = true;
    await drafts.sent();
    showStatus(`saving ${article.name} …`);
    const response = await post("save", body).catch((error) => ({ unreachable: error.message }));
    work.sending = false;
    if (response.saved) this.#saved(article, { work, line, response, steps });
    else if (response.other) this.#askWhose(article, work, response.other);
    else this.#notSaved(article, response);
  }

  /**
   * @param {Article} article
   * @param {any} response
   */
  #notSaved(article, { unreachable, noted, problems, status }) {
    const { messages, showStatus } = this.parts;
    showStatus(`⚠ ${article.name} not saved`);
    if (unreachable) {
      messages.show(
        `⚠ ${article.name}: no response from the server (${unreachable}). Nothing is lost while this page is open: ` +
          "restart the server and press d, or download the corrections.",
      );
      return;
    }
    const where = noted
      ? "It is in the journal, but not in the gold."
      : "It is neither in the gold nor in the journal: keep this page open.";
    messages.show(
      `⚠ ${article.name} not saved. ${where} Problems:`,
      problems?.length ? problems : [`server status ${status}`],
    );
  }

  /**
   * @param {Article} article
   * @param {{work: Work, line: Correction, response: any, steps: number}} sent
   */
  #saved(article, { work, line, response, steps }) {
    const { editor, drafts, messages, showStatus, reviewer, onChange } = this.parts;
    const unchanged = work.line === line;
    Object.assign(work, { base: response.base, by: reviewer(), at: response.at, seconds: 0 });
    if (unchanged) {
      drafts.forget(article);
      Object.assign(work, { done: true, line: undefined, touched: false });
      if (line.seconds) this.session.durations.push(line.seconds);
    } else drafts.keep(article, work);
    onChange(article);
    showStatus(`saved ${article.name}`);
    if (!unchanged) {
      messages.show(`⚠ ${article.name} is saved, without the changes that you made meanwhile.`);
      return;
    }
    const hasNotes = response.notes?.length > 0;
    if (hasNotes) messages.show(`⚠ ${article.name} is saved, with problems elsewhere:`, response.notes);
    // A reviewer who went on meanwhile is not moved to another article.
    const wentOn = this.session.article !== article || editor.steps !== steps || editor.isEditing;
    if (!wentOn && !hasNotes) this.skip();
  }

  /**
   * Let the reviewer choose between the coding that was sent and the one that another saved in the meantime.
   * @param {Article} article
   * @param {Work} work
   * @param {GoldFile} other
   */
  #askWhose(article, work, other) {
    const { editor, messages } = this.parts;
    const who = other.coding
      ? `${other.by ?? "another reviewer"} saved it ${other.at ? `at ${other.at}` : "meanwhile"}`
      : "its gold file was removed meanwhile";
    const theirs = () => editor.settle() && this.#takeTheirs(article, work, other);
    const mine = () => editor.settle() && this.#takeMine(article, work, other);
    messages.ask([
      el("p", { class: "alarm" }, `⚠ ${article.name}: ${who}. Which coding becomes gold? The journal has both.`),
      button(other.coding ? "Use theirs" : "Start over", theirs),
      " ",
      button("Use mine", mine),
    ]);
  }

  /**
   * @param {Article} article
   * @param {Work} work
   * @param {GoldFile} other
   */
  #takeTheirs(article, work, other) {
    const { session } = this;
    const { drafts, reviewer, onChange } = this.parts;
    const dropped = { article: article.name, id: article.id, by: reviewer(), trail: trailOf(work) };
    drafts.forget(article);
    if (other.coding) session.review.start[article.name] = other;
    else delete session.review.start[article.name];
    session.forget(article);
    session.article = null;
    navigate({ view: "review", article: article.name, card: "" });
    onChange(article);
    // After the draft that is being sent. If the server is down the draft stays, and is shown again.
    drafts
      .sent()
      .then(() => post("drop", dropped))
      .catch(() => null);
  }

  /**
   * @param {Article} article
   * @param {Work} work
   * @param {GoldFile} other
   */
  #takeMine(article, work, other) {
    work.base = other.base;
    this.parts.messages.clear();
    if (article === this.session.article) this.finish();
    else if (work.line) this.#send(article, work, work.line);
    else navigate({ view: "review", article: article.name, card: "" });
  }

  /** Go to the next article that is not done. */
  skip() {
    const { session } = this;
    const { editor, messages } = this.parts;
    if (!editor.settleAll()) return;
    const queue = session.review.turns.map(({ article }) => article);
    const isDone = (/** @type {Article} */ article) => session.isDone(article);
    const next = nextInQueue(queue, session.article, isDone);
    this.#arrived = Date.now();
    if (next) navigate({ view: "review", article: next.name, card: "" });
    else if (session.article && isDone(session.article)) messages.show("All articles to review are done.");
    else messages.show("No other article is left to review.");
  }
}
