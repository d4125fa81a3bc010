// The keys of a review: one letter each, unless somebody types, or has switched them off.

const KEYS = [
  ["a", "accept", "Accept"],
  ["r", "reject", "Reject"],
  ["u", "unsure", "Unsure"],
  ["e", "edit", "Edit"],
  ["s", "split", "Split in two"],
  ["m", "merge", "Merge with another"],
  ["n", "begin", "New from selection"],
  ["z", "undo", "Undo"],
  ["j", "down", "Next card"],
  ["k", "up", "Card before"],
  ["A", "rest", "Accept the rest"],
  ["d", "finish", "Done, next article"],
  ["N", "skip", "Next article, leave this"],
  ["?", "help", "Keys"],
];
const CAPITAL = new Set(["A", "N"]); // which a locked shift must not mean

function keyed(event, act) {
  const { key, target } = event;
  if (!document.getElementById("single-keys")?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches?.("input, textarea, select") || !document.querySelector("main > .view-review")) return;
  if (key === "Escape") act.cancel();
  const found = KEYS.find(([each]) => each === key);
  if (!found || act.editing) return;
  event.preventDefault();
  if (event.repeat && key !== "j" && key !== "k") return; // a key that is held down is one press
  if (CAPITAL.has(key) && event.getModifierState("CapsLock")) act.say("⚠ Caps Lock is on.");
  else act[found[1]]();
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
