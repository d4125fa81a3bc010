// The order of articles in a review, and the time that is left.

/** @import { Article, ReviewData } from "../types.js" */

import { plural } from "../text.js";

const RECENT = 20; // articles whose pace counts

/**
 * The articles to review, in order, then all others with a text.
 * @param {ReviewData["turns"]} turns
 * @param {Article[]} articles
 */
export function queueOrder(turns, articles) {
  const queued = new Set(turns.map(({ article }) => article));
  return [...queued, ...articles.filter((article) => article.text && !queued.has(article))];
}

/**
 * Find the next unfinished article: after the current one, then from the start.
 * @param {Article[]} queue
 * @param {Article | null} current
 * @param {(article: Article) => boolean} isDone
 */
export function nextInQueue(queue, current, isDone) {
  const at = current ? queue.indexOf(current) : -1;
  const rest = [...queue.slice(at + 1), ...queue.slice(0, Math.max(at, 0))];
  return rest.find((article) => article !== current && !isDone(article)) ?? null;
}

/**
 * Estimate the time left from the median of the last articles; null without data.
 * @param {number[]} seconds that articles took, the latest last
 * @param {number} left articles
 */
export function timeLeft(seconds, left) {
  const recent = seconds.slice(-RECENT).sort((a, b) => a - b);
  const median = recent[Math.floor(recent.length / 2)];
  return median && left > 0 ? durationText(median * left) : null;
}

/** @param {number} seconds */
export function durationText(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "a minute";
  return minutes < 90 ? plural(minutes, "minute") : `${(minutes / 60).toFixed(1)} hours`;
}
