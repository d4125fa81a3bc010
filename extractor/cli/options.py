"""Options of several commands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor.core.errors import UsageError

DEFAULT_MODEL = "gpt-5-mini"  # as in Settings, which takes too long to import for a help page


def _check_date(text: str | None) -> str | None:
    if text:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD.") from None
    return text


def _check_recordings(paths: list[Path] | None) -> list[Path] | None:
    for path in paths or ():
        if not path.exists():
            raise typer.BadParameter(f"{path} does not exist.")
    return paths


Articles = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTICLES",
        help="Folders of .txt, .md, .html (with articles.csv beside them), .jsonl, .csv, single files, patterns, or - "
        "for stdin.",
        show_default=False,
    ),
]
Recursive = Annotated[
    bool, typer.Option("-r", "--recursive", help="Read folders inside folders, too; names are then FOLDER/FILE.")
]
PromptName = Annotated[str, typer.Option("-p", "--prompt", metavar="PROMPT", help="Prompt by name or path.")]
Model = Annotated[
    str | None,
    typer.Option(
        "-m", "--model", metavar="MODEL", help=f"Model (EXTRACTOR_MODEL; default {DEFAULT_MODEL}).", show_default=False
    ),
]
Mode = Annotated[
    str | None,
    typer.Option(
        "--mode",
        metavar="MODE",
        help="Output mode: tools, json_schema, json_object, text (EXTRACTOR_MODE; default auto).",
        show_default=False,
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="OpenAI-compatible endpoint (OPENAI_BASE_URL).", show_default=False),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="Timeout of a request (EXTRACTOR_TIMEOUT; default 300).",
        show_default=False,
    ),
]
Retries = Annotated[
    int | None,
    typer.Option(
        "--retries",
        metavar="N",
        help="Retries of a request after transport failures (EXTRACTOR_RETRIES; default 3).",
        show_default=False,
    ),
]
Repairs = Annotated[
    int | None,
    typer.Option(
        "--repairs",
        metavar="N",
        help="Re-requests of a response that fails validation (EXTRACTOR_REPAIRS; default 2).",
        show_default=False,
    ),
]
Recordings = Annotated[
    list[Path] | None,
    typer.Option(
        "--recordings",
        metavar="PATH",
        help="More recordings as text: a .jsonl file or a folder. Can be repeated.",
        callback=_check_recordings,
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
        "--published",
        metavar="DATE",
        help="Publication date (YYYY-MM-DD) of articles without one.",
        callback=_check_date,
        show_default=False,
    ),
]
DateOrder = Annotated[
    Literal["dmy", "mdy", "ymd"] | None,
    typer.Option(
        "--date-order", help="Order of publication dates that are not YYYY-MM-DD; none is guessed.", show_default=False
    ),
]
NamesFolder = Annotated[
    Path | None,
    typer.Option(
        "--names",
        metavar="FOLDER",
        help="Your actors.csv and places.csv; they override the bundled names.",
        show_default=False,
    ),
]
Gazetteer = Annotated[
    bool,
    typer.Option("--gazetteer/--no-gazetteer", help="Look up places that no alias file has in GeoNames."),
]
Incidents = Annotated[Path, typer.Option("--incidents", metavar="FOLDER", help="Folder of consolidated incidents.")]


def require_jsonl(file: Path) -> None:
    """Refuse to write JSON lines over a file of another kind, such as an article.

    Raises:
        UsageError: the name does not end in `.jsonl`.
    """
    if file.suffix != ".jsonl":
        raise UsageError(f"{file}: the file name must end in .jsonl.", next_step="Choose another name.")
