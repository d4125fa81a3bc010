// An article that is done becomes gold: here, or in the file that is downloaded.

const finishing = {
  async finish() {
    const { article } = this;
    const work = this.work(article);
    const open = undecided(work);
    if (!reviewer()) return this.say("⚠ Who are you? Give your name in the field Reviewer.");
    if (open.length) {
      this.say(
        `⚠ ${plural(open.length, "card")} not decided: ${open
          .slice(0, 8)
          .map((item) => item.key)
          .join(", ")}. Accept the rest with A.`,
      );
      return this.focus(open[0].key);
    }
    Object.assign(work, { touched: true, line: correction(article, work) });
    if (page.review.served) return this.send(article, work);
    work.done = true;
    keepDraft(article, work);
    this.list();
    return this.skip();
  },

  async send(article, work) {
    await sending;
    const said = await post("save", { ...work.line, base: work.base }).catch((error) => ({ gone: error.message }));
    if (said.gone) {
      return this.say(
        `⚠ The server does not answer (${said.gone}). Nothing is lost: start it again, or download the corrections.`,
      );
    }
    if (said.saved) {
      drafting.delete(article.name);
      PENDING.delete(article.name);
      Object.assign(work, { done: true, touched: true, base: said.base, by: reviewer(), at: said.at, past: [] });
      saidOf(`saved ${article.name}`);
      this.list();
      return this.article === article && this.skip();
    }
    if (said.other) return this.conflict(article, work, said.other);
    return empty(
      this.message,
      el("p", { class: "alarm" }, "⚠ Not gold yet; it is kept in the journal. What is wrong:"),
      el(
        "ul",
        {},
        (said.problems?.length ? said.problems : [`the server says ${said.status}`]).map((problem) =>
          el("li", {}, problem),
        ),
      ),
    );
  },

  conflict(article, work, other) {
    const theirs = () => {
      page.review.start[article.name] = other;
      delete page.review.drafts[article.name];
      this.works.set(article.name, workOf(article));
      this.article = null;
      this.cancel();
      this.update();
    };
    const mine = () => {
      work.base = other.base;
      this.cancel();
      this.finish();
    };
    empty(
      this.message,
      el(
        "p",
        { class: "alarm" },
        `⚠ ${other.by ?? "Somebody"} saved this article ${other.at ? `at ${other.at}` : "meanwhile"}. Both codings are in the journal; which is to be the gold?`,
      ),
      button(`Theirs: show it here`, theirs),
      " ",
      button("Mine: put it in its place", mine),
    );
  },

  skip() {
    const order = this.order();
    const at = order.indexOf(page.articles.indexOf(this.article));
    const next = [...order.slice(at + 1), ...order.slice(0, at)].find(
      (each) => !this.doneWith(page.articles[each]) && page.review.turns.some((turn) => turn.article === each),
    );
    if (next === undefined) return this.say("All articles that were to be looked at are done.");
    return go({ view: "review", article: page.articles[next].name, card: "" });
  },
};
