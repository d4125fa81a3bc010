// Elements, words and characters. Everything from an article is put on the page as text, here and nowhere else.

// What nobody can see, or what would turn the line around, is shown by its number.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

function inert(text) {
  return String(text)
    .replace(/\r\n?/g, "\n")
    .replace(UNSEEN, (ch) => `⟨U+${ch.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

// An element. `attributes` are ours; `children` may be anything: strings stay text.
function el(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : inert(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : inert(child));
  }
  return node;
}

// Words of an article in a sentence of ours: their direction is their own.
function own(text) {
  return el("bdi", {}, text);
}

function words(value) {
  return String(value).replaceAll("_", " ");
}

const TYPES = {
  air_drone_strike: "air or drone strike",
  missile_rocket_artillery: "missile, rocket, artillery",
  ground_attack_or_clash: "ground attack or clash",
  bombing_ied: "bombing",
  sabotage_property: "sabotage, arson",
  arrest_detention: "arrest",
  protest_demonstration: "protest",
  sanction_designation: "sanction",
};

function typeWords(type) {
  return TYPES[type] ?? words(type);
}

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

// A text whose offsets count code points, as those of a run do.
class Points {
  constructor(text) {
    this.text = text;
    this.units = /[\ud800-\udfff]/.test(text) ? Array.from(text) : null;
  }
  get length() {
    return this.units ? this.units.length : this.text.length;
  }
  slice(start, end) {
    return this.units ? this.units.slice(start, end).join("") : this.text.slice(start, end);
  }
}

// A link to a page of the web, which is opened only by who follows it; anything else stays text.
function outward(url) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return own(url);
  }
  if (!["http:", "https:"].includes(parsed.protocol)) return own(url);
  return el("a", { href: parsed.href, rel: "noopener noreferrer", target: "_blank" }, own(url));
}

// Something in a line of text that can be pressed like a button, and breaks over lines like words, which a button does not.
function pressable(node, act) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act(event);
  });
  return node;
}

// Bring something into view: its beginning, if it is too tall for the whole of it.
function reveal(node) {
  node?.scrollIntoView({ block: node.offsetHeight > innerHeight * 0.6 ? "start" : "nearest" });
}

function tell(text) {
  document.getElementById("told").textContent = inert(text);
}

function empty(node, ...children) {
  node.replaceChildren();
  return furnish(node, {}, children);
}

function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, label);
}

// A line that opens; what is behind it is made when it is first opened.
function opening(attributes, summary, make) {
  const head = el("summary", { onclick: () => details.fill() }, summary);
  const details = el("details", attributes, head);
  details.fill = () => {
    if (details.children.length === 1) furnish(details, {}, [make()]);
  };
  details.addEventListener("toggle", () => details.open && details.fill());
  return details;
}

function opened(details) {
  details.fill?.();
  details.open = true;
}

// The data of the page; there once it is opened.
let page = null;
let printing = false; // what is opened for paper is nobody's doing
