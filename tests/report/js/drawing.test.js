import assert from "node:assert/strict";
import test from "node:test";

import {
  HEIGHT,
  WIDTH,
  decodeRing,
  encloses,
  labelPoint,
  overlapping,
  pathOf,
  projectionOf,
  radiusOf,
  ringsOf,
} from "../../../extractor/report/assets/scripts/projection.js";
import { segmentsOf } from "../../../extractor/report/assets/scripts/segments.js";
import {
  binIncidents,
  binsBetween,
  firstDay,
  lastDay,
  unitFor,
} from "../../../extractor/report/assets/scripts/time_bins.js";
import { incident } from "./samples.js";

/** @import { DatedIncident } from "../../../extractor/report/assets/scripts/types.js" */
/** @import { Point } from "../../../extractor/report/assets/scripts/projection.js" */

/**
 * @param {string} date_start
 * @param {string} date_end
 */
function dated(date_start, date_end = date_start) {
  return /** @type {DatedIncident} */ (incident({ date_start, date_end }));
}

test("quotes that overlap, nest and touch cut the text into segments", () => {
  const span = (/** @type {number} */ start, /** @type {number} */ end, owner = "i1") => ({
    start,
    end,
    owner,
    field: "evidence",
  });
  const segments = segmentsOf(12, [span(0, 6), span(3, 9, "i2"), span(4, 5, "i3"), span(9, 10)]);
  assert.deepEqual(
    segments.map(({ start, end, spans }) => [start, end, spans.map(({ owner }) => owner).join(" ")]),
    [
      [0, 3, "i1"],
      [3, 4, "i1 i2"],
      [4, 5, "i1 i2 i3"],
      [5, 6, "i1 i2"],
      [6, 9, "i2"],
      [9, 10, "i1"],
      [10, 12, ""],
    ],
  );
  assert.deepEqual(segmentsOf(3, []), [{ start: 0, end: 3, spans: [] }]);
});

test("a timeline has days, months or years, whichever it has room for", () => {
  assert.equal(unitFor("2024-01-01", "2024-03-02"), "day");
  assert.equal(unitFor("2024-01-01", "2024-03-03"), "month");
  assert.equal(unitFor("2010-01-01", "2024-03-03"), "year");
  assert.deepEqual(binsBetween("2024-02-28", "2024-03-01", "day"), ["2024-02-28", "2024-02-29", "2024-03-01"]);
  assert.deepEqual(binsBetween("2023-12-31", "2024-02-01", "month"), ["2023-12", "2024-01", "2024-02"]);
  assert.deepEqual(binsBetween("0999-01-01", "1000-01-01", "year"), ["0999", "1000"]);
});

test("a bin has a first and a last day", () => {
  assert.deepEqual(["2024", "2024-02", "2024-02-03"].map(firstDay), ["2024-01-01", "2024-02-01", "2024-02-03"]);
  assert.deepEqual(["2024", "2024-02", "2024-02-03"].map(lastDay), ["2024-12-31", "2024-02-29", "2024-02-03"]);
});

test("an incident is counted in a bin, or spread over several", () => {
  const day = dated("2024-01-05");
  const year = dated("2024-01-01", "2024-12-31");
  const { unit, bins, counted, spread } = binIncidents([day, year]);
  assert.equal(unit, "month");
  assert.equal(bins.length, 12);
  assert.deepEqual(counted[0], [day]);
  assert.deepEqual(spread, [[0, 11, year]]);
});

test("the middle of the frame is the middle of the picture; longitudes west of it come around", () => {
  const { x, y, wrappedX } = projectionOf({ middle: [179, 10], unit: 0.1, squeeze: 1, west: 170 });
  assert.deepEqual([x(179), y(10)], [WIDTH / 2, HEIGHT / 2]);
  assert.equal(wrappedX(-179), x(181));
  assert.ok(y(11) < y(10));
});

test("rings are hundredths of a degree, each point as a distance from the one before", () => {
  assert.deepEqual(decodeRing([100, 200, 50, 0, 0, -50]), [
    [1, 2],
    [1.5, 2],
    [1.5, 1.5],
  ]);
  const projection = projectionOf({ middle: [1, 2], unit: 0.01, squeeze: 1, west: -180 });
  const rings = ringsOf({ country: "X", name: "X", rings: [[100, 200, 50, 0, 0, -50]] }, projection);
  assert.equal(rings.length, 1);
  assert.equal(pathOf(rings), "M480.0,270.0L530.0,270.0L530.0,320.0Z");
});

test("the name of a country is where there is most room", () => {
  /** @type {Point[]} */
  const square = [
    [100, 100],
    [500, 100],
    [500, 500],
    [100, 500],
  ];
  assert.ok(encloses(square, 300, 300));
  assert.ok(!encloses(square, 50, 300));
  const point = labelPoint([square], 20);
  assert.ok(point && Math.abs(point[0] - 300) <= 40 && Math.abs(point[1] - 300) <= 60);
  assert.equal(labelPoint([square], 400), null);
  assert.equal(labelPoint([], 0), null);
});

test("a place is as wide as its uncertainty, and never too small to see", () => {
  assert.equal(radiusOf(incident({ place_precision: "country" }), 1, 1), 250);
  assert.equal(radiusOf(incident({ place_precision: "site" }), 1, 2), 10);
  assert.equal(radiusOf(incident({ place_precision: "near_place" }), 0.1, 1), 14);
});

test("a name that would cover one before it is hidden", () => {
  const box = (/** @type {number} */ left) => ({
    box: /** @type {[number, number, number, number]} */ ([left, 0, left + 10, 10]),
  });
  const boxes = [box(0), box(5), box(12)];
  assert.deepEqual([...overlapping(boxes)], [boxes[1]]);
});
