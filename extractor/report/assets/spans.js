// The text of an article cut where quotes begin and end, so that quotes may overlap, nest and touch.

// Stretches of the text in their order: where each lies, and which spans go over it.
function stretches(length, spans) {
  const edges = new Set([0, length]);
  for (const span of spans) edges.add(span.start).add(span.end);
  const cuts = [...edges].filter((at) => at >= 0 && at <= length).sort((a, b) => a - b);
  const starting = new Map();
  for (const span of spans) starting.set(span.start, [...(starting.get(span.start) ?? []), span]);
  const found = [];
  let open = [];
  for (let n = 0; n + 1 < cuts.length; n += 1) {
    open = [...open.filter((span) => span.end > cuts[n]), ...(starting.get(cuts[n]) ?? [])];
    found.push({ start: cuts[n], end: cuts[n + 1], spans: open });
  }
  return found;
}

// All quotes of an article's rows as spans. `owner` is the id of the card that they belong to.
function spansOf(article, rows) {
  const spans = [];
  for (const { owner, row } of rows) {
    for (const [value, field] of quotesIn(row)) {
      const quote = quoted(value, article);
      if (quote.grounded) spans.push({ start: quote.start, end: quote.end, owner, field: field.split(".")[0] });
    }
  }
  return spans;
}

// The text as an element, each marked stretch a place that the arrow keys go to.
function markedText(article, spans, onpick) {
  const points = pointsOf(article);
  const begun = new Set();
  const marks = [];
  const parts = stretches(points.length, spans).map(({ start, end, spans: over }) => {
    const text = points.slice(start, end);
    if (!over.length) return el("span", { "data-start": start, "data-end": end }, text);
    const owners = [...new Set(over.map((span) => span.owner))];
    const fresh = over.filter(
      (span) => span.field === "evidence" && span.start === start && !begun.has(`${span.owner} ${start}`),
    );
    for (const span of fresh) begun.add(`${span.owner} ${start}`);
    const kind = over.some((span) => span.field === "evidence" || span.field === "quote") ? "evidence" : "value";
    if (!text.trim())
      return el("mark", { class: kind, "data-owners": owners.join(" "), "data-start": start, "data-end": end }, text);
    const mark = el(
      "mark",
      {
        class: kind,
        tabindex: marks.length ? "-1" : "0",
        role: "button",
        "data-owners": owners.join(" "),
        "data-start": start,
        "data-end": end,
        "data-label": fresh.length ? [...new Set(fresh.map((span) => span.owner))].join(" ") : null,
        "aria-description": `quoted for ${[...new Set(over.map((span) => `${span.owner} ${words(span.field)}`))].join(", ")}`,
        onclick: () => getSelection().isCollapsed && onpick(owners),
      },
      text,
    );
    marks.push(mark);
    return mark;
  });
  const block = el("div", { class: "text", dir: "auto", lang: languageOf(article) }, parts);
  block.addEventListener("keydown", (event) => walk(event, marks, onpick));
  return block;
}

function languageOf(article) {
  const given = article.metadata.language ?? "";
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(given) ? given : null;
}

// Left and right go from mark to mark; one of them is in the order of Tab.
function walk(event, marks, onpick) {
  const at = marks.indexOf(event.target);
  if (at < 0) return;
  const steps = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: marks.length - 1,
  };
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    onpick(event.target.dataset.owners.split(" "));
  } else if (event.key in steps) {
    event.preventDefault();
    const next = marks[Math.min(Math.max(steps[event.key], 0), marks.length - 1)];
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
