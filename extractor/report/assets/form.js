// A form for one row, made of what the schema says. Words of the article are typed, or taken from what is selected.

let fieldCount = 0;

// Returns the form; `row()` of it is what stands in it.
function rowForm(fields, row, article, act) {
  const made = fields
    .filter((field) => field.name !== "id")
    .map((field) => [field, fieldOf(field, row[field.name], article)]);
  const form = el(
    "form",
    {
      class: "edit",
      "aria-label": "Correct this",
      onsubmit: (event) => {
        event.preventDefault();
        const row = form.row();
        const bare = fields.filter((field) => field.list && !field.empty && !row[field.name].length);
        if (bare.length) act.refuse(`${bare.map((field) => words(field.name)).join(", ")}: at least one is needed`);
        else act.keep(row);
      },
    },
    made.map(([, part]) => part.node),
    el(
      "div",
      { class: "buttons" },
      el("button", { type: "submit" }, "Keep (Ctrl+Enter)"),
      button("Leave it (Esc)", () => act.leave()),
    ),
  );
  form.row = () => ({ ...row, ...Object.fromEntries(made.map(([field, part]) => [field.name, part.value()])) });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === "Escape") act.leave();
  });
  return form;
}

function fieldOf(field, value, article) {
  if (field.kind === "choice" && field.list) return checks(field, value ?? []);
  if (field.list) return several(field, value ?? [], article);
  const part = single(field, value, article);
  return { node: labelled(field, part.node, part.after), value: part.value };
}

function labelled(field, node, after = null) {
  fieldCount += 1;
  node.id = `field-${fieldCount}`;
  const help = field.help ? el("small", { id: `help-${fieldCount}`, class: "help" }, field.help) : null;
  if (help) node.setAttribute("aria-describedby", help.id);
  return el("div", { class: "field" }, el("label", { for: node.id }, words(field.name)), node, after, help);
}

function idsFor(name, value) {
  const items = reviewView.work(reviewView.article).items.filter((item) => REFERENCES[name].includes(item.table));
  return [...new Set([...items.map((item) => item.key), value].filter(Boolean))];
}

function single(field, value, article) {
  if (field.kind === "choice" || REFERENCES[field.name]) {
    const choices = field.choices ?? idsFor(field.name, value);
    const node = el(
      "select",
      {},
      field.empty && el("option", { value: "" }, "not said"),
      choices.map((each) => el("option", { value: each }, field.name === "type" ? typeWords(each) : words(each))),
    );
    node.value = value ?? "";
    return { node, value: () => node.value || null };
  }
  if (field.kind === "flag") {
    const node = el("input", { type: "checkbox" });
    node.checked = Boolean(value);
    return { node, value: () => node.checked };
  }
  if (field.kind === "quote") return quoteField(field, value, article);
  const node = el("input", {
    type: { count: "number", day: "date" }[field.kind] ?? "text",
    min: field.kind === "count" ? 0 : null,
    required: !field.empty,
  });
  node.value = value ?? "";
  const read = () =>
    node.value.trim() === ""
      ? field.empty
        ? null
        : ""
      : field.kind === "count"
        ? Number(node.value)
        : node.value.trim();
  return { node, value: read };
}

// Words of the article: whether they stand there is said while they are typed.
function quoteField(field, value, article) {
  const start = value ? quoted(value, article) : null;
  const node = el("textarea", { rows: 1, dir: "auto", required: !field.empty });
  const note = el("small", { role: "status" });
  const given = [start && { text: start.text, quote: value }].filter(Boolean); // what is known to stand where
  const lines = (text) => text.replace(/\r\n?/g, "\n"); // a field has line feeds alone
  node.value = start?.text ?? "";
  let taken = value;
  const look = () => {
    const known = given.find((each) => lines(each.text) === node.value);
    taken = known?.quote ?? (node.value.trim() ? quoteOf(node.value, article) : null);
    note.className = taken && taken[0] === null ? "alarm" : "";
    note.textContent = taken && taken[0] === null ? "⚠ not in the article letter by letter" : "";
    node.style.height = "auto";
    node.style.height = `${Math.min(node.scrollHeight + 2, 200)}px`;
  };
  node.addEventListener("input", look);
  const take = button("Take selection", () => {
    const selected = selection.words(article);
    if (!selected) return reviewView.say("Select words in the article first.");
    given.unshift(selected);
    node.value = selected.text;
    look();
    return node.focus();
  });
  look();
  return {
    node,
    after: el("span", {}, take, " ", note),
    value: () => taken ?? (field.empty ? null : [null, null, "ungrounded", ""]),
  };
}

function checks(field, value) {
  const boxes = field.choices.map((each) => {
    const box = el("input", { type: "checkbox", value: each });
    box.checked = value.includes(each);
    return box;
  });
  const node = el(
    "fieldset",
    { class: "field" },
    el("legend", {}, words(field.name)),
    boxes.map((box) => el("label", { class: "check" }, box, ` ${words(box.value)}`)),
  );
  const read = () => {
    const picked = boxes.filter((box) => box.checked).map((box) => box.value);
    return picked.length || field.empty ? picked : empties(field);
  };
  return { node, value: read };
}

// A list of quotes, or of things that have fields of their own.
function several(field, values, article) {
  const parts = [];
  const list = el("ol", { class: "several" });
  const add = (value) => {
    const part =
      field.kind === "items"
        ? group(field.fields, value ?? blank(field.fields), article)
        : single({ ...field, list: false, empty: false }, value, article);
    if (field.kind !== "items") part.node.setAttribute("aria-label", words(field.name));
    const item = el(
      "li",
      {},
      part.node,
      part.after,
      button("Remove", () => {
        parts.splice(parts.indexOf(part), 1);
        item.remove();
        more.focus();
      }),
    );
    parts.push(part);
    list.append(item);
    return part;
  };
  values.forEach(add);
  const more = button(`Add to ${words(field.name)}`, () => {
    const part = add(null);
    (part.node.matches("textarea, input") ? part.node : part.node.querySelector("input, select, textarea")).focus();
  });
  return {
    node: el("fieldset", { class: "field" }, el("legend", {}, words(field.name)), list, more),
    value: () => parts.map((part) => part.value()),
  };
}

function group(fields, value, article) {
  const made = fields.map((field) => [field, fieldOf(field, value[field.name], article)]);
  return {
    node: el(
      "div",
      { class: "group" },
      made.map(([, part]) => part.node),
    ),
    value: () => ({ ...value, ...Object.fromEntries(made.map(([field, part]) => [field.name, part.value()])) }),
  };
}
