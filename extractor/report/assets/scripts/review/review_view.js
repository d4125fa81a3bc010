// The view of a review: articles in turn, each coded thing accepted, rejected or corrected.

/** @import { Article, PageData, ReviewData, State, Table, View } from "../types.js" */
/** @import { Command } from "./shortcuts.js" */

import { noteState } from "../address.js";
import { button, el, replaceContent } from "../dom.js";
import { plural } from "../text.js";
import { ArticlePane } from "./article_pane.js";
import { downloadCorrections } from "./corrections.js";
import { BrowserDrafts, ServerDrafts } from "./drafts.js";
import { Editor } from "./editor.js";
import { MessageBox } from "./message_box.js";
import { queueOrder } from "./queue.js";
import { QueueList } from "./queue_list.js";
import { Saver } from "./saver.js";
import { TextSelection } from "./selection.js";
import { Session } from "./session.js";
import { SHORTCUTS, handleKey, shortcutList } from "./shortcuts.js";
import { BrowserStore, workName } from "./store.js";
import { undecidedItems } from "./work.js";

const IDLE = 60_000; // milliseconds without a sign of the reviewer, after which no time is counted

/** @type {Record<Table, string>} */
const ITEM_LABELS = {
  incidents: "incident",
  operations: "operation",
  statements: "statement",
  aggregates: "aggregate",
};

/**
 * @param {PageData} data of a review
 * @returns {View}
 */
export function reviewView(data) {
  const review = /** @type {ReviewData} */ (data.review);
  const { served, blind, turns } = review;
  const session = new Session(data, review);
  const store = new BrowserStore(data);
  if (!served) restoreAll(session, store);
  const queue = queueOrder(turns, data.articles);
  const nameField = el("input", {
    id: "reviewer",
    value: review.by || store.get("reviewer") || "",
    required: true,
    readonly: served,
    autocomplete: "name",
  });
  nameField.addEventListener("change", () => store.set("reviewer", nameField.value));
  const reviewer = () => nameField.value.trim();
  const saveStatus = el("span", { id: "save-status", class: "facts" });
  const showStatus = (/** @type {string} */ text) => {
    replaceContent(saveStatus, text);
    saveStatus.classList.toggle("alarm", text.startsWith("⚠"));
  };
  const drafts = served ? new ServerDrafts({ blind, reviewer }, showStatus) : new BrowserDrafts(store, showStatus);
  const messages = new MessageBox();
  const queueList = new QueueList(session, queue);
  const onChange = (/** @type {Article} */ article) => queueList.update(article);
  /** @type {ArticlePane} */
  const pane = new ArticlePane(session, {
    reasons: (article) => queueList.reasons(article),
    onVerdict: (key, verdict) => editor.decide(key, verdict),
    onEdit: (key) => editor.edit(key),
  });
  const selection = new TextSelection(() => ({ article: session.article, text: pane.linked?.text ?? null }));
  /** @type {Editor} */
  const editor = new Editor(session, {
    pane,
    messages,
    drafts,
    selectedText: (article) => selection.in(article),
    clearSelection: () => selection.clear(),
    onChange,
  });
  const focusCard = (/** @type {string} */ key) => pane.focus(key);
  const saver = new Saver(session, { editor, drafts, messages, showStatus, reviewer, focusCard, onChange });
  const newTable = tableSelect();
  newTable.addEventListener("change", () => pane.focus(session.card));
  const keys = shortcutList();
  /** @type {Record<Command, () => unknown>} */
  const commands = {
    accept: () => editor.decide(session.card, "accepted"),
    reject: () => editor.decide(session.card, "rejected"),
    unsure: () => editor.decide(session.card, "unsure"),
    edit: () => editor.edit(),
    split: () => editor.split(),
    merge: () => editor.merge(),
    begin: () => editor.add(/** @type {Table} */ (newTable.value)),
    undo: () => editor.undo(),
    down: () => pane.step(1),
    up: () => pane.step(-1),
    rest: () => editor.acceptRemaining(),
    finish: () => saver.finish(),
    skip: () => saver.skip(),
    help: () => keys.toggleAttribute("open"),
  };
  const singleKeys = el("input", { type: "checkbox", id: "single-keys", checked: true });
  const tools = SHORTCUTS.filter(([, command]) => command !== "help").map(([key, command, label]) => [
    button([label, " ", el("kbd", {}, key)], () => session.article && commands[command](), { "data-act": command }),
    command === "begin" && newTable,
  ]);

  const root = el(
    "div",
    {},
    el(
      "div",
      { class: "bench" },
      el("label", {}, "Reviewer ", nameField),
      el("label", { class: "check" }, singleKeys, " keyboard shortcuts"),
      queueList.bar,
      saveStatus,
      button("Download corrections", () => showStatus(downloadCorrections(session.works))),
      keys,
    ),
    queueList.status,
    el("div", { class: "tools", role: "toolbar", "aria-label": "Card actions" }, tools),
    messages.node,
    review.notices.map((notice) => el("p", { class: "alarm" }, `⚠ ${notice}`)),
    el("div", { class: "articles" }, queuePicker(queueList, turns.length), pane.node),
  );

  document.addEventListener("keydown", (event) =>
    handleKey(event, {
      commands,
      isActive: () => root.isConnected && singleKeys.checked && session.article !== null,
      isEditing: () => editor.isEditing,
      onEscape: () => messages.clear(),
      warn: (text) => messages.show(text),
    }),
  );
  addEventListener("beforeunload", (event) => drafts.hasUnsaved() && event.preventDefault());
  if (!served) followOtherTabs(session, store, { queueList, pane, editor, messages });
  countTime(session);

  let wasShown = false;
  const update = (/** @type {State} */ state) => {
    const next = queue.find((article) => !session.isDone(article)) ?? queue[0];
    const article = data.articles.find(({ name, text }) => name === state.article && text) ?? next;
    if (!article) {
      replaceContent(pane.node, "No article has a text.");
      return;
    }
    if (article !== session.article) {
      const before = session.article;
      if (before && !editor.settle()) {
        noteState({ article: before.name });
        return;
      }
      session.article = article;
      session.card = null;
      editor.reset();
      pane.render(article);
      if (before) queueList.update(before);
      queueList.update(article);
      const work = session.workOn(article);
      if (wasShown) pane.focus((undecidedItems(work)[0] ?? work.items[0])?.key ?? "notes");
      wasShown = true;
    }
    if (state.card) pane.linked?.pick([state.card]);
  };
  return { root, update };
}

