// What is selected in the text of the article, by its places there; remembered, since a press on a button may end it.
const selection = {
  last: null,

  note() {
    const selected = getSelection();
    const text = document.querySelector(".view-review .text");
    if (!text || !selected.rangeCount) return;
    const range = selected.getRangeAt(0);
    const inside = [range.startContainer, range.endContainer].map((node) => text.contains(node));
    // A press on a field or a button takes the selection away without anybody having meant to.
    const away = document.activeElement?.matches("input, textarea, select, button");
    if (selected.isCollapsed || !(inside[0] || inside[1])) {
      if (inside[0] || !away) this.last = null;
      return;
    }
    const { article } = reviewView;
    const end = inside[1]
      ? originalPlace(text, range.endContainer, range.endOffset, article)
      : pointsOf(article).length;
    const start = inside[0] ? originalPlace(text, range.startContainer, range.startOffset, article) : 0;
    this.last = { start, end, article: article.name };
  },

  words(article) {
    if (this.last?.article !== article.name) return null;
    const points = pointsOf(article);
    let { start, end } = this.last;
    while (start < end && !points.slice(start, start + 1).trim()) start += 1;
    while (end > start && !points.slice(end - 1, end).trim()) end -= 1;
    return start < end ? { text: points.slice(start, end), quote: [start, end] } : null;
  },
};
document.addEventListener("selectionchange", () => selection.note());

// The place in the article of a place on the page, where some characters are shown by their numbers.
function originalPlace(text, node, offset, article) {
  const points = pointsOf(article);
  if (node === text)
    return offset < text.childNodes.length ? Number(text.childNodes[offset].dataset.start) : points.length;
  const stretch = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  const before = document.createRange();
  before.setStart(stretch, 0);
  before.setEnd(node, offset);
  let left = before.toString().length;
  const start = Number(stretch.dataset.start);
  const units = Array.from(points.slice(start, Number(stretch.dataset.end)));
  let at = 0;
  while (left > 0 && at < units.length) {
    left -= units[at] === "\r" && units[at + 1] === "\n" ? 0 : inert(units[at]).length;
    at += 1;
  }
  return start + at;
}
