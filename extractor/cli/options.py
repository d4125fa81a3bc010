"""The options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

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
    Optional[str],  # noqa: UP045  # typer reads annotations at run time
    typer.Option("-m", "--model", metavar="MODEL", help="Model to ask (EXTRACTOR_MODEL).", show_default=False),
]
Recordings = Annotated[
    Optional[list[Path]],  # noqa: UP045
    typer.Option(
        "--recordings",
        metavar="PATH",
        help="Further recordings as text: a .jsonl file or a folder.",
        show_default=False,
    ),
]
Limit = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--limit", metavar="N", min=1, help="Only the first N articles.", show_default=False),
]
