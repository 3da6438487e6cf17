"""What becomes of a command's output: pipes, full disks, encodings, absurd widths."""

import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from rich.table import Table

from simulator.cli import main
from simulator.cli.lettering import held_by
from simulator.cli.streams import patient_streams
from simulator.report.printing import Page, heed_no_absurd_width

COMMAND = [sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())"]
SHORT = ("tiny", "--set", "duration=1d", "--set", "warmup=0d", "--set", "drain=2d")
RUN = ("run", *SHORT, "--replications", "1")


def told(arguments: tuple[str, ...], stdout: int, **environ: str) -> tuple[int, str]:
    """Exit status and the error stream of a command of its own."""
    done = subprocess.run(
        [*COMMAND, *arguments], stdout=stdout, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environ, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr.decode()


def closed_pipe() -> int:
    """The writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def test_a_reader_that_goes_away_changes_no_status(tmp_path: Path) -> None:
    """`rerun RUN | true` says 0 for the same digest, and says nothing else."""
    assert main([*RUN, "--out", str(tmp_path)]) == 0
    (place,) = tmp_path.iterdir()
    pipe = closed_pipe()
    try:
        assert told(("rerun", str(place)), pipe, PYTHONUNBUFFERED="1") == (0, "")
    finally:
        os.close(pipe)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_report_that_has_no_room_is_told_with_the_place_of_the_run(tmp_path: Path) -> None:
    """Exit status 3, one sentence, and the run is kept."""
    with Path("/dev/full").open("wb") as full:
        status, errors = told((*RUN, "--out", str(tmp_path)), full.fileno())
    (place,) = tmp_path.iterdir()
    assert status == 3
    assert errors.splitlines()[-1] == (
        f"lienthong: standard output: No space left on device; what was computed is in {place}"
    )


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii", "utf-8"])
def test_letters_that_an_encoding_lacks_are_written_with_what_it_has(encoding: str) -> None:
    """cp1258 holds all of Vietnamese, by letters and tones; the others the bare letters."""
    text = "Bộ phận một cửa: −0,5 ngày → đúng hạn “là”…"
    written = text.encode(encoding, held_by(encoding)).decode(encoding)
    expected = {
        "ascii": 'Bo phan mot cua: -0,5 ngay -> dung han "la"...',
        "cp1252": "Bô phân môt cua: -0,5 ngày -> dúng han “là”…",
        "utf-8": text,
    }
    if encoding == "cp1258":
        plain = unicodedata.normalize("NFC", written)
        assert plain == text.replace("−", "-").replace("→", "->")
    else:
        assert written == expected[encoding]


def test_a_file_name_that_is_not_utf8_can_be_printed() -> None:
    """Half a character, as Python makes of a strange byte, has no encoding at all."""
    assert "a\udc80".encode("utf-8", held_by("utf-8")) == b"a\\udc80"


def test_a_result_in_an_old_encoding_is_whole(tmp_path: Path) -> None:
    """Vietnamese goes into a file of cp1252; JSON loses nothing, whatever holds it."""
    scenario, path = tmp_path / "hồ-sơ.yaml", tmp_path / "result"
    scenario.write_text("extends: tiny\nseed: một\n", encoding="utf-8")
    for options in (["--lang", "vi"], ["--format", "json"]):
        with path.open("wb") as file:
            arguments = ("validate", str(scenario), *options)
            assert told(arguments, file.fileno(), PYTHONIOENCODING="cp1252")[0] == 2
        text = path.read_text("cp1252")
        if "json" in options:
            files = [finding["file"] for finding in json.loads(text)["findings"]]
            assert any(file.endswith("hồ-sơ.yaml") for file in files)
        else:
            assert "hô-so.yaml:2:7: " in text


@pytest.mark.parametrize("columns", ["1", "999999999999"])
def test_an_absurd_width_prints_all_the_same(columns: str, tmp_path: Path) -> None:
    """Of `COLUMNS`, and of what typer reads for its help."""
    path = tmp_path / "out"
    with path.open("wb") as file:
        widths = {"COLUMNS": columns, "TERMINAL_WIDTH": columns}
        assert told(("run", "--help"), file.fileno(), **widths)[0] == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    assert any("--replications" in line for line in lines)
    assert max(map(len, lines)) <= 1000


@pytest.mark.parametrize(
    "said, heeded",
    [("0", None), ("-3", None), ("abc", None), ("²", None), ("5", "40"), ("120", "120")],
)
def test_a_width_that_cannot_be_is_forgotten(
    said: str, heeded: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or made one that can be, before anybody reads it."""
    monkeypatch.setenv("COLUMNS", said)
    heed_no_absurd_width()
    assert os.environ.get("COLUMNS") == heeded


def page(width: int, **environ: str) -> tuple[Page, io.StringIO]:
    out = io.StringIO()
    return Page(file=out, width=width, _environ=environ), out


@pytest.mark.parametrize("environ", [{}, {"FORCE_COLOR": "1", "TERM": "dumb"}])
def test_a_table_in_a_pipe_is_not_cropped(environ: dict[str, str]) -> None:
    """An identifier stands in one line; paragraphs keep their width. CI forces colours."""
    name = "identifier-" * 20
    console, out = page(40, **environ)
    table = Table("one", "two")
    table.add_row(name, name)
    console.print(table)
    console.print("word " * 30)
    lines = out.getvalue().splitlines()
    assert any(line.count(name) == 2 for line in lines)
    assert max(map(len, lines[-2:])) <= 80


def test_a_console_of_no_width_prints_tables() -> None:
    """Rich takes the sum of the columns' shares, which is nothing there."""
    console, out = page(1)
    table = Table("one", "two")
    table.add_row("first", "second")
    console.print(table)
    assert "second" in out.getvalue()


def test_streams_are_given_back(tmp_path: Path) -> None:
    """What stands for standard output while a command runs is gone after it."""
    before = sys.stdout, sys.stderr
    with patient_streams() as refused:
        print("ordinary")
    assert (sys.stdout, sys.stderr) == before
    assert refused == []
