// References from one coded row to another.

/** @import { Item, Table } from "../types.js" */

/** The fields that hold the id of another row, and the tables that it may be in. @type {Record<string, Table[]>} */
export const REFERENCES = {
  operation: ["operations"],
  in_response_to: ["incidents", "operations"],
  about: ["incidents", "operations"],
};

/**
 * Ids that a field may refer to, with the current one.
 * @param {Item[]} items
 * @param {string} field
 * @param {string | null} value
 */
export function referenceChoices(items, field, value) {
  const keys = items.filter((item) => REFERENCES[field].includes(item.table)).map((item) => item.key);
  return [...new Set(value ? [...keys, value] : keys)];
}
