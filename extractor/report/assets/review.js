// The review: articles in turn, each thing that was coded accepted, rejected, corrected; gold is what comes of it.

const reviewView = {
  ...queueing,
  ...finishing,
  ...acting,
  works: new Map(),
  took: [],
  steps: 0, // commands so far
  arrived: 0, // when the last article was left for this one

  build(root) {
    const { by, turns, served } = page.review;
    if (!served) this.recall();
    const name = el("input", {
      id: "reviewer",
      value: by || store.get("reviewer") || "",
      required: true,
      readonly: served,
      autocomplete: "name",
      onchange: () => store.set("reviewer", name.value),
    });
    const kinds = {
      incidents: "incident",
      operations: "operation",
      statements: "statement",
      aggregates: "general figure",
    };
    const what = el(
      "select",
      { id: "new-what", "aria-label": "New: what" },
      Object.entries(kinds).map(([table, label]) => el("option", { value: table }, label)),
    );
    this.status = el("p", { class: "count", role: "status", id: "progress" });
    this.bar = el("progress", { max: turns.length || 1, value: 0, "aria-label": "Articles done" });
    const tools = KEYS.filter(([, act]) => act !== "help").map(([key, act, label]) => [
      button([label, " ", el("kbd", {}, key)], () => this[act](), { "data-act": act }),
      act === "begin" && what,
    ]);
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
      page.review.notices.map((notice) => el("p", { class: "alarm" }, `⚠ ${notice}`)),
      el("div", { class: "articles" }, listOf, this.one),
    );
    document.addEventListener("keydown", (event) => keyed(event, this));
    addEventListener("storage", (event) => this.other(event));
    what.addEventListener("change", () => this.focus(this.current));
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

  // What this browser has kept of a page that is a file.
  recall() {
    for (const article of page.articles) {
      const kept = store.get(`work ${article.name}`);
      if (kept) this.works.set(article.name, { ...kept, past: [] });
    }
  },

  // Another tab of the same file has changed an article: what it did is what there is.
  other({ key }) {
    const article = page.articles.find((each) => store.name(`work ${each.name}`) === key);
    const kept = article && store.get(`work ${article.name}`);
    if (!kept || page.review.served) return;
    this.works.set(article.name, { ...kept, past: [] });
    this.mark(article);
    if (article !== this.article || this.editing) return;
    this.show();
    this.say("This article was changed in another tab; that is what is shown.");
  },

  work(article) {
    if (!this.works.has(article.name)) this.works.set(article.name, workOf(article));
    return this.works.get(article.name);
  },

  update() {
    const first = this.order().find((at) => !this.doneWith(page.articles[at])) ?? this.order()[0];
    const article = page.articles.find((each) => each.name === state.article && each.text) ?? page.articles[first];
    if (!article) return empty(this.one, "There is no article with a text.");
    if (article !== this.article && this.article && !this.settled()) {
      history.replaceState(null, "", address({ article: this.article.name }));
      state = readState();
      return null;
    }
    if (article !== this.article) {
      const before = this.article;
      Object.assign(this, { article, current: null, editing: null });
      this.say("");
      this.show();
      for (const each of [before, article]) if (each) this.mark(each);
      const open = undecided(this.work(article))[0] ?? this.work(article).items[0];
      if (this.moved) this.focus(open?.key ?? "notes");
      this.moved = true;
    }
    if (state.card) this.lit.pick([state.card]);
    return null;
  },

  show() {
    const work = this.work(this.article);
    const rows = [
      ...work.items.map(({ key, table, row }) => ({ owner: key, table, row })),
      { owner: "notes", table: "notes", row: work.notes },
    ];
    this.lit = new Lighting(this.article, rows, (each) => this.verdictLine(work, each));
    const same = this.drawn === this.article;
    this.drawn = this.article;
    const scrolls = [same ? (this.one.querySelector(".text")?.scrollTop ?? 0) : 0, scrollY];
    const facts = [
      this.article.published ? `published ${this.article.published}` : "no publication date",
      ...this.why(this.article),
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
      for (const kind of ["focusin", "click"]) {
        each.addEventListener(kind, () => {
          this.current = each.dataset.owner;
        });
      }
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
};
