// The commands on cards: verdicts, edit, split, merge, new, undo. Each first settles the form that is open, so that
// nothing typed is lost.

/** @import { Article, Item, Row, SelectedText, Table, Verdict, Work } from "../types.js" */
/** @import { ArticlePane } from "./article_pane.js" */
/** @import { Drafts } from "./drafts.js" */
/** @import { FormContext } from "./form_controls.js" */
/** @import { MessageBox } from "./message_box.js" */
/** @import { Session } from "./session.js" */

import { announce, button } from "../dom.js";
import { VERDICT_LABELS } from "./article_pane.js";
import { acceptRemaining, addItem, isEmptyAddition, mergeItems, splitItem } from "./edits.js";
import { referenceChoices } from "./references.js";
import { rowForm } from "./row_form.js";
import { applyChange, findItem, undoChange } from "./work.js";

/**
 * @typedef {object} EditorParts
 * @property {ArticlePane} pane
 * @property {MessageBox} messages
 * @property {Drafts} drafts
 * @property {(article: Article) => SelectedText | null} selectedText
 * @property {() => void} clearSelection
 * @property {(article: Article) => void} onChange
 */

export class Editor {
  /** Number of commands so far, by which a save tells whether the reviewer went on. */
  steps = 0;
  /** The form that is open. @type {{key: string, form: HTMLFormElement, value: () => Row, initial: string} | null} */
  #open = null;
  /** The card that waits for another to be merged with. @type {string | null} */
  #mergeFrom = null;

  /**
   * @param {Session} session
   * @param {EditorParts} parts
   */
  constructor(session, parts) {
    this.session = session;
    this.parts = parts;
  }

  get isEditing() {
    return this.#open !== null;
  }

