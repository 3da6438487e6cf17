"""The history on disk."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from topics.errors import EnvironmentFailed, InputError, Malformed
from topics.events import StatusProgress
from topics.history import Header, HistoryReader, HistoryWriter
from topics.record import Record

HEADER = Header(source="simulated", about={"scenario": "tiny", "seed": "1"})


def records(count: int) -> list[Record]:
    event = StatusProgress(dossier="000", agency="H26", status=4, at_us=3)
    return [Record("run.status.out.h26.v1", "000", event, 10 * i, 0, i) for i in range(count)]


def written(path: Path, count: int) -> Path:
    with HistoryWriter(path, HEADER) as history:
        history.write_many(records(count))
    return path


def test_a_history_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Header and records come back, in order, as often as one reads."""
    path = tmp_path / "history.jsonl"
    with HistoryWriter(path, HEADER) as history:
        history.write(records(1)[0])
        history.write_many(records(5)[1:])
    reader = HistoryReader(path)
    assert reader.header == HEADER
    assert list(reader) == records(5)
    assert list(reader) == records(5)


def test_the_first_line_says_what_the_file_is(tmp_path: Path) -> None:
    """The header is plain JSON with format and version, so that any tool can tell."""
    first = written(tmp_path / "history.jsonl", 1).read_bytes().splitlines()[0]
    assert first == (
        b'{"format":"lienthong-history","version":1,"source":"simulated",'
        b'"about":{"scenario":"tiny","seed":"1"}}'
    )


def test_the_file_has_its_name_only_when_whole(tmp_path: Path) -> None:
    """Before `close` there is only a part; after it, only the history."""
    path = tmp_path / "history.jsonl"
    history = HistoryWriter(path, HEADER)
    history.write_many(records(3))
    assert not path.exists()
    history.close()
    history.close()
    assert [found.name for found in tmp_path.iterdir()] == ["history.jsonl"]
    with pytest.raises(InputError, match="already closed"):
        history.write(records(1)[0])


def test_an_interrupted_history_leaves_nothing(tmp_path: Path) -> None:
    """An error, Ctrl-C among them, removes the part and spares an older history."""
    path = written(tmp_path / "history.jsonl", 2)

    def interrupted() -> Iterator[Record]:
        yield from records(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), HistoryWriter(path, HEADER) as history:
        history.write_many(interrupted())
    assert [found.name for found in tmp_path.iterdir()] == ["history.jsonl"]
    assert list(HistoryReader(path)) == records(2)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """Where the history cannot be written or read, the message names it and the cause."""
    path = tmp_path / "nowhere" / "history.jsonl"
    with pytest.raises(EnvironmentFailed, match=r"history .*nowhere.*: No such file"):
        HistoryWriter(path, HEADER)
    with pytest.raises(InputError, match=r"history .*nowhere.*: No such file"):
        HistoryReader(path)


FULL_DISK = f"""
import resource, signal, sys
from pathlib import Path
from tests.topics.test_history import HEADER, records
from topics.errors import EnvironmentFailed
from topics.history import HistoryWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({100_000}, {resource.RLIM_INFINITY}))
try:
    with HistoryWriter(Path(sys.argv[1]), HEADER) as history:
        history.write_many(records(int(sys.argv[2])))
except EnvironmentFailed as error:
    print("refused:", error)
"""


@pytest.mark.parametrize("count", [2_000, 20_000], ids=["at close", "while writing"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, count: int) -> None:
    """When the disk takes no more, at `close` or before, there is one sentence and no file."""
    path = tmp_path / "history.jsonl"
    command = [sys.executable, "-c", FULL_DISK, str(path), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"refused: history {path}: File too large\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "first, complaint",
    [
        (b"", "1: Input data was truncated"),
        (b"code,when\n", "1: JSON is malformed"),
        (b'{"format":"other","version":1,"source":"real"}\n', "1: found 'other' version 1"),
        (
            b'{"format":"lienthong-history","version":2,"source":"real"}\n',
            "1: found 'lienthong-history' version 2",
        ),
        (b'{"format":"lienthong-history","version":1}\n', "missing required field `source`"),
    ],
)
def test_another_file_is_told_from_a_history(tmp_path: Path, first: bytes, complaint: str) -> None:
    """A file that is no history of this version is refused, with what was expected."""
    path = tmp_path / "other.jsonl"
    path.write_bytes(first)
    with pytest.raises(InputError, match=complaint) as refused:
        HistoryReader(path)
    assert "expected the header of a lienthong-history file, version 1" in str(refused.value)


@pytest.mark.parametrize(
    "spoil, complaint",
    [
        (lambda data: data[:-1], "4: the last line is cut short"),
        (lambda data: data.replace(b'"seq":1', b'"seq":null'), "3: record: Expected `int`"),
        (lambda data: data.replace(b"progress.v1", b"progress.v9", 1), "2: event type"),
    ],
    ids=["cut", "mistyped", "unknown type"],
)
def test_a_bad_line_is_named(tmp_path: Path, spoil: object, complaint: str) -> None:
    """A damaged record is refused with its file and line."""
    path = written(tmp_path / "history.jsonl", 3)
    assert callable(spoil)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Malformed, match=rf"history\.jsonl:{complaint}"):
        list(HistoryReader(path))
