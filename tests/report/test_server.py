"""server: the review page on loopback at a secret address."""

import http.client
import json
import signal
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from extractor.articles.build import make_article
from extractor.report.server import MAX_BODY
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, review_server, run_extractor, scripted_run

ID = make_article("gao.txt", TEXT, {}).id
Answer = tuple[int, dict[str, str], bytes]


class Client:
    """An HTTP client of a server."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname
        assert parts.port
        self.host, self.port, self.path = parts.hostname, parts.port, parts.path

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request; header names have _ for -."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def post(self, what: str, body: Any, **headers: str) -> Answer:
        """Post JSON as the page does."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", self.path + what, raw, **{"Content_Type": "application/json", **headers})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the run, the gold and the journal."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[Client]:
    """A server for one article."""
    run = scripted_run(place, [ScriptedArticle(TEXT, coding())])
    with review_server(run, place / "gold") as (address, _):
        yield Client(address)


def _saving(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"article": "gao.txt", "id": ID, "by": "ann", "coding": coding()}
    return {**given, "base": "", "seconds": 3, "trail": {"p": 1}, **changes}


def test_only_with_the_token(client: Client) -> None:
    """Without the token of the address every method gets an error."""
    assert client.path.count("/") == 2
    assert len(client.path) > 30
    assert client.ask("GET", client.path)[0] == 200
    for path in ("/", "/x/", client.path[:-2] + "/", client.path + "../", client.path + "manifest.json"):
        assert client.ask("GET", path)[0] == 404, path
    assert client.ask("POST", "/x/save", b"{}")[0] == 404
    assert client.ask("PUT", client.path, b"{}")[0] == 405


def test_only_on_loopback(client: Client) -> None:
    """The server listens on 127.0.0.1 only."""
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)} - {"127.0.0.1", "::1"}
    for address in addresses:
        with pytest.raises(OSError), socket.create_connection((str(address), client.port), timeout=1):  # noqa: PT011
            pass


def test_another_name_or_site_is_refused(client: Client) -> None:
    """Another host name (DNS rebinding) or another origin is refused, token or not."""
    assert client.ask("GET", client.path, Host="evil.example")[0] == 403
    assert client.ask("GET", client.path, Host=f"127.0.0.1:{client.port + 1}")[0] == 403
    assert client.post("save", _saving(), Origin="https://evil.example")[0] == 403
    assert client.post("save", _saving(), Origin="null")[0] == 403


def test_headers(client: Client) -> None:
    """No response may be cached, framed, sniffed or referred to, error responses included."""
    for path in (client.path, "/x"):
        _, headers, _ = client.ask("GET", path)
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b"null", 422),
        (b'{"article": "gao.txt", "by": "ann", "coding": {}, "base": "", "seconds": NaN}', 422),
        (b'{"article": "gao.txt", "by": "\\ud800", "coding": {}, "base": "", "seconds": 1}', 422),
        (b"\xff\xfe", 422),
        (b"[" * 100_000, 422),
        (_saving(article="../../etc/passwd"), 422),
        (_saving(article="other.txt"), 422),
        (_saving(by=" "), 422),
        (_saving(coding=[]), 422),
        (_saving(seconds="3"), 422),
        (_saving(trail=[]), 422),
        (_saving(id="0" * 32), 412),
        (b'{"article": "gao.txt", "by": "ann", "coding": {}, "base": "", "seconds": 1e999, "trail": {}}', 422),
        ({"article": "gao.txt"}, 422),
        (b"x" * (MAX_BODY + 1), 413),
    ],
)
def test_invalid_bodies(client: Client, body: Any, status: int) -> None:
    """X17, X19-X21: bodies that the page would not send are refused, and the response contains none of them."""
    found, _, text = client.post("save", body)
    assert found == status
    assert len(text) < 60
    assert b"passwd" not in text


def test_no_form_of_another_site(client: Client) -> None:
    """The content types of HTML forms are refused."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert client.post("save", _saving(), Content_Type=kind)[0] == 415


def test_a_coding_with_errors(client: Client, place: Path) -> None:
    """A coding with errors is answered by 422 and the errors by field; the journal has it."""
    status, _, body = client.post("save", _saving(coding=coding(incident(evidence=["Not there"]))))
    assert status == 422
    assert json.loads(body)["noted"]
    assert json.loads(body)["problems"] == ["incidents.0.evidence.0: not found in gao.txt: 'Not there'"]
    assert "Not there" in (place / ".gold" / "corrections.jsonl").read_text()


def test_a_whole_review(client: Client, place: Path) -> None:
    """A draft is saved, a coding becomes gold, and a second one from the same state gets a conflict."""
    draft = {
        "article": "gao.txt",
        "id": ID,
        "by": "ann",
        "page": "p",
        "version": 1,
        "blind": False,
        "work": {"items": []},
    }
    assert client.post("draft", draft)[0] == 200
    assert client.post("draft", {**draft, "page": "q"})[0] == 200
    assert len(list((place / ".gold" / "drafts").iterdir())) == 2
    assert client.post("drop", {"article": "gao.txt", "id": ID, "by": "ann", "trail": {"q": 1}})[0] == 200
    status, _, body = client.post("save", _saving())
    assert (status, json.loads(body)["saved"]) == (200, True)
    status, _, body = client.post("save", _saving(by="ben"))
    answer = json.loads(body)
    assert (status, answer["other"]["by"]) == (409, "ann")
    assert json.loads((place / "gold" / "gao.json").read_text())["coded"]["by"] == "ann"
    assert not list((place / ".gold" / "drafts").iterdir())


def test_a_slow_body(client: Client) -> None:
    """X18: a client that sends no body after its headers does not block others."""
    with socket.create_connection((client.host, client.port)) as slow:
        head = f"POST {client.path}save HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        slow.sendall(head.encode())
        assert client.ask("GET", client.path)[0] == 200


def test_a_folder_that_cannot_be_written(client: Client, place: Path) -> None:
    """A disk error is in the response with a next step, and the next request is answered."""
    aside = place / ".gold-aside"
    (place / ".gold").rename(aside)
    (place / ".gold").write_text("in the way")
    status, _, body = client.post("save", _saving())
    assert status == 500
    assert "cannot be written" in json.loads(body)["problems"][0]
    assert "noted" not in json.loads(body)
    (place / ".gold").unlink()
    aside.rename(place / ".gold")
    assert client.ask("GET", client.path)[0] == 200


def test_a_port_that_is_taken(place: Path) -> None:
    """A port in use is an error that names the port and the option."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run_extractor(
            "review", "run", "--gold", "other", "--reviewer", "ann", "--port", port, "--no-gazetteer", cwd=place
        )
    assert result.returncode == 2
    assert f"Port {port}" in result.stderr
    assert "--port" in result.stderr


def test_a_client_that_hangs_up(place: Path) -> None:
    """A browser that is closed in the middle of a request leaves no traceback, and the server goes on."""
    run = scripted_run(place, [ScriptedArticle(TEXT, coding())], "hung")
    with review_server(run, place / "hung-gold") as (address, process):
        client = Client(address)
        head = f"POST {client.path}save HTTP/1.1\r\nHost: {client.host}:{client.port}\r\nContent-Type: application/json"
        for _ in range(3):
            with socket.create_connection((client.host, client.port)) as connection:
                connection.sendall(f'{head}\r\nContent-Length: 1000\r\n\r\n{{"a":'.encode())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
        assert client.ask("GET", client.path)[0] == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert "Traceback" not in errors
