// The controls of a form for one value each. Quotes are looked up in the article while they are typed.

/** @import { Article, Control, Field, QuoteValue, SelectedText } from "../types.js" */

import { button, el } from "../dom.js";
import { typeLabel } from "../labels.js";
import { decodeQuote } from "../quotes.js";
import { spaced } from "../text.js";
import { emptyValue } from "./edits.js";
import { quoteFor } from "./gold_rows.js";
import { REFERENCES } from "./references.js";

/**
 * @typedef {object} FormContext
 * @property {Article} article
 * @property {(field: string, value: string | null) => string[]} referenceChoices
 * @property {() => SelectedText | null} selectedText
 * @property {() => void} onNoSelection
 */

/**
 * @param {Field} field
 * @param {any} value
 * @param {FormContext} context
 * @returns {Control}
 */
export function singleControl(field, value, context) {
  if (field.kind === "quote") return quoteControl(field, value, context);
  if (field.kind === "choice" || field.name in REFERENCES) {
    return choiceControl(field, field.choices ?? context.referenceChoices(field.name, value), value);
  }
  return field.kind === "flag" ? flagControl(value) : inputControl(field, value);
}

/**
 * @param {Field} field
 * @param {string[]} choices
 * @param {string | null} value
 * @returns {Control}
 */
function choiceControl(field, choices, value) {
  const labelOf = field.name === "type" ? typeLabel : spaced;
  const node = el(
    "select",
    {},
    field.empty && el("option", { value: "" }, "not stated"),
    choices.map((choice) => el("option", { value: choice }, labelOf(choice))),
  );
  node.value = value ?? "";
  return { node, value: () => node.value || null };
}

/**
 * @param {boolean} value
 * @returns {Control}
 */
function flagControl(value) {
  const node = el("input", { type: "checkbox" });
  node.checked = Boolean(value);
  return { node, value: () => node.checked };
}

const INPUT_TYPES = new Map([
  ["count", "number"],
  ["day", "date"],
]);

/**
 * @param {Field} field
 * @param {string | number | null} value
 * @returns {Control}
 */
function inputControl({ kind, empty }, value) {
  const isCount = kind === "count";
  const type = INPUT_TYPES.get(kind) ?? "text";
  const node = el("input", { type, min: isCount && "0", required: !empty });
  node.value = String(value ?? "");
  const read = () => {
    const text = node.value.trim();
    if (text === "") return empty ? null : "";
    return isCount ? Number(text) : text;
  };
  return { node, value: read };
}

/** A textarea has line feeds alone. @param {string} text */
function asInTextarea(text) {
  return text.replace(/\r\n?/g, "\n");
}

/**
 * A field for a quote, typed or taken from the selection, looked up on each input.
 * @param {Field} field
 * @param {QuoteValue | null} value
 * @param {FormContext} context
 * @returns {Control}
 */
function quoteControl({ empty }, value, { article, selectedText, onNoSelection }) {
  const node = el("textarea", { rows: 1, dir: "auto", required: !empty });
  const note = el("small", { role: "status" });
  /** Quotes whose places are known. @type {{text: string, quote: QuoteValue}[]} */
  const known = value ? [{ text: decodeQuote(value, article).text, quote: value }] : [];
  node.value = known[0]?.text ?? "";
  let quote = value;
  const lookUp = () => {
    const found = known.find(({ text }) => asInTextarea(text) === node.value);
    quote = found?.quote ?? (node.value.trim() ? quoteFor(node.value, article) : null);
    const isMissing = quote !== null && quote[0] === null;
    note.className = isMissing ? "alarm" : "";
    note.textContent = isMissing ? "⚠ not found in the article" : "";
    node.style.height = "auto";
    node.style.height = `${Math.min(node.scrollHeight + 2, 200)}px`;
  };
  const useSelection = () => {
    const selected = selectedText();
    if (!selected) {
      onNoSelection();
      return;
    }
    known.unshift(selected);
    node.value = selected.text;
    lookUp();
    node.focus();
  };
  node.addEventListener("input", lookUp);
  lookUp();
  return {
    node,
    after: el("span", {}, button("Use selection", useSelection), " ", note),
    value: () => quote ?? (empty ? null : [null, null, "ungrounded", ""]),
  };
}

/**
 * @param {Field} field
 * @param {string[]} values
 * @returns {Control}
 */
export function checkboxes(field, values) {
  const boxes = (field.choices ?? []).map((choice) => {
    const box = el("input", { type: "checkbox", value: choice });
    box.checked = values.includes(choice);
    return box;
  });
  const node = el(
    "fieldset",
    { class: "field" },
    el("legend", {}, spaced(field.name)),
    boxes.map((box) => el("label", { class: "check" }, box, ` ${spaced(box.value)}`)),
  );
  const read = () => {
    const checked = boxes.filter((box) => box.checked).map((box) => box.value);
    return checked.length || field.empty ? checked : emptyValue(field);
  };
  return { node, value: read };
}
