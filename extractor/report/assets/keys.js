// The keys of a review: one letter each, unless somebody types, or has switched them off.

const KEYS = [
  ["a", "accept", "Accept"],
  ["r", "reject", "Reject"],
  ["u", "unsure", "Unsure"],
  ["e", "edit", "Edit"],
  ["s", "split", "Split in two"],
  ["m", "merge", "Merge with another"],
  ["n", "begin", "New incident from selection"],
  ["z", "undo", "Undo"],
  ["j", "down", "Next card"],
  ["k", "up", "Card before"],
  ["A", "rest", "Accept the rest"],
  ["d", "finish", "Done, next article"],
  ["N", "skip", "Next article, leave this"],
  ["?", "help", "Keys"],
];

function keyed(event, act) {
  if (!document.getElementById("single-keys")?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input, textarea, select") || !document.querySelector("main > .view-review")) return;
  const found = KEYS.find(([key]) => key === event.key);
  if (event.key === "Escape") act.cancel();
  if (!found) return;
  event.preventDefault();
  act[found[1]]();
}

function keyList() {
  return el(
    "details",
    { class: "keys", id: "keys" },
    el("summary", {}, "Keys"),
    el(
      "dl",
      {},
      KEYS.map(([key, , label]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, label)]),
    ),
  );
}
