"""`cache`: inspect and maintain the recordings."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.commands import App
from extractor.cli.console import print_err, print_out
from extractor.cli.options import Recordings, require_jsonl

app = App(
    help="Inspect and maintain the recordings.",
    epilog="Example: extractor cache stats",
)


@app.command("stats", epilog="Example: extractor cache stats")
def stats(recordings: Recordings = None) -> None:
    """Count recordings by place, model and prompt."""
    from extractor.core.settings import load_settings
    from extractor.recordings.recorder import Readable
    from extractor.recordings.store_reader import ReadOnlyStore
    from extractor.recordings.text_file import intact
    from extractor.runs.wiring import text_recordings

    folder = load_settings().store
    with closing(ReadOnlyStore(folder)) as local:
        places: dict[Path, Readable] = {folder: local}
        places |= {text.where: text for text in text_recordings(recordings or [])}
        for place, layer in places.items():
            counts: Counter[str] = Counter()
            for recording in intact(layer):
                parts = recording.parts
                counts[f"{parts.get('model', parts.get('kind', 'unknown'))}, {parts.get('prompt', '-')}"] += 1
            print_out(f"{place}: {counts.total()} recordings")
            for name, count in sorted(counts.items()):
                print_out(f"  {count:>8}  {name}")


@app.command("verify", epilog="Example: extractor cache verify")
def verify(
    reindex: Annotated[bool, typer.Option("--reindex", help="Rebuild a damaged index first.")] = False,
) -> None:
    """Check the digest of every entry of the local store."""
    from extractor.core.settings import load_settings
    from extractor.recordings.sqlite import rebuild_index
    from extractor.recordings.store import damaged_keys, open_store

    folder = load_settings().store
    if reindex:
        with closing(open_store(folder, index=False)):
            rebuild_index(folder)
    with closing(open_store(folder)) as store:
        bad, total = damaged_keys(store), sum(1 for _ in store.names())
    for key in bad:
        print_out(key)
    print_err(f"{total} entries, {len(bad)} damaged.")
    if bad:
        raise typer.Exit(3)


@app.command("export", epilog="Example: extractor cache export recordings.jsonl")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Text file to write (.jsonl).")],
    everything: Annotated[
        bool, typer.Option("--all", help="Include the bundled recordings, not only the local store.")
    ] = False,
    run: Annotated[
        list[Path] | None,
        typer.Option("--run", metavar="FOLDER", help="Only the recordings of this run. Can be repeated."),
    ] = None,
) -> None:
    """Export recordings as a text file, one JSON object per line, sorted."""
    from extractor.core.settings import load_settings
    from extractor.recordings.recorder import Layers
    from extractor.recordings.store_reader import ReadOnlyStore
    from extractor.recordings.text_file import export as write
    from extractor.runs.manifest import keys_of_run
    from extractor.runs.wiring import text_recordings

    require_jsonl(file)
    with closing(ReadOnlyStore(load_settings().store)) as store:
        layers = Layers(store, *(text_recordings() if everything or run else []))
        keys = {key for folder in run for key in keys_of_run(folder)} if run else set(layers)
        count = write(layers, keys, file)
    print_err(f"{count} recordings written to {file}.")


@app.command("import", epilog="Example: extractor cache import recordings.jsonl")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE", help="Recordings as text.")]) -> None:
    """Import recordings into the local store; conflicts are reported and skipped."""
    from extractor.core.settings import load_settings
    from extractor.recordings.store import open_store
    from extractor.recordings.text_file import TextRecordings, merge

    text = TextRecordings(file)
    with closing(open_store(load_settings().store)) as store:
        merged = merge((found for key in text if (found := text.get(key))), store)
    print_err(f"{merged.added} recordings added, {merged.known} known, {len(merged.conflicts)} conflicts.")
    for key in merged.conflicts:
        print_err(f"  {key}: the responses differ; the recorded one is kept.")
    if merged.conflicts:
        raise typer.Exit(3)


@app.command("prune", epilog="Example: extractor cache prune --superseded --yes")
def prune(
    superseded: Annotated[bool, typer.Option("--superseded", help="Responses that --refresh replaced.")] = False,
    damaged: Annotated[bool, typer.Option("--damaged", help="Entries whose digest does not match.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove the entries; without it they are only listed.")] = False,
) -> None:
    """List superseded and damaged entries; --yes removes them.

    Without --superseded or --damaged both kinds are listed.
    """
    from extractor.core.settings import load_settings
    from extractor.recordings.store import damaged_keys, open_store

    with closing(open_store(load_settings().store)) as store:
        both = superseded == damaged
        old = list(store.names("superseded/")) if superseded or both else []
        names = sorted({*old, *(damaged_keys(store) if damaged or both else [])})
        if yes:
            store.lower_row_count(len(store) - len(names))
        for name in names:
            print_out(name)
            if yes:
                store.remove(name)
    print_err(f"{len(names)} entries {'removed' if yes else 'would be removed; add --yes to remove them'}.")
