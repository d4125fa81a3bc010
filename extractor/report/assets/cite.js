// How to cite a row, and what it was derived from.

function madeBy() {
  const { extractor, prompt, model, run, id } = page.facts;
  return `extractor ${extractor}, prompt ${prompt.name}, model ${model}, run ${run} (SHA-256 ${id})`;
}

function citeArticle(article) {
  const { outlet, url, agencies } = article.metadata;
  const facts = [article.name, outlet, agencies, article.published && `published ${article.published}`, url];
  return `${facts.filter(Boolean).join(", ")} (id ${article.id})`;
}

function citeReport(article, id, summary) {
  return `Report ${article.name}:${id}. ${summary} In: ${citeArticle(article)}. Coded with ${madeBy()}.`;
}

function citeIncident(incident) {
  const when = incident.date_start ? dayRange(incident.date_start, incident.date_end) : "no day known";
  const where = [incident.place, incident.country].filter(Boolean).join(", ") || "no place known";
  const from = incident.reports.map((each) => {
    const article = page.articles[each.article];
    return article
      ? `${citeArticle(article)}, report ${each.incident}`
      : `${each.label}, published ${each.published ?? "unknown"} (id ${each.article_id}; read and coded in another run)`;
  });
  return `Incident ${incident.incident}: ${typeWords(incident.type)}, ${where}, ${when}. ${incident.grade_reason}. Reports: ${from.join("; ")}. Joined and coded with ${madeBy()}.`;
}

function dayRange(start, end) {
  return start === end || !end ? start : `${start} to ${end}`;
}

// What can be opened at a row: its citation, and what it was derived from.
function provenance(citation, articles) {
  const text = el("textarea", { readonly: true, rows: 4, "aria-label": "Citation" });
  text.value = inert(citation());
  const copy = button("Copy", async () => {
    text.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(text.value);
      copied = true;
    } catch {
      copied = document.execCommand("copy"); // a page that is opened as a file may have no clipboard
    }
    tell(copied ? "Copied." : "It is selected: copy it with Ctrl+C.");
  });
  const sources = articles.map((article) =>
    el(
      "li",
      {},
      own(article.name),
      `, id ${article.id}; answered by ${article.models.join(", ") || "nobody"}; recordings `,
      article.recordings.map((key) => [el("code", {}, key.slice(0, 12)), " "]),
      article.metadata.url && ["; ", outward(article.metadata.url)],
    ),
  );
  return el("div", { class: "cite" }, text, copy, el("ul", {}, sources));
}

function citing(citation, articles) {
  return opening({ class: "citing" }, "Cite this, and where it is from", () => provenance(citation, articles()));
}
