// A text cut where quotes begin and end, so that quotes may overlap, nest and touch.

/** @import { Segment, Span } from "./types.js" */

/**
 * Cut a text into segments, in order, each with the spans that cover it.
 * @param {number} length
 * @param {Span[]} spans
 * @returns {Segment[]}
 */
export function segmentsOf(length, spans) {
  const edges = new Set([0, length]);
  /** @type {Map<number, Span[]>} */
  const starting = new Map();
  for (const span of spans) {
    edges.add(span.start).add(span.end);
    starting.set(span.start, [...(starting.get(span.start) ?? []), span]);
  }
  const cuts = [...edges].filter((at) => at >= 0 && at <= length).sort((a, b) => a - b);
  const segments = [];
  /** @type {Span[]} */
  let open = [];
  for (let n = 0; n + 1 < cuts.length; n += 1) {
    open = [...open.filter((span) => span.end > cuts[n]), ...(starting.get(cuts[n]) ?? [])];
    segments.push({ start: cuts[n], end: cuts[n + 1], spans: open });
  }
  return segments;
}
