"""mapping_store: recordings in a mapping of the caller."""

from extractor.recordings.mapping_store import MappingStore
from extractor.recordings.recording import Recording

KEY = "a" * 64


def test_recordings_and_notes() -> None:
    """A recording is added once; one that replaces it is returned, and the old one kept as superseded."""
    data: dict[str, bytes] = {}
    store = MappingStore(data)
    old, new = Recording(KEY, "{}", parts={"mode": "text"}), Recording(KEY, '{"a": 1}')
    assert store.get(KEY) is None
    assert [store.add(old), store.add(new)] == [True, False]
    assert (store.get(KEY), list(store), store.modes()) == (old, [KEY], {"text"})
    store.add_all([(new, True), (new, True)])
    assert store.get(KEY) == new
    assert [name for name in data if name.startswith("superseded/")] == [f"superseded/{KEY}/0"]
    store.set_note("mode/x", {"mode": "tools"})
    assert (store.get_note("mode/x"), store.get_note("other"), list(store)) == ({"mode": "tools"}, {}, [KEY])
