"""Known names of actors and places: the bundled alias files, and those of a folder of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractor.core.canonical import digest
from extractor.core.errors import UsageError
from extractor.core.package_data import NAMES
from extractor.grounding.actors import Actors
from extractor.grounding.aliases import read_csv_file
from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.places import Places


@dataclass(frozen=True)
class Names:
    """Known actors and places, and a hash over the files that they are from."""

    actors: Actors
    places: Places
    id: str


def load_names(folder: Path | None = None, *, gazetteer: bool = True) -> Names:
    """Load the bundled names, overridden by the actors.csv and places.csv of a folder.

    The gazetteer is used if it is installed (`names.places.gazetteer`).

    Raises:
        UsageError: a file is wrong, or the folder has neither.
    """
    files = {kind: [read_csv_file(NAMES / f"{kind}.csv")] for kind in ("actors", "places")}
    if folder:
        own = {kind: folder / f"{kind}.csv" for kind in files if (folder / f"{kind}.csv").exists()}
        if not own:
            raise UsageError(
                f"{folder} has neither actors.csv nor places.csv.", next_step="See: extractor names --help."
            )
        for kind, path in own.items():
            files[kind].append(read_csv_file(path))
    demonyms = read_csv_file(NAMES / "demonyms.csv")
    texts = {kind: [file.text for file in found] for kind, found in files.items()} | {"demonyms": [demonyms.text]}
    towns = Gazetteer() if gazetteer else None
    found = towns if towns and towns.version else None  # without the extra `places` it is not installed
    actors, places = Actors(files["actors"], demonyms), Places(files["places"], found)
    return Names(actors, places, digest("names/1", texts))
