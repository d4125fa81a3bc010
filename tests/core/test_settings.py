"""settings: environment, .env and keywords."""

from pathlib import Path

import pytest

from extractor.core.errors import SettingsError
from extractor.core.settings import Settings, load_settings

EXAMPLE = Path(__file__).parent.parent.parent / ".env.example"


@pytest.mark.parametrize("key", ["sk-secret\n", "sk secret", "sk-sécret", "sk-secret\x00"])
def test_a_malformed_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str) -> None:
    """S19: a malformed key is refused before any request; no message contains it."""
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY='{key}'", encoding="utf-8")
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as caught:
        load_settings()
    shown = str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
    assert "cret" not in str(caught.value)
    assert "secret" not in repr(caught.value.__cause__)
    assert shown


def test_an_empty_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line OPENAI_API_KEY= in .env means no key."""
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert load_settings().api_key is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("OPENAI_BASE_URL", "api.example.org", "not a URL"),
        ("OPENAI_BASE_URL", "https://me:pw@example.org/v1", "contains a password"),
        ("EXTRACTOR_CONCURRENCY", "0", "EXTRACTOR_CONCURRENCY"),
        ("EXTRACTOR_DEADLINE", "soon", "EXTRACTOR_DEADLINE"),
        ("EXTRACTOR_RPM", "-1", "EXTRACTOR_RPM"),
        ("EXTRACTOR_PRICE", "cheap", "INPUT/OUTPUT"),
        ("EXTRACTOR_PRICE", "1", "dollars per million"),
    ],
)
def test_malformed_settings(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    """A malformed setting is refused by the name of its variable, without its value."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings()
    assert "pw@" not in str(caught.value)


def test_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Options take precedence over the environment, and the environment over .env."""
    (tmp_path / ".env").write_text("EXTRACTOR_MODEL=file\nEXTRACTOR_STORE=kept\n", encoding="utf-8")
    assert load_settings().model == "file"
    monkeypatch.setenv("EXTRACTOR_MODEL", "environment")
    assert load_settings().model == "environment"
    assert load_settings(model="option", base_url=None).model == "option"
    assert load_settings().store == Path("kept")


def test_the_example_explains_every_setting() -> None:
    """.env.example names each setting, and its defaults are the true ones."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        variable = str(field.validation_alias or f"EXTRACTOR_{name.upper()}")
        assert f"{variable}=" in text
        if field.default is not None:
            shown = f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
            assert f"# {variable}={shown}" in text


def test_an_unknown_keyword_is_refused() -> None:
    """A misspelt keyword is an error that gives the nearest valid name."""
    with pytest.raises(SettingsError, match="'modle' is not a setting") as caught:
        load_settings(modle="x")
    assert caught.value.next_step == "Did you mean mode or model?"
    with pytest.raises(SettingsError, match="'zzz'") as caught:
        load_settings(zzz=None)
    assert "max_chars" in caught.value.next_step


def test_an_unknown_line_of_env_is_refused(tmp_path: Path) -> None:
    """A misspelt EXTRACTOR_ variable in .env is an error; variables of other programs are not."""
    (tmp_path / ".env").write_text("OTHER=1\nOPENAI_ORG=2\nEXTRACTOR_MODEL=m\nEXTRACTOR_API_KEY=k\n", encoding="utf-8")
    assert load_settings().model == "m"
    (tmp_path / ".env").write_text("EXTRACTOR_MODLE=m\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\.env: EXTRACTOR_MODLE is not a setting") as caught:
        load_settings()
    assert caught.value.next_step == "Did you mean EXTRACTOR_MODE or EXTRACTOR_MODEL?"


def test_an_env_file_that_is_not_utf8(tmp_path: Path) -> None:
    """A .env in another encoding is an error that names the file."""
    (tmp_path / ".env").write_bytes(b"EXTRACTOR_MODEL=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        load_settings()


def test_an_unknown_variable_is_warned_of(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A misspelt EXTRACTOR_ variable of the process is a warning, once, with the nearest valid name."""
    monkeypatch.setenv("EXTRACTOR_CONCURENCY", "4")
    for _ in range(2):
        load_settings()
    warned = "EXTRACTOR_CONCURENCY is not a setting and is ignored. Did you mean EXTRACTOR_CONCURRENCY?"
    assert [record.message for record in caplog.records] == [warned]


def test_hosts() -> None:
    """Host of the endpoint, and local endpoints."""
    here, there = load_settings(base_url="http://127.0.0.1:8000/v1/"), load_settings()
    assert (here.host, here.local, here.base_url) == ("127.0.0.1:8000", True, "http://127.0.0.1:8000/v1")
    assert (there.host, there.local) == ("api.openai.com", False)


def test_a_misspelt_setting_of_the_class() -> None:
    """`Settings` itself refuses a name that is no setting, as `load_settings` does."""
    with pytest.raises(SettingsError, match="'modle' is not a setting"):
        Settings(_env_file=None, modle="m")
    assert Settings(_env_file=None, OPENAI_BASE_URL="http://127.0.0.1/v1").base_url == "http://127.0.0.1/v1"
