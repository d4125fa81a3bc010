"""WARC files, the archives of the web (CC-NEWS, browsertrix, wget), by FastWARC."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extractor.articles.web.downloads import Download
from extractor.core.errors import ArticleError, InputError, UsageError
from extractor.core.files import open_regular

SUFFIXES = (".warc", ".warc.gz")
_MAX_URL = 900  # characters; an article's name has at most 1,000
_SPECIFIC = ("content-encoding", "content-length", "transfer-encoding")  # of the connection, not of the body as kept
_EXTRA = "pip install 'incident-extractor[fetch]'"


@dataclass(frozen=True)
class Archived:
    """A page in a WARC file: the response, and when it was received (ISO 8601)."""

    download: Download
    date: str

    @property
    def name(self) -> str:
        """The name of its article: address and time, since an address may be archived several times."""
        url = self.download.url
        if len(url) > _MAX_URL:
            url = f"{url[:_MAX_URL]}… {hashlib.sha256(url.encode()).hexdigest()[:8]}"
        return f"{url} {self.date}"


def is_warc(path: str) -> bool:
    """Tell whether a path is that of a WARC file."""
    return path.lower().endswith(SUFFIXES)


def read_warc(path: Path, max_bytes: int) -> Iterator[Archived]:
    """Yield the successful responses with a body, and the resources; a body is cut after `max_bytes` and one.

    Raises:
        InputError: no WARC file, or one that is cut; the extra `fetch` is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(f"{path}: reading a WARC file needs the extra 'fetch'.", next_step=_EXTRA) from error
    try:
        file = open_regular(path)
    except ArticleError as error:
        raise InputError(error.message, next_step=error.next_step) from error
    count = 0
    with file:
        kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
        try:
            # Python decompresses: FastWARC takes a file that is cut for one that has ended.
            stream = gzip.GzipFile(fileobj=file) if path.suffix.lower() == ".gz" else file
            for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="all"):
                count += 1
                if found := _archived(record, max_bytes):
                    yield found
        except Exception as error:  # of FastWARC's streams, which share no class
            raise InputError(f"{path}: after {count} records: {error}.", next_step="Fetch the file again.") from error
    if not count:
        raise InputError(f"{path}: no record of a WARC file.", next_step="Check that the file is complete.")


def _archived(record: Any, max_bytes: int) -> Archived | None:
    url = record.headers.get("WARC-Target-URI") or ""
    headers, content_type, charset = {}, record.headers.get("Content-Type") or "", ""
    if record.is_http:
        if record.http_headers is None or record.http_headers.status_code != HTTPStatus.OK:
            return None
        headers = {name.lower(): value for name, value in record.http_headers}
        content_type, charset = record.http_content_type or "", record.http_charset or ""
    body = record.reader.read(max_bytes + 1)
    if "content-encoding" not in headers and len(body) < min(record.content_length, max_bytes):
        raise EOFError("the file ends within a record")
    if not url or not body:
        return None
    kind = content_type.partition(";")[0].strip().lower()
    return Archived(
        Download(url, 200, headers, body=body, content_type=kind, charset=charset),
        record.headers.get("WARC-Date") or "",
    )


class WarcWriter:
    """Append responses to a WARC file, each compressed by itself; a context manager.

    Raises:
        UsageError: the file cannot be written, or the extra `fetch` is not installed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            import fastwarc  # noqa: F401  # needed for the first page; better known now
        except ImportError as error:
            raise UsageError("Writing a WARC file needs the extra 'fetch'.", next_step=_EXTRA) from error
        try:
            self._file = open(self._path, "ab")  # closed when the writer is
        except OSError as error:
            raise UsageError(
                f"{self._path} cannot be written: {error.strerror}.", next_step="Choose another."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, download: Download) -> None:
        """Append a response; its body is as kept: decompressed."""
        from fastwarc.warc import WarcRecord, WarcRecordType

        lines = [f"HTTP/1.1 {download.status} OK"]
        lines += [f"{name}: {value}" for name, value in download.headers.items() if name not in _SPECIFIC]
        lines.append(f"content-length: {len(download.body)}")
        block = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + download.body
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = download.url
        record.headers["WARC-Date"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(block)
        plain = io.BytesIO()
        record.write(plain)
        self._file.write(gzip.compress(plain.getvalue()) if self._path.suffix == ".gz" else plain.getvalue())
        self._file.flush()
