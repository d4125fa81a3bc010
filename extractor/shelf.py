"""Rows that wait for their turn, on disk: one slow article holds up neither the others nor the memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Generic, Self, TypeVar

from extractor.errors import Stop

T = TypeVar("T")


class Shelf(Generic[T]):
    """Things by number. The first few stay in memory, the rest in a temporary file without a name.

    Args:
        pack, unpack: to bytes and back; without them everything stays in memory.
        in_memory: how many are the first few.
    """

    def __init__(
        self,
        pack: Callable[[T], bytes] | None = None,
        unpack: Callable[[bytes], T] | None = None,
        in_memory: int = 256,
    ) -> None:
        self._pack, self._unpack = pack, unpack
        self._most = in_memory
        self._here: dict[int, T] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self._file: BinaryIO | None = None

    def __len__(self) -> int:
        return len(self._here) + len(self._places)

    def __contains__(self, number: int) -> bool:
        return number in self._here or number in self._places

    def put(self, number: int, thing: T) -> None:
        """Keep a thing until it is taken.

        Raises:
            Stop: the temporary folder cannot be written.
        """
        if len(self._here) < self._most or self._pack is None:
            self._here[number] = thing
            return
        data = self._pack(thing)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed in __exit__
            if not self._places:  # all that was written has been taken: begin anew
                self._file.truncate(0)
            self._places[number] = (self._file.seek(0, os.SEEK_END), len(data))
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise Stop(
                f"The temporary folder cannot be written: {error.strerror}.",
                next_step="Free space or set TMPDIR, then run again: what is recorded is kept.",
            ) from error

    def take(self, number: int) -> T:
        """Hand a thing over."""
        if number in self._here:
            return self._here.pop(number)
        assert self._file is not None
        assert self._unpack is not None
        at, length = self._places.pop(number)
        self._file.seek(at)
        return self._unpack(self._file.read(length))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
