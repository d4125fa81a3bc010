// What keys and buttons of a review do. Each first settles a form that is open: what was typed is never thrown away.

const VERDICTS = { accept: "accepted", reject: "rejected", unsure: "unsure" };
const SIGNS = { accepted: "✓ accepted", rejected: "✗ rejected", unsure: "? unsure", "": "○ undecided" };

const acting = {
  // Do something to the work, keep it, show it, and stay at the card.
  act(what, stay = null) {
    const work = this.work(this.article);
    const { version } = work;
    const said = change(work, what);
    if (work.version !== version) this.after(stay ?? this.current);
    return said;
  },

  after(card) {
    keepDraft(this.article, this.work(this.article));
    this.show();
    this.mark(this.article);
    this.focus(card);
  },

  // Whether no form is open any more: one that was changed is kept, if it can be.
  settled() {
    this.steps += 1;
    const form = this.one.querySelector("form.edit");
    if (!this.editing || !form) return true;
    if (JSON.stringify(form.row()) === form.before) this.leave();
    else form.requestSubmit();
    if (this.editing) this.say("⚠ A form is open and not complete: keep it or leave it first.");
    return !this.editing;
  },

  // A command other than merging ends a merge that was begun.
  disarm() {
    if (this.merging) this.cancel();
  },

  verdict(key, verdict) {
    if (!this.settled()) return null;
    this.disarm();
    const item = itemOf(this.work(this.article), key);
    if (!item) return this.say("Go to a card first.");
    if (verdict === "unsure" && item.table === "operations")
      return this.say("⚠ An operation is known by its incidents: mark those as unsure.");
    this.act((work) => decide(work, key, verdict), key);
    tell(`${key} ${SIGNS[verdict]}`);
    return this.focus(this.nextUndecided(key) ?? key);
  },

  nextUndecided(key) {
    const { items } = this.work(this.article);
    const at = items.findIndex((item) => item.key === key);
    return [...items.slice(at + 1), ...items.slice(0, at)].find((item) => !item.verdict)?.key;
  },

  accept(key = this.current) {
    return this.verdict(key, "accepted");
  },
  reject(key = this.current) {
    return this.verdict(key, "rejected");
  },
  unsure(key = this.current) {
    return this.verdict(key, "unsure");
  },
  down() {
    this.step(1);
  },
  up() {
    this.step(-1);
  },
  rest() {
    if (!this.settled()) return;
    this.disarm();
    this.act(decideAll);
  },
  help() {
    document.getElementById("keys").toggleAttribute("open");
  },

  undo() {
    if (!this.settled()) return null;
    this.disarm();
    if (!undo(this.work(this.article))) return this.say("There is nothing to undo.");
    this.after(this.current);
    return this.say("Undone.");
  },

  split() {
    if (!this.settled()) return null;
    this.disarm();
    const key = this.current;
    if (!itemOf(this.work(this.article), key)) return this.say("Go to a card first.");
    return this.edit(this.act((work) => split(work, key)));
  },

  merge() {
    if (!this.settled()) return null;
    const item = itemOf(this.work(this.article), this.current);
    if (!item) return this.say("Go to a card first.");
    if (!this.merging) {
      const how = `Merge ${item.key} with which? Go to the other card and press m again. `;
      this.say([how, button("Cancel (Esc)", () => this.cancel())]);
      this.merging = item.key;
      return null;
    }
    const first = itemOf(this.work(this.article), this.merging);
    this.cancel();
    if (!first || first === item) return this.say("Nothing was merged.");
    if (first.table !== item.table) return this.say("⚠ Only two of one kind can be merged.");
    const cut = this.act((work) => merge(work, first.key, item.key), first.key);
    return cut?.length && this.say(`⚠ Not all fits into one: left out are ${cut.join(", ")}. z undoes the merge.`);
  },

  begin() {
    if (!this.settled()) return;
    this.disarm();
    const selected = selection.words(this.article);
    selection.last = null;
    const { value } = document.getElementById("new-what");
    this.edit(this.act((work) => begin(work, value, selected?.quote)));
  },

  cancel() {
    this.merging = null;
    empty(this.message);
  },

  // Say something where everybody sees it, and to those who hear it.
  say(text, items = []) {
    this.merging = null;
    const alarm = String(text).startsWith("⚠") ? "alarm" : null;
    empty(
      this.message,
      text && el("p", { class: alarm }, text),
      items.length > 0 &&
        el(
          "ul",
          {},
          items.map((item) => el("li", {}, item)),
        ),
    );
    return null;
  },

  edit(key = this.current) {
    if (!key || !this.settled()) return;
    this.editing = key;
    this.focus(key);
    this.openForm();
  },

  openForm() {
    const key = this.editing;
    const work = this.work(this.article);
    const item = itemOf(work, key);
    const node = this.lit.cards.find((each) => each.dataset.owner === key);
    if (!node || (!item && key !== "notes")) {
      this.editing = null;
      return;
    }
    const [table, row] = item ? [item.table, item.row] : ["article", work.notes];
    const form = rowForm(page.review.forms[table], row, this.article, {
      keep: (made) => this.keepRow(key, made),
      leave: () => this.leave(),
      refuse: (why) => this.say(`⚠ ${key}: ${why}.`),
    });
    form.before = JSON.stringify(form.row());
    node.append(form);
    form.querySelector("select, input, textarea").focus();
  },

  keepRow(key, made) {
    this.editing = null;
    this.act((work) => {
      const item = itemOf(work, key);
      if (!item) work.notes = made;
      else Object.assign(item, { row: made, verdict: item.verdict === "unsure" ? "unsure" : "accepted" });
    }, key);
  },

  // Close a form as it was; a new thing that nothing was written into goes with it.
  leave() {
    const key = this.editing;
    this.editing = null;
    this.one.querySelector("form.edit")?.remove();
    const work = this.work(this.article);
    const item = itemOf(work, key);
    const untouched = item?.origin === "new" && !item.verdict && !item.row.summary && !item.row.evidence?.length;
    const bare = untouched && !item.row.quote?.[3] && item.row.quote?.[0] == null;
    if (bare) this.act((changed) => void (changed.items = changed.items.filter((each) => each !== item)), "notes");
    else this.focus(key);
  },
};
