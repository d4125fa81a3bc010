// A form for one row, made from the fields of the schema.

/** @import { Control, Field, Row } from "../types.js" */
/** @import { FormContext } from "./form_controls.js" */

import { button, el } from "../dom.js";
import { spaced } from "../text.js";
import { emptyRow } from "./edits.js";
import { checkboxes, singleControl } from "./form_controls.js";

/**
 * @typedef {object} FormOptions
 * @property {(row: Row) => void} onSave
 * @property {() => void} onCancel
 * @property {(problem: string) => void} onInvalid
 */

/**
 * @param {Field[]} fields
 * @param {Row} row
 * @param {FormContext} context
 * @param {FormOptions} options
 * @returns {{form: HTMLFormElement, value: () => Row}}
 */
export function rowForm(fields, row, context, { onSave, onCancel, onInvalid }) {
  const controls = controlsFor(
    fields.filter(({ name }) => name !== "id"),
    row,
    context,
  );
  const value = () => ({ ...row, ...valuesOf(controls) });
  const submit = () => {
    const made = value();
    const missing = fields.filter(({ name, list, empty }) => list && !empty && !made[name].length);
    if (!missing.length) return onSave(made);
    return onInvalid(`${missing.map(({ name }) => spaced(name)).join(", ")}: at least one value is required`);
  };
  const form = el(
    "form",
    {
      class: "edit",
      "aria-label": "Edit",
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    controls.map(([, control]) => control.node),
    el(
      "div",
      { class: "buttons" },
      el("button", { type: "submit" }, "Save (Ctrl+Enter)"),
      button("Cancel (Esc)", onCancel),
    ),
  );
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === "Escape") onCancel();
  });
  return { form, value };
}

/**
 * @param {Field[]} fields
 * @param {Row} row
 * @param {FormContext} context
 * @returns {[name: string, control: Control][]}
 */
function controlsFor(fields, row, context) {
  return fields.map((field) => [field.name, labelledControl(field, row[field.name], context)]);
}

/** @param {[name: string, control: Control][]} controls */
function valuesOf(controls) {
  return Object.fromEntries(controls.map(([name, control]) => [name, control.value()]));
}

/**
 * @param {Field} field
 * @param {any} value
 * @param {FormContext} context
 * @returns {Control}
 */
function labelledControl(field, value, context) {
  if (field.kind === "choice" && field.list) return checkboxes(field, value ?? []);
  if (field.list) return listControl(field, value ?? [], context);
  const control = singleControl(field, value, context);
  return { node: labelled(field, control), value: control.value };
}

let fieldCount = 0; // numbers the ids that tie labels to their fields

/**
 * @param {Field} field
 * @param {Control} control
 */
function labelled({ name, help }, { node, after }) {
  fieldCount += 1;
  node.id = `field-${fieldCount}`;
  const hint = help ? el("small", { id: `help-${fieldCount}`, class: "help" }, help) : null;
  if (hint) node.setAttribute("aria-describedby", hint.id);
  return el("div", { class: "field" }, el("label", { for: node.id }, spaced(name)), node, after, hint);
}

/**
 * A list of quotes, or of items with fields of their own.
 * @param {Field} field
 * @param {any[]} values
 * @param {FormContext} context
 * @returns {Control}
 */
function listControl(field, values, context) {
  /** @type {Control[]} */
  const controls = [];
  const list = el("ol", { class: "several" });
  const label = spaced(field.name);
  const add = (/** @type {any} */ value) => {
    const control = memberControl(field, value, context);
    const remove = button("Remove", () => {
      controls.splice(controls.indexOf(control), 1);
      item.remove();
      more.focus();
    });
    const item = el("li", {}, control.node, control.after, remove);
    controls.push(control);
    list.append(item);
    return control;
  };
  for (const value of values) add(value);
  const more = button(`Add to ${label}`, () => {
    const { node } = add(null);
    const inner = node.matches("textarea, input") ? node : node.querySelector("input, select, textarea");
    if (inner instanceof HTMLElement) inner.focus();
  });
  return {
    node: el("fieldset", { class: "field" }, el("legend", {}, label), list, more),
    value: () => controls.map((control) => control.value()),
  };
}

/**
 * @param {Field} field
 * @param {any} value null for a new one
 * @param {FormContext} context
 * @returns {Control}
 */
function memberControl(field, value, context) {
  if (field.kind !== "items") {
    const control = singleControl({ ...field, list: false, empty: false }, value, context);
    control.node.setAttribute("aria-label", spaced(field.name));
    return control;
  }
  const row = value ?? emptyRow(field.fields ?? []);
  const controls = controlsFor(field.fields ?? [], row, context);
  return {
    node: el(
      "div",
      { class: "group" },
      controls.map(([, control]) => control.node),
    ),
    value: () => ({ ...row, ...valuesOf(controls) }),
  };
}