  get #article() {
    return /** @type {Article} */ (this.session.article);
  }

  get #work() {
    return this.session.workOn(this.#article);
  }

  /**
   * Change the work, keep it and show it.
   * @template T
   * @param {(work: Work) => T} change
   * @param {string | null} [card] where to stay
   */
  #apply(change, card = this.session.card) {
    const work = this.#work;
    const { version } = work;
    const result = applyChange(work, change);
    if (work.version !== version) this.#changed(card);
    return result;
  }

  /** @param {string | null} card */
  #changed(card) {
    const { pane, drafts, onChange } = this.parts;
    drafts.keep(this.#article, this.#work);
    pane.render(this.#article);
    onChange(this.#article);
    pane.focus(card);
  }

  /** Close the open form: a changed one is saved. Returns false where it is incomplete and stays open. */
  settle() {
    this.steps += 1;
    const open = this.#open;
    if (!open) return true;
    if (JSON.stringify(open.value()) === open.initial) this.#cancelForm();
    else open.form.requestSubmit();
    if (!this.isEditing) return true;
    this.parts.messages.show("⚠ The open form is incomplete: complete or cancel it first.");
    return false;
  }

  /** Settle, and end a merge that was begun. */
  settleAll() {
    if (!this.settle()) return false;
    if (this.#mergeFrom) this.parts.messages.clear();
    return true;
  }

  /** Forget the form and the merge, when another article is shown. */
  reset() {
    this.#open = null;
    this.parts.messages.clear();
  }

  /**
   * Return an item; if there is none, show a message.
   * @param {string | null} key
   */
  #itemAt(key) {
    const item = findItem(this.#work, key);
    if (!item) this.parts.messages.show("Select a card first.");
    return item;
  }

  /**
   * @param {string | null} key
   * @param {Verdict} verdict
   */
  decide(key, verdict) {
    if (!this.settleAll()) return;
    const item = this.#itemAt(key);
    if (!item) return;
    if (verdict === "unsure" && item.table === "operations") {
      this.parts.messages.show("⚠ An operation cannot be unsure: mark its incidents.");
      return;
    }
    this.#apply(() => (item.verdict = verdict), key);
    announce(`${item.key} ${VERDICT_LABELS[verdict]}`);
    this.parts.pane.focus(this.#nextUndecided(item.key) ?? item.key);
  }

  /** @param {string} key */
  #nextUndecided(key) {
    const { items } = this.#work;
    const at = items.findIndex((item) => item.key === key);
    return [...items.slice(at + 1), ...items.slice(0, at)].find((item) => !item.verdict)?.key;
  }

  acceptRemaining() {
    if (this.settleAll()) this.#apply(acceptRemaining);
  }

  undo() {
    if (!this.settleAll()) return;
    if (!undoChange(this.#work)) {
      this.parts.messages.show("Nothing to undo.");
      return;
    }
    this.#changed(this.session.card);
    this.parts.messages.show("Undone.");
  }

  split() {
    if (!this.settleAll()) return;
    const item = this.#itemAt(this.session.card);
    if (item) this.edit(this.#apply((work) => splitItem(work, item)));
  }

  merge() {
    if (!this.settle()) return;
    const item = this.#itemAt(this.session.card);
    if (!item) return;
    if (!this.#mergeFrom) {
      this.#askForSecond(item);
      return;
    }
    const first = findItem(this.#work, this.#mergeFrom);
    const { messages } = this.parts;
    messages.clear();
    if (!first || first === item) messages.show("Nothing was merged.");
    else if (first.table !== item.table) messages.show("⚠ Only cards of the same kind can be merged.");
    else this.#merge(first, item);
  }

  /** @param {Item} item */
  #askForSecond({ key }) {
    const { messages } = this.parts;
    const question = `Merge ${key} with which card? Go to it and press m again. `;
    messages.ask([question, button("Cancel (Esc)", () => messages.clear())], () => (this.#mergeFrom = null));
    this.#mergeFrom = key;
  }

  /**
   * @param {Item} first
   * @param {Item} second
   */
  #merge(first, second) {
    const fields = this.session.review.forms[first.table];
    const dropped = this.#apply((work) => mergeItems(work, first, second, fields), first.key);
    if (!dropped.length) return;
    this.parts.messages.show(
      `⚠ Dropped, as the limits allow no more: ${dropped.join(", ")}. Press z to undo the merge.`,
    );
  }

  /** @param {Table} table */
  add(table) {
    if (!this.settleAll()) return;
    const selected = this.parts.selectedText(this.#article);
    this.parts.clearSelection();
    this.edit(this.#apply((work) => addItem(work, table, this.session.review.forms[table], selected?.quote)));
  }

  /**
   * Open the form of a card.
   * @param {string | null} [key]
   */
  edit(key = this.session.card) {
    if (!key || !this.settle()) return;
    const { pane, messages } = this.parts;
    pane.focus(key);
    const item = findItem(this.#work, key);
    const card = pane.cardOf(key);
    if (!card || (!item && key !== "notes")) return;
    const [table, row] = item ? [item.table, item.row] : ["article", this.#work.notes];
    const { form, value } = rowForm(this.session.review.forms[table], row, this.#formContext(), {
      onSave: (made) => this.#saveRow(key, made),
      onCancel: () => this.#cancelForm(),
      onInvalid: (problem) => messages.show(`⚠ ${key}: ${problem}.`),
    });
    this.#open = { key, form, value, initial: JSON.stringify(value()) };
    card.append(form);
    /** @type {HTMLElement | null} */ (form.querySelector("select, input, textarea"))?.focus();
  }

  /** @returns {FormContext} */
  #formContext() {
    const article = this.#article;
    return {
      article,
      referenceChoices: (field, value) => referenceChoices(this.#work.items, field, value),
      selectedText: () => this.parts.selectedText(article),
      onNoSelection: () => this.parts.messages.show("Select text in the article first."),
    };
  }

  /**
   * @param {string} key
   * @param {Row} row
   */
  #saveRow(key, row) {
    this.#closeForm();
    this.#apply((work) => {
      const item = findItem(work, key);
      if (!item) work.notes = row;
      else Object.assign(item, { row, verdict: item.verdict === "unsure" ? "unsure" : "accepted" });
    }, key);
    this.parts.pane.focus(key);
  }

  #closeForm() {
    this.#open?.form.remove();
    this.#open = null;
  }

  /** Close the form without saving; an item that was added and left empty goes with it. */
  #cancelForm() {
    if (!this.#open) return;
    const { key } = this.#open;
    this.#closeForm();
    if (isEmptyAddition(this.#work, key)) {
      this.#apply((work) => (work.items = work.items.filter((item) => item.key !== key)), "notes");
    } else this.parts.pane.focus(key);
  }
}