function tableSelect() {
  return el(
    "select",
    { id: "new-table", "aria-label": "Kind of the new card" },
    Object.entries(ITEM_LABELS).map(([table, label]) => el("option", { value: table }, label)),
  );
}

/**
 * @param {QueueList} queueList
 * @param {number} count
 */
function queuePicker({ list }, count) {
  const summary = el("summary", {}, `${plural(count, "article")} to review`);
  return el("details", { class: "picker", open: innerWidth > 1100 }, summary, list);
}

/**
 * Restore the work that this browser has stored.
 * @param {Session} session
 * @param {BrowserStore} store
 */
function restoreAll(session, store) {
  for (const article of session.data.articles) {
    const kept = store.get(workName(article.name));
    if (kept) session.restore(article, kept);
  }
}

/**
 * Show what another tab of the same file changed.
 * @param {Session} session
 * @param {BrowserStore} store
 * @param {{queueList: QueueList, pane: ArticlePane, editor: Editor, messages: MessageBox}} parts
 */
function followOtherTabs(session, store, { queueList, pane, editor, messages }) {
  addEventListener("storage", ({ key }) => {
    const article = session.data.articles.find(({ name }) => store.key(workName(name)) === key);
    const kept = article && store.get(workName(article.name));
    if (!kept) return;
    session.restore(article, kept);
    queueList.update(article);
    if (article !== session.article || editor.isEditing) return;
    pane.render(article);
    messages.show("Changed in another tab; showing that state.");
  });
}

/**
 * Count the seconds that the reviewer works on the article shown.
 * @param {Session} session
 */
function countTime(session) {
  let active = 0;
  for (const kind of ["pointermove", "keydown", "scroll"]) {
    addEventListener(kind, () => (active = Date.now()), { passive: true });
  }
  setInterval(() => {
    if (session.article && !document.hidden && Date.now() - active < IDLE) {
      session.workOn(session.article).seconds += 1;
    }
  }, 1000);
}
