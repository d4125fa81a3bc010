// Strings: invisible characters, plurals, code points.

const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

/**
 * Replace control, invisible and bidi characters by their numbers.
 * @param {unknown} text
 */
export function showInvisible(text) {
  return String(text)
    .replace(/\r\n?/g, "\n")
    .replace(
      INVISIBLE,
      (character) => `⟨U+${Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}⟩`,
    );
}

/**
 * Replace underscores by spaces.
 * @param {unknown} value
 */
export function spaced(value) {
  return String(value).replaceAll("_", " ");
}

/** @param {number} count */
export function formatCount(count) {
  return count.toLocaleString("en");
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * Format a range of days; equal ends are one day.
 * @param {string} start
 * @param {string | null} end
 */
export function dateRange(start, end) {
  return start === end || !end ? start : `${start} to ${end}`;
}

/** A text whose offsets count code points, as those of a run do. JavaScript counts UTF-16 code units. */
export class CodePoints {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.points = /[\ud800-\udfff]/.test(text) ? Array.from(text) : null;
  }

  get length() {
    return this.points ? this.points.length : this.text.length;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  slice(start, end) {
    return this.points ? this.points.slice(start, end).join("") : this.text.slice(start, end);
  }

  /**
   * Convert an offset in UTF-16 code units to code points.
   * @param {number} unit
   */
  offsetOf(unit) {
    return this.points ? Array.from(this.text.slice(0, unit)).length : unit;
  }
}
