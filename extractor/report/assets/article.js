// One article: its text with everything that was read from it, and a card for each thing.

const PICKED = 2000; // names in the list

const articleView = {
  build(root) {
    this.filter = el("input", {
      type: "search",
      id: "article-filter",
      "aria-label": "Find an article",
      placeholder: "Find an article",
      oninput: () => this.list(),
    });
    this.names = el("ol", { class: "names" });
    this.picker = el(
      "details",
      { class: "picker", open: innerWidth > 900 },
      el("summary", {}, plural(page.articles.length, "article")),
      this.filter,
      this.names,
    );
    this.one = el("div", { class: "one" });
    this.missing = el("p", { class: "alarm", role: "status" });
    empty(root, this.missing, el("div", { class: "articles" }, this.picker, this.one));
    this.list();
  },

  list() {
    const wanted = this.filter.value.toLowerCase();
    const found = page.articles.filter((article) =>
      `${article.name} ${article.published ?? ""} ${article.metadata.outlet ?? ""}`.toLowerCase().includes(wanted),
    );
    empty(
      this.names,
      found.slice(0, PICKED).map((article) => {
        const lost = article.quotes?.ungrounded ?? 0;
        const marks = [
          article.state === "ok" ? plural(article.incidents?.length ?? 0, "incident") : `⚠ ${article.state}`,
          lost && `⚠ ${lost} ungrounded`,
          ...(article.flags ?? []).map((flag) => `⚑ ${words(flag)}`),
        ];
        return el(
          "li",
          { "data-name": article.name },
          inward({ view: "articles", article: article.name, card: "" }, own(article.name)),
          el("small", {}, [article.published ?? "no date", ...marks].filter(Boolean).join(" · ")),
        );
      }),
    );
    const left = found.length - PICKED;
    if (left > 0) this.names.append(el("li", {}, `and ${left.toLocaleString("en")} more: type a part of the name`));
    this.current();
  },

  current() {
    for (const item of this.names.children) {
      if (!item.dataset.name) continue;
      const here = item.dataset.name === state.article;
      item.classList.toggle("here", here);
      if (here) item.firstChild.setAttribute("aria-current", "true");
      else item.firstChild.removeAttribute("aria-current");
    }
  },

  update() {
    const named = page.articles.find((each) => each.name === state.article);
    const article = named ?? page.articles[0];
    if (this.shown !== article) {
      this.shown = article;
      empty(this.one, article ? this.show(article) : "There are no articles.");
    }
    const lost =
      state.article && !named ? `⚠ There is no article ${inert(state.article)} here; this is another one.` : "";
    this.missing.textContent = lost;
    this.current();
    if (state.card) this.lit?.pick([state.card]);
  },

  show(article) {
    const { outlet, url, language, ...rest } = article.metadata;
    const facts = [
      article.published ? `published ${article.published}` : "no publication date",
      outlet && own(outlet),
      language && `language ${language}`,
      url && outward(url),
    ];
    const head = [
      el("h2", { dir: "auto" }, article.name),
      el(
        "p",
        { class: "facts" },
        facts.filter(Boolean).map((fact, at) => [at ? " · " : "", fact]),
      ),
      Object.keys(rest).length
        ? el(
            "p",
            { class: "facts" },
            Object.entries(rest).map(([name, value], at) => [at ? " · " : "", `${words(name)}: `, own(value)]),
          )
        : null,
    ];
    if (article.state !== "ok") {
      return [
        head,
        el("p", { class: "alarm" }, `⚠ ${article.state}: ${words(article.kind)}. `, own(article.message)),
        article.text && el("div", { class: "text", dir: "auto" }, article.text),
      ];
    }
    const { exact, folded, ungrounded, asked_again: again } = article.quotes;
    const found = [
      `${plural(exact + folded + ungrounded, "quote")}: ${exact} exact, ${folded} but for typography`,
      `${ungrounded ? "⚠ " : ""}${ungrounded} not in the article`,
      again ? `${again} asked for again` : null,
      article.repairs ? `${plural(article.repairs, "reply", "replies")} repaired` : null,
    ];
    head.push(
      el("p", { class: ungrounded ? "alarm" : "facts" }, `${found.filter(Boolean).join(", ")}.`),
      article.flags.map((flag) => el("p", { class: "alarm" }, `⚑ ${words(flag)}`)),
    );
    const rows = rowsOf(article);
    this.lit = new Lighting(article, rows);
    return [
      head,
      ungroundedOf(article, rows),
      citing(
        () => `${citeArticle(article)}. Coded with ${madeBy()}.`,
        () => [article],
      ),
      el("div", { class: "pair" }, this.lit.text, el("div", { class: "cards" }, this.lit.cards)),
    ];
  },
};

// What is not in the article stands apart, first of all.
function ungroundedOf(article, rows) {
  const lost = rows.flatMap(({ owner, row }) => ungroundedIn(row).map(([value, field]) => ({ owner, field, value })));
  if (!lost.length) return null;
  return el(
    "section",
    { class: "ungrounded", "aria-label": "Not in the article" },
    el("h3", {}, `⚠ ${plural(lost.length, "quote")} not in the article`),
    el(
      "ul",
      {},
      lost.map(({ owner, field, value }) =>
        el("li", {}, inward({ card: owner }, owner), ` ${words(field)}: `, quotation(quoted(value, article))),
      ),
    ),
  );
}

// The text and the cards of an article, each of which lights up what belongs to it in the other.
class Lighting {
  constructor(article, rows, extra = () => null) {
    this.text = article.text
      ? markedText(article, spansOf(article, rows), (owners) => this.pick(owners))
      : el("p", { class: "facts" }, "This page was made without texts; the quotes are on the cards.");
    this.cards = rows.map((each) => card(article, each, (quote) => this.find(quote), extra(each)));
    this.marks = [...this.text.querySelectorAll("mark")];
    for (const each of this.cards) {
      each.addEventListener("pointerenter", () => this.light([each.dataset.owner]));
      each.addEventListener("focusin", () => this.light([each.dataset.owner]));
    }
    for (const kind of ["pointerover", "focusin"]) {
      this.text.addEventListener(
        kind,
        ({ target }) => target.matches("mark") && this.light(target.dataset.owners.split(" ")),
      );
    }
  }

  light(owners) {
    for (const mark of this.marks)
      mark.classList.toggle(
        "lit",
        mark.dataset.owners.split(" ").some((owner) => owners.includes(owner)),
      );
    for (const each of this.cards) each.classList.toggle("lit", owners.includes(each.dataset.owner));
  }

  // The card of what was picked in the text; where several share a stretch, one after the other.
  pick(owners) {
    const at = owners.indexOf(this.picked);
    this.picked = owners[(at + 1) % owners.length];
    const found = this.cards.find((each) => each.dataset.owner === this.picked);
    found?.focus({ preventScroll: true });
    reveal(found);
    this.light(owners);
  }

  find(quote) {
    const within = ({ dataset }) => Number(dataset.start) >= quote.start && Number(dataset.end) <= quote.end;
    const mark = this.marks.find(within);
    for (const each of this.marks) each.classList.toggle("found", within(each));
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  }
}
