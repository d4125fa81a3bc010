// The keyboard shortcuts of a review: one letter each. They are off in fields, and can be switched off.

import { el } from "../dom.js";

/**
 * @typedef {"accept" | "reject" | "unsure" | "edit" | "split" | "merge" | "begin" | "undo" | "down" | "up" | "rest" |
 *   "finish" | "skip" | "help"} Command
 */

/** @type {[key: string, command: Command, label: string][]} */
export const SHORTCUTS = [
  ["a", "accept", "Accept"],
  ["r", "reject", "Reject"],
  ["u", "unsure", "Unsure"],
  ["e", "edit", "Edit"],
  ["s", "split", "Split"],
  ["m", "merge", "Merge"],
  ["n", "begin", "New from selection"],
  ["z", "undo", "Undo"],
  ["j", "down", "Next card"],
  ["k", "up", "Previous card"],
  ["A", "rest", "Accept remaining"],
  ["d", "finish", "Done, next article"],
  ["N", "skip", "Skip article"],
  ["?", "help", "Keyboard shortcuts"],
];
const CAPITALS = new Set(["A", "N"]); // Caps Lock must not give these
const REPEATED = new Set(["j", "k"]); // may be held down

/**
 * @typedef {object} ShortcutOptions
 * @property {Record<Command, () => unknown>} commands
 * @property {() => boolean} isActive
 * @property {() => boolean} isEditing
 * @property {() => void} onEscape
 * @property {(text: string) => void} warn
 */

/**
 * @param {KeyboardEvent} event
 * @param {ShortcutOptions} options
 */
export function handleKey(event, { commands, isActive, isEditing, onEscape, warn }) {
  const { key, target } = event;
  if (!isActive() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof Element && target.matches("input, textarea, select")) return;
  if (key === "Escape") onEscape();
  const found = SHORTCUTS.find(([each]) => each === key);
  if (!found || isEditing()) return;
  event.preventDefault();
  if (event.repeat && !REPEATED.has(key)) return;
  if (CAPITALS.has(key) && event.getModifierState("CapsLock")) warn("⚠ Caps Lock is on.");
  else commands[found[1]]();
}

export function shortcutList() {
  return el(
    "details",
    { class: "keys" },
    el("summary", {}, "Keyboard shortcuts"),
    el(
      "dl",
      {},
      SHORTCUTS.map(([key, , label]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, label)]),
    ),
  );
}
