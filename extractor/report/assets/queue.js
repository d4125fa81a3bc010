// Which article comes next, how many are done, and how long the rest may take.

const queueing = {
  order() {
    const turns = page.review.turns.map((turn) => turn.article);
    return [
      ...turns,
      ...page.articles.map((_, at) => at).filter((at) => page.articles[at].text && !turns.includes(at)),
    ];
  },

  doneWith(article) {
    const work = this.works.get(article.name);
    return work ? work.done : article.name in page.review.start && !(article.name in page.review.drafts);
  },

  list() {
    const why = new Map(page.review.turns.map((turn) => [turn.article, turn.why]));
    empty(
      this.queue,
      this.order()
        .slice(0, 2000)
        .map((at) => {
          const article = page.articles[at];
          const marks = [
            this.doneWith(article)
              ? "✓ done"
              : this.works.get(article.name)?.touched || article.name in page.review.drafts
                ? "… begun"
                : null,
            ...(why.get(at) ?? ["not in turn"]),
          ];
          return el(
            "li",
            { "data-name": article.name, class: article === this.article ? "here" : null },
            inward({ view: "review", article: article.name, card: "" }, own(article.name)),
            el("small", {}, marks.filter(Boolean).join(" · ")),
          );
        }),
    );
    this.progress();
  },

  progress() {
    const wanted = page.review.turns.map((turn) => page.articles[turn.article]);
    const done = wanted.filter((article) => this.doneWith(article)).length;
    const paces = [
      ...page.review.pace,
      ...[...this.works.values()]
        .filter((work) => work.done && work.touched && work.seconds > 0)
        .map((work) => work.seconds),
    ]
      .slice(-20)
      .sort((a, b) => a - b);
    const pace = paces[Math.floor(paces.length / 2)];
    const left = pace ? `; about ${minutes(pace * (wanted.length - done))} left` : "";
    this.bar.value = done;
    this.status.textContent = `${done} of ${plural(wanted.length, "article")} done${left}`;
  },

  tick() {
    if (this.article && !document.hidden && Date.now() - (this.active ?? 0) < 60000)
      this.work(this.article).seconds += 1;
  },
};

function minutes(seconds) {
  const whole = Math.round(seconds / 60);
  if (whole < 1) return "a minute";
  return whole < 90 ? plural(whole, "minute") : `${(whole / 60).toFixed(1)} hours`;
}
