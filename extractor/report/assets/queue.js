// Which article comes next, how many are done, and how long the rest may take.

const queueing = {
  // The places of articles: first those whose turn it is, then all others that have a text.
  order() {
    const turns = page.review.turns.map((turn) => turn.article);
    const known = new Set(turns);
    this.places ??= [
      ...turns,
      ...page.articles.map((_, at) => at).filter((at) => page.articles[at].text && !known.has(at)),
    ];
    return this.places;
  },

  doneWith(article) {
    const work = this.works.get(article.name);
    return work ? work.done : article.name in page.review.start && !(article.name in page.review.drafts);
  },

  why(article) {
    this.reasons ??= new Map(page.review.turns.map((turn) => [page.articles[turn.article].name, turn.why]));
    return this.reasons.get(article.name) ?? ["not in turn"];
  },

  list() {
    this.lines = new Map();
    const places = this.order();
    const left = places.length - LISTED;
    empty(
      this.queue,
      places.slice(0, LISTED).map((at) => {
        const article = page.articles[at];
        const line = el(
          "li",
          { "data-name": article.name },
          inward({ view: "review", article: article.name, card: "" }, own(article.name)),
          el("small", {}),
        );
        this.lines.set(article.name, line);
        return line;
      }),
      left > 0 && el("li", {}, `and ${left.toLocaleString("en")} more; by its name in the address each can be opened`),
    );
    for (const at of places.slice(0, LISTED)) this.mark(page.articles[at], { quiet: true });
    this.progress();
  },

  // How an article stands, in its line of the list.
  mark(article, { quiet = false } = {}) {
    const line = this.lines.get(article.name);
    const begun = this.works.get(article.name)?.touched || article.name in page.review.drafts;
    const stands = this.doneWith(article) ? "✓ done" : begun ? "… begun" : null;
    if (line) {
      line.lastChild.textContent = inert([stands, ...this.why(article)].filter(Boolean).join(" · "));
      line.classList.toggle("here", article === this.article);
    }
    if (!quiet) this.progress();
  },

  progress() {
    const wanted = page.review.turns.map((turn) => page.articles[turn.article]);
    const done = wanted.filter((article) => this.doneWith(article)).length;
    const mine = [...this.works.values()].filter((work) => work.done && work.line).map((work) => work.line.seconds);
    const paces = [...page.review.pace, ...this.took, ...mine].slice(-20).sort((a, b) => a - b);
    const pace = paces[Math.floor(paces.length / 2)];
    const left = pace && done < wanted.length ? `; about ${minutes(pace * (wanted.length - done))} left` : "";
    this.bar.value = done;
    this.status.textContent = `${done} of ${plural(wanted.length, "article")} done${left}`;
  },

  tick() {
    if (this.article && !document.hidden && Date.now() - (this.active ?? 0) < 60000) {
      this.work(this.article).seconds += 1;
    }
  },
};

const LISTED = 2000;

function minutes(seconds) {
  const whole = Math.round(seconds / 60);
  if (whole < 1) return "a minute";
  return whole < 90 ? plural(whole, "minute") : `${(whole / 60).toFixed(1)} hours`;
}
