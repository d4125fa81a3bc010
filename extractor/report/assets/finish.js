// An article that is done becomes gold: here, or in the file that is downloaded.

const ARRIVING = 700; // milliseconds after moving on in which another press of the same key is the same press

const finishing = {
  finish() {
    const { article } = this;
    const work = this.work(article);
    if (work.sending || Date.now() - this.arrived < ARRIVING || !this.settled()) return null;
    this.disarm();
    if (!work.items.length && this.bare !== article) {
      this.bare = article;
      return this.say("⚠ Nothing is coded here. Press d again if there is nothing to code.");
    }
    const open = undecided(work);
    if (!reviewer()) return this.say("⚠ Who are you? Give your name in the field Reviewer.");
    if (open.length) {
      const some = open.slice(0, 8).map((item) => item.key);
      this.focus(open[0].key);
      return this.say(`⚠ ${plural(open.length, "card")} not decided: ${some.join(", ")}. Accept the rest with A.`);
    }
    Object.assign(work, { touched: true, line: correction(article, work) });
    if (page.review.served) return this.send(article, work);
    work.done = true;
    keepDraft(article, work);
    this.mark(article);
    return this.skip();
  },

  // Send a coding. What is changed while it is under way is not part of it, and stays begun.
  async send(article, work) {
    const { line } = work;
    const { steps } = this;
    const body = { ...line, at: undefined, id: article.id, base: work.base, trail: trailOf(work) };
    work.sending = true;
    await sending;
    saidOf(`saving ${article.name} …`);
    const said = await post("save", body).catch((error) => ({ gone: error.message }));
    work.sending = false;
    if (said.saved) return this.saved(article, work, line, said, steps);
    if (said.other) return this.conflict(article, work, said.other);
    const where = inert(article.name);
    saidOf(`⚠ ${article.name} is not saved`);
    if (said.gone) {
      const way =
        "Nothing is lost while this page is open: start the server again and press d, or download the corrections.";
      return this.say(`⚠ ${where}: the server does not answer (${said.gone}). ${way}`);
    }
    const kept = said.noted
      ? "It is in the journal, and not gold yet."
      : "It is neither gold nor in the journal: leave this page open.";
    const problems = said.problems?.length ? said.problems : [`the server says ${said.status}`];
    return this.say(`⚠ ${where}: ${kept} What is wrong:`, problems);
  },

  // What was sent is gold. Who has gone on in the meantime is not moved to another article.
  saved(article, work, line, said, steps) {
    const same = work.line === line;
    Object.assign(work, { base: said.base, by: reviewer(), at: said.at, seconds: 0 });
    if (same) {
      drafting.delete(article.name);
      PENDING.delete(article.name);
      Object.assign(work, { done: true, line: undefined, touched: false });
      if (line.seconds) this.took.push(line.seconds);
    } else keepDraft(article, work);
    this.mark(article);
    saidOf(`saved ${article.name}`);
    if (!same) return this.say(`⚠ ${inert(article.name)} is saved; what you changed meanwhile is not in it yet.`);
    if (said.notes?.length) this.say(`⚠ ${article.name} is saved, but:`, said.notes);
    const still = this.article === article && this.steps === steps && !this.editing;
    return still && !said.notes?.length && this.skip();
  },

  conflict(article, work, other) {
    const theirs = () => {
      if (!this.settled()) return;
      const gone = { article: article.name, id: article.id, by: reviewer(), trail: trailOf(work) };
      drafting.delete(article.name);
      PENDING.delete(article.name);
      if (other.coding) page.review.start[article.name] = other;
      else delete page.review.start[article.name];
      delete page.review.drafts[article.name];
      this.works.delete(article.name);
      this.article = null;
      go({ view: "review", article: article.name, card: "" });
      this.mark(article);
      // After a draft that is on its way; if the server is away the draft stays, and is shown again.
      Promise.resolve(sending)
        .then(() => post("drop", gone))
        .catch(() => null);
    };
    const mine = () => {
      if (!this.settled()) return;
      work.base = other.base;
      this.say("");
      if (article === this.article) this.finish();
      else if (work.line) this.send(article, work);
      else go({ view: "review", article: article.name, card: "" });
    };
    const who = other.coding
      ? `${other.by ?? "somebody"} saved it ${other.at ? `at ${other.at}` : "meanwhile"}`
      : "its gold file was taken away meanwhile";
    empty(
      this.message,
      el("p", { class: "alarm" }, `⚠ ${article.name}: ${who}. What is to be the gold? All codings are in the journal.`),
      button(other.coding ? "Theirs: show it here" : "Begin anew", theirs),
      " ",
      button("Mine: put it in its place", mine),
    );
  },

  skip() {
    if (!this.settled()) return null;
    this.disarm();
    const order = this.order();
    const at = order.indexOf(page.articles.indexOf(this.article));
    const wanted = new Set(page.review.turns.map((turn) => turn.article));
    const left = [...order.slice(at + 1), ...order.slice(0, at)].filter(
      (each) => wanted.has(each) && !this.doneWith(page.articles[each]),
    );
    this.arrived = Date.now();
    if (left.length) return go({ view: "review", article: page.articles[left[0]].name, card: "" });
    return this.say(
      this.doneWith(this.article)
        ? "All articles that were to be looked at are done."
        : "This is the last one that is not done.",
    );
  },
};
