"""`gold`: create, check, import, compare and split gold files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import App
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.eval_shared import ArticlesOf, score_text
from extractor.cli.options import Articles, NamesFolder
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.articles.article import Article
    from extractor.evaluation.gold import Gold

app = App(help="Create, check, import, compare and split gold files.")
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of gold.")]


@app.command(epilog="Example: extractor gold new articles/ -o articles/gold --from runs/monday")
def new(
    articles: Articles,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder for the gold files.")],
    run: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="RUN", help="Fill in the coding of this run, to be corrected.", show_default=False
        ),
    ] = None,
) -> None:
    """Create a gold file for each article.

    Every field lists its allowed values; --from fills in the coding of a run.
    """
    from extractor.evaluation.gold_drafts import draft_gold, write_drafts
    from extractor.evaluation.predictions import output_of_run
    from extractor.schema.codebook import Coding
    from extractor.schema.rows import WITH_ROWS

    outputs = output_of_run(run).predictions if run else {}
    drafts = {}
    for article in _articles(articles):
        known = outputs.get(article.name)
        filled = known.coding if known and known.state in WITH_ROWS else None
        drafts[article.name] = draft_gold(
            article, Coding, out, {name: filled[name] for name in Coding.model_fields} if filled else None
        )
    for path in write_drafts(out, drafts):
        print_out(str(path))


@app.command(epilog="Example: extractor gold check articles/gold")
def check(folder: Folder, articles: ArticlesOf = None) -> None:
    """Check gold files: fields, closed lists, quotes, references."""
    from extractor.evaluation.splits import select_split

    gold = _gold(folder, articles)
    select_split(gold, None)
    incidents = [raw for coding in gold.codings.values() for raw in coding["incidents"]]
    optional = sum(bool(raw.get("optional")) for raw in incidents)
    print_err(
        f"{len(gold.files)} gold files with {len(incidents)} incidents ({optional} optional) and "
        f"{len(gold.clusters.same)} links: no problem found."
    )


@app.command(name="import", epilog="Example: extractor gold import corrections.jsonl -o articles/gold")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="One line per article: article, coding, by, at.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder of gold.")],
    articles: ArticlesOf = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite existing gold.")] = False,
    latest: Annotated[
        bool, typer.Option("--latest", help="Of several codings of an article, as in a journal, take the last.")
    ] = False,
) -> None:
    """Import codings into gold: all or none, checked like `gold check`."""
    from extractor.evaluation.gold_drafts import import_gold
    from extractor.schema.codebook import Coding

    known = {article.name: article for article in _articles(articles or str(out.resolve().parent))}
    for path in import_gold(file, out, known, Coding, replace=replace, latest=latest):
        print_out(str(path))


@app.command(epilog="Example: extractor gold agreement ann/ ben/ --articles articles/ --adjudication decide.csv")
def agreement(
    a: Annotated[Path, typer.Argument(metavar="A", help="Gold of one coder.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Gold of another coder for the same articles.")],
    articles: ArticlesOf = None,
    adjudication: Annotated[
        Path | None,
        typer.Option(
            "--adjudication",
            metavar="FILE.csv",
            help="Write every difference to a table for decisions.",
            show_default=False,
        ),
    ] = None,
    names: NamesFolder = None,
) -> None:
    """Measure the agreement of two coders, by table and field."""
    from extractor.core.files import atomic_file
    from extractor.evaluation.agreement import COLUMNS, disagreements, measure_agreement
    from extractor.evaluation.codebook_profile import CodebookProfile
    from extractor.evaluation.gold import read_gold
    from extractor.grounding.names import load_names
    from extractor.runs.rows import csv_lines
    from extractor.schema.codebook import Coding

    if adjudication and adjudication.exists():
        raise UsageError(f"{adjudication} exists already.", next_step="Choose another name, or move it away.")
    known = _articles(articles or str(a.resolve().parent))
    one, other = read_gold(a, known, Coding), read_gold(b, known, Coding)
    texts = {article.name: article.original for article in known}
    book = CodebookProfile(load_names(names, gazetteer=False))
    found = measure_agreement(one, other, texts, book)
    if not found.articles:
        raise UsageError(f"{a} and {b} have no article in common.", next_step="Name the files after the articles.")
    print_out(f"{len(found.articles)} articles coded by both")
    for table, value in found.items.items():
        print_out(f"{table:<21} found by both, F1 {score_text(value)}")
    print_out(f"{'field, given a match':<21} {'F1':>6} {'kappa':>6}")
    for slot, value in found.fields.items():
        beyond_chance = score_text(found.kappas[slot]) if slot in found.kappas else ""
        print_out(f"{slot:<21} {score_text(value):>6} {beyond_chance:>6}".rstrip())
    rows = list(disagreements(found, one, other, book))
    if adjudication:
        with atomic_file(adjudication) as out:
            out.write(
                (
                    "\ufeff" + csv_lines([COLUMNS, *([_cell(row[column]) for column in COLUMNS] for row in rows)])
                ).encode()
            )
    print_out(
        f"{len(rows)} differences in incidents{f', written to {adjudication} for decisions' if adjudication else ''}."
    )


@app.command(epilog="Example: extractor gold adjudicate ann/ ben/ decide.csv -o gold/ --articles articles/")
def adjudicate(
    a: Annotated[Path, typer.Argument(metavar="A", help="Gold of one coder; undisputed values are taken from here.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Gold of the other.")],
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="Table of `gold agreement`, with a or b in the column `decision`."),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder for the adjudicated gold.")],
    articles: ArticlesOf = None,
) -> None:
    """Merge two codings into one gold by the decisions on their differences."""
    from extractor.evaluation.adjudication import adjudicate as merged
    from extractor.evaluation.adjudication import read_decisions
    from extractor.evaluation.gold import read_gold
    from extractor.evaluation.gold_drafts import gold_paths, write_gold
    from extractor.schema.codebook import Coding

    known = _articles(articles or str(a.resolve().parent))
    one, other = read_gold(a, known, Coding), read_gold(b, known, Coding)
    named = {article.name: article for article in known}
    made = merged(one, other, read_decisions(file), named, Coding)
    for path in write_gold(gold_paths(out, made), made, replace=False):
        print_out(str(path))


@app.command(epilog="Example: extractor gold split articles/gold --test 0.3")
def split(
    folder: Folder,
    test: Annotated[float, typer.Option("--test", metavar="SHARE", min=0, max=1, help="Share of the articles.")] = 0.3,
    articles: ArticlesOf = None,
) -> None:
    """Hold out articles as a sealed test set.

    Articles that report the same incident stay together.
    """
    from extractor.evaluation.splits import make_splits, write_splits

    gold = _gold(folder, articles)
    made = make_splits(gold, test)
    path = write_splits(gold, made)
    print_out(f"{path}: {len(made['dev'])} articles to tune on, {len(made['test'])} held out.")


def _articles(place: str | list[str]) -> list[Article]:
    from extractor.articles.stream import read_inputs

    return read_inputs(place).articles


def _gold(folder: Path, articles: str | None) -> Gold:
    from extractor.evaluation.gold import read_gold
    from extractor.schema.codebook import Coding

    return read_gold(folder, _articles(articles or str(folder.resolve().parent)), Coding)


def _cell(value: object) -> object:
    import json

    return escape(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
