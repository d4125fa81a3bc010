"""The options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.core.errors import UsageError

DEFAULT_MODEL = "gpt-5-mini"  # as in Settings, which takes too long to import for a help page
Articles = Annotated[
    str,
    typer.Argument(
        metavar="ARTICLES",
        help="Folder of .txt, .md, .html (with articles.csv beside them), .jsonl, .csv, one file, or - for stdin.",
        show_default=False,
    ),
]
PromptName = Annotated[str, typer.Option("-p", "--prompt", metavar="PROMPT", help="Prompt by name or path.")]
Model = Annotated[
    str | None,
    typer.Option(
        "-m", "--model", metavar="MODEL", help=f"Model (EXTRACTOR_MODEL; default {DEFAULT_MODEL}).", show_default=False
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="OpenAI-compatible endpoint (OPENAI_BASE_URL).", show_default=False),
]
Recordings = Annotated[
    list[Path] | None,
    typer.Option(
        "--recordings",
        metavar="PATH",
        help="Further recordings as text: a .jsonl file or a folder.",
        show_default=False,
    ),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=1, help="Only the first N articles.", show_default=False),
]
Published = Annotated[
    str | None,
    typer.Option(
        "--published", metavar="DATE", help="Publication date of articles that come without one.", show_default=False
    ),
]


def check_name(file: Path) -> None:
    """Refuse to write JSON lines over a file of another kind, such as an article."""
    if file.suffix != ".jsonl":
        raise UsageError(f"{file}: the name of the file must end in .jsonl.", next_step="Give such a name.")


NamesFolder = Annotated[
    Path | None,
    typer.Option(
        "--names",
        metavar="FOLDER",
        help="Your actors.csv and places.csv; what they say goes before the names that come along.",
        show_default=False,
    ),
]
Gazetteer = Annotated[
    bool,
    typer.Option("--gazetteer/--no-gazetteer", help="Look up towns that no alias file has in GeoNames."),
]
Incidents = Annotated[Path, typer.Option("--incidents", metavar="FOLDER", help="The folder of consolidated incidents.")]
