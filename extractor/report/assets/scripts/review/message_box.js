// Messages to the reviewer, as an alert.

/** @import { Child } from "../types.js" */

import { el, listItems, replaceContent } from "../dom.js";

export class MessageBox {
  node = el("div", { class: "message", role: "alert" });
  #onReplaced = () => {};

  /**
   * Show a message; a warning begins with ⚠.
   * @param {Child} text
   * @param {string[]} [items]
   */
  show(text, items = []) {
    const isWarning = typeof text === "string" && text.startsWith("⚠");
    this.#replace(el("p", { class: isWarning && "alarm" }, text), items.length > 0 && el("ul", {}, listItems(items)));
  }

  /**
   * Show a question. `onReplaced` is called when another message replaces it.
   * @param {Child[]} parts
   * @param {() => void} [onReplaced]
   */
  ask(parts, onReplaced = () => {}) {
    this.#replace(parts);
    this.#onReplaced = onReplaced;
  }

  clear() {
    this.#replace();
  }

  /** @param {Child[]} children */
  #replace(...children) {
    replaceContent(this.node, children);
    const onReplaced = this.#onReplaced;
    this.#onReplaced = () => {};
    onReplaced();
  }
}
