"""`eval muc4`: compare the scorer with the official scores of the MUC-4 evaluation of 1992."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import EVALUATE
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.options import require_jsonl
from extractor.core.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluation.muc4.folder import TestSetScores


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("eval muc4", rich_help_panel=EVALUATE, epilog="Example: extractor eval muc4 muc4/ --test tst3")(muc4)


def muc4(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="Folder with keys (key-tst3*), tst3-systems/*.response and tst3-official.csv.",
            show_default=False,
        ),
    ] = None,
    test: Annotated[
        list[str] | None,
        typer.Option("--test", metavar="SET", help="Only this test set, such as tst3.", show_default=False),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Key file, instead of a folder.", show_default=False)
    ] = None,
    response: Annotated[
        list[Path] | None,
        typer.Option(
            "--response", metavar="FILE", help="With --key: response file. Can be repeated.", show_default=False
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            "--texts",
            metavar="FILE",
            help="Instead: corpus file to convert to articles (with -o).",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE.jsonl", help="Articles of --texts.", show_default=False),
    ] = None,
) -> None:
    """Score MUC-4 responses against their official keys.

    The simplified task of later papers is scored too if its files are in the folder.
    """
    from extractor.evaluation.muc4.folder import score_files, score_folder

    if texts:
        _convert_texts(texts, out)
        return
    if (folder is None) == (key is None) or bool(key) != bool(response):
        raise UsageError(
            "Give either a folder or a key with responses.",
            next_step="extractor eval muc4 FOLDER, or --key FILE --response FILE",
        )
    for found in score_folder(folder, test or ()) if folder else [score_files(key or Path(), response or [])]:
        _print_scores(found)


def _print_scores(found: TestSetScores) -> None:
    if found.systems:
        print_out(f"{escape(found.name)}: all templates, in percent")
        print_out(f"{'system':<12} {'F':>6} {'official':>8} {'diff':>6} {'recall':>7} {'precision':>9}")
    for each in sorted(found.systems, key=lambda one: -one.f1):
        official = (
            f"{each.official:>8.2f} {each.f1 - each.official:>+6.2f}"
            if each.official is not None
            else f"{'–':>8} {'':>6}"
        )
        recall, precision = (100 * (share or 0.0) for share in (each.tally.recall, each.tally.precision))
        print_out(f"{escape(each.system):<12} {each.f1:>6.2f} {official} {recall:>7.2f} {precision:>9.2f}")
    if agreement := found.agreement:
        print_out(
            f"Spearman with the official F: {agreement[0]:.4f}; mean absolute difference: {agreement[1]:.2f} points."
        )
    if found.simplified:
        print_out(f"{escape(found.name)}: the simplified task of later papers, in percent")
    for name, ratio in found.simplified.items():
        print_out(f"{name}: precision {ratio.precision:.2f}, recall {ratio.recall:.2f}, F1 {ratio.f1:.2f}")
    print_out("")


def _convert_texts(texts: Path, out: Path | None) -> None:
    from extractor.core.canonical import canonical
    from extractor.core.files import atomic_file
    from extractor.evaluation.muc4.files import read_texts

    if out is None:
        raise UsageError("--texts needs an output file.", next_step="Add -o articles.jsonl.")
    require_jsonl(out)
    found = list(read_texts(texts))
    with atomic_file(out) as file:
        for each in found:
            published = each.published.isoformat() if each.published else None
            file.write(
                canonical({"id": each.name, "text": each.text, "published": published, "language": "en"}) + b"\n"
            )
    print_err(f"{len(found)} articles in {out}.")
