// The review: articles in turn, each thing that was coded accepted, rejected, corrected; gold is what comes of it.

const SIGNS = { accepted: "✓ accepted", rejected: "✗ rejected", unsure: "? unsure", "": "○ undecided" };

const reviewView = {
  ...queueing,
  ...finishing,
  works: new Map(),

  build(root) {
    const { by, turns, served } = page.review;
    for (const [name, kept] of Object.entries(served ? {} : stored())) this.works.set(name, { ...kept, past: [] });
    const name = el("input", { id: "reviewer", value: by, required: true, autocomplete: "name" });
    this.status = el("p", { class: "count", role: "status", id: "progress" });
    this.bar = el("progress", { max: turns.length || 1, value: 0, "aria-label": "Articles done" });
    const tools = KEYS.map(([key, act, label]) =>
      act === "help" ? null : button([label, " ", el("kbd", {}, key)], () => this[act](), { "data-act": act }),
    );
    const single = el(
      "label",
      { class: "check" },
      el("input", { type: "checkbox", id: "single-keys", checked: true }),
      " single keys",
    );
    this.queue = el("ol", { class: "names" });
    this.one = el("div", { class: "one" });
    this.message = el("div", { class: "message", role: "alert" });
    const listOf = el(
      "details",
      { class: "picker", open: innerWidth > 1100 },
      el("summary", {}, `${plural(turns.length, "article")} to look at`),
      this.queue,
    );
    empty(
      root,
      el(
        "div",
        { class: "bench" },
        el("label", {}, "Reviewer ", name),
        single,
        this.bar,
        el("span", { id: "kept", class: "facts" }, ""),
        button("Download corrections", () => download(this.works)),
        keyList(),
      ),
      this.status,
      el("div", { class: "tools", role: "toolbar", "aria-label": "What to do with the card" }, tools),
      this.message,
      el("div", { class: "articles" }, listOf, this.one),
    );
    document.addEventListener("keydown", (event) => keyed(event, this));
    addEventListener("beforeunload", (event) => PENDING.size && event.preventDefault());
    setInterval(() => this.tick(), 1000);
    for (const kind of ["pointermove", "keydown", "scroll"])
      addEventListener(
        kind,
        () => {
          this.active = Date.now();
        },
        { passive: true },
      );
    this.list();
  },

  work(article) {
    if (!this.works.has(article.name)) this.works.set(article.name, workOf(article));
    return this.works.get(article.name);
  },

  update() {
    const first = this.order().find((at) => !this.doneWith(page.articles[at])) ?? this.order()[0];
    const article = page.articles.find((each) => each.name === state.article && each.text) ?? page.articles[first];
    if (!article) return empty(this.one, "There is no article with a text.");
    if (article !== this.article) {
      this.article = article;
      this.current = null;
      this.editing = null;
      this.merging = null;
      empty(this.message);
      this.show();
      this.list();
      const open = undecided(this.work(article))[0] ?? this.work(article).items[0];
      if (this.moved) this.focus(open?.key ?? "notes");
      this.moved = true;
    }
    if (state.card) this.lit.pick([state.card]);
    return null;
  },

  show() {
    const work = this.work(this.article);
    working = this.article;
    const rows = [
      ...work.items.map(({ key, table, row }) => ({ owner: key, table, row })),
      { owner: "notes", table: "notes", row: work.notes },
    ];
    this.lit = new Lighting(this.article, rows, (each) => this.verdictLine(work, each));
    const same = this.drawn === this.article;
    this.drawn = this.article;
    const scrolls = [same ? (this.one.querySelector(".text")?.scrollTop ?? 0) : 0, scrollY];
    const why = page.review.turns.find((turn) => page.articles[turn.article] === this.article)?.why ?? ["not in turn"];
    const facts = [
      this.article.published ? `published ${this.article.published}` : "no publication date",
      ...why,
      work.at && `gold by ${work.by || "somebody"}, ${work.at}`,
    ];
    empty(
      this.one,
      el("h2", { dir: "auto" }, this.article.name),
      el("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
      el("div", { class: "pair" }, this.lit.text, el("div", { class: "cards" }, this.lit.cards)),
    );
    this.lit.text.scrollTop = scrolls[0];
    scrollTo(0, scrolls[1]);
    for (const each of this.lit.cards) {
      each.dataset.verdict = itemOf(work, each.dataset.owner)?.verdict ?? "";
      each.addEventListener("focusin", () => {
        this.current = each.dataset.owner;
      });
      each.addEventListener("click", () => {
        this.current = each.dataset.owner;
      });
    }
    this.current ??= this.lit.cards[0]?.dataset.owner;
    if (this.editing) this.openForm();
  },

  verdictLine(work, { owner }) {
    if (owner === "notes")
      return el(
        "p",
        { class: "verdict-line" },
        button(["Edit ", el("kbd", {}, "e")], () => this.edit(owner)),
      );
    const { verdict, origin } = itemOf(work, owner);
    const set = (act) =>
      button(words(act), () => this[act](owner), { "aria-pressed": String(verdict === VERDICTS[act]) });
    return el(
      "p",
      { class: "verdict-line" },
      el("strong", { class: `sign ${verdict}` }, SIGNS[verdict]),
      origin ? el("small", {}, ` (${origin}) `) : " ",
      ["accept", "reject", "unsure"].map((act) => [set(act), " "]),
      button("edit", () => this.edit(owner)),
    );
  },

  // Do something to the work, keep it, show it, and stay at the card.
  act(what, stay = null) {
    const work = this.work(this.article);
    const said = change(work, () => what(work));
    work.touched = true;
    this.after(stay ?? this.current);
    return said;
  },

  after(card) {
    keepDraft(this.article, this.work(this.article));
    this.show();
    this.list();
    this.focus(card);
  },

  focus(key) {
    const found = this.lit.cards.find((each) => each.dataset.owner === key) ?? this.lit.cards[0];
    this.current = found?.dataset.owner ?? null;
    found?.focus({ preventScroll: true });
    reveal(found);
  },

  step(by) {
    const at = this.lit.cards.findIndex((each) => each.dataset.owner === this.current);
    this.focus(this.lit.cards[Math.min(Math.max(at + by, 0), this.lit.cards.length - 1)]?.dataset.owner);
  },

  verdict(key, verdict) {
    if (!key || key === "notes") return;
    this.act((work) => decide(work, key, verdict), key);
    const next = undecided(this.work(this.article))[0];
    tell(`${key} ${words(SIGNS[itemOf(this.work(this.article), key).verdict])}`);
    if (itemOf(this.work(this.article), key).verdict) this.focus(this.nextUndecided(key) ?? next?.key ?? key);
  },

  nextUndecided(key) {
    const { items } = this.work(this.article);
    const at = items.findIndex((item) => item.key === key);
    return items.slice(at + 1).find((item) => !item.verdict)?.key;
  },

  accept(key = this.current) {
    this.verdict(key, "accepted");
  },
  reject(key = this.current) {
    this.verdict(key, "rejected");
  },
  unsure(key = this.current) {
    this.verdict(key, "unsure");
  },
  down() {
    this.step(1);
  },
  up() {
    this.step(-1);
  },
  rest() {
    this.act(decideAll);
  },
  help() {
    document.getElementById("keys").toggleAttribute("open");
  },

  undo() {
    if (!undo(this.work(this.article))) return tell("There is nothing to undo.");
    this.editing = null;
    this.after(this.current);
    return tell("Undone.");
  },

  split() {
    if (!this.current || this.current === "notes") return;
    this.edit(this.act((work) => split(work, this.current)));
  },

  merge() {
    const item = itemOf(this.work(this.article), this.current);
    if (!item) return tell("Go to a card first.");
    if (!this.merging) {
      this.merging = item.key;
      empty(
        this.message,
        el(
          "p",
          {},
          `Merge ${item.key} with which? Go to the other card and press m again. `,
          button("Cancel (Esc)", () => this.cancel()),
        ),
      );
      return null;
    }
    const first = itemOf(this.work(this.article), this.merging);
    this.cancel();
    if (!first || first === item) return tell("Nothing was merged.");
    if (first.table !== item.table) return this.say("⚠ Only two of one kind can be merged.");
    return this.act((work) => merge(work, first.key, item.key), first.key);
  },

  begin() {
    const selected = selection.words(this.article);
    selection.last = null;
    const key = this.act((work) => begin(work, "incidents", selected?.quote));
    this.edit(key);
  },

  cancel() {
    this.merging = null;
    empty(this.message);
  },

  say(text) {
    empty(this.message, el("p", { class: text.startsWith("⚠") ? "alarm" : null }, text));
  },

  edit(key = this.current) {
    if (!key) return;
    this.editing = key;
    this.focus(key);
    this.openForm();
  },

  openForm() {
    const key = this.editing;
    const work = this.work(this.article);
    const node = this.lit.cards.find((each) => each.dataset.owner === key);
    const [table, row] = key === "notes" ? ["article", work.notes] : [itemOf(work, key).table, itemOf(work, key).row];
    node.querySelector("form.edit")?.remove();
    const form = rowForm(page.review.forms[table], row, this.article, {
      keep: (made) => {
        this.editing = null;
        this.act((changed) => {
          if (key === "notes") changed.notes = made;
          else Object.assign(itemOf(changed, key), { row: made, verdict: "accepted" });
        }, key);
      },
      leave: () => {
        this.editing = null;
        form.remove();
        this.focus(key);
      },
    });
    node.append(form);
    form.querySelector("select, input, textarea").focus();
  },
};

const VERDICTS = { accept: "accepted", reject: "rejected", unsure: "unsure" };
