"""A run folder is there whole, or not at all."""

import errno
import json
from pathlib import Path

import pytest

from simulator.ledger.runfolder import (
    MANIFEST,
    manifest,
    partial_folder,
    publish,
    run_id,
    write_json,
)
from simulator.ledger.runreading import read_manifest
from topics.errors import EnvironmentFailed, InputError


def test_the_id_is_of_what_determines_the_result() -> None:
    """Document, seed and number of replications, and nothing else."""
    first = run_id("demo", "aa", 1, 10)
    assert first == run_id("demo", "aa", 1, 10)
    assert first.startswith("demo-")
    assert len(first) == len("demo-") + 8
    others = [run_id("demo", "ab", 1, 10), run_id("demo", "aa", 2, 10), run_id("demo", "aa", 1, 9)]
    assert len({first, *others}) == 4


def make(out: Path, text: str) -> Path:
    """A run folder with one file."""
    with partial_folder(out, "demo-1") as partial:
        (partial / "summary.json").write_text(text)
        return publish(partial, out, "demo-1")


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    """Nothing stands in the final place before the end, and nothing else is left after it."""
    out = tmp_path / "runs"
    with partial_folder(out, "demo-1") as partial:
        (partial / "summary.json").write_text("x")
        assert not (out / "demo-1").exists()
        publish(partial, out, "demo-1")
    assert [path.name for path in out.iterdir()] == ["demo-1"]


def test_the_same_run_again_is_the_same_folder(tmp_path: Path) -> None:
    """Equal bytes: the folder that is there stays, untouched."""
    assert make(tmp_path, "x") == make(tmp_path, "x") == tmp_path / "demo-1"
    assert [path.name for path in tmp_path.iterdir()] == ["demo-1"]


def test_another_result_gets_a_number(tmp_path: Path) -> None:
    """What stands there already is never replaced."""
    places = [make(tmp_path, text).name for text in ("x", "y", "z", "y")]
    assert places == ["demo-1", "demo-1-2", "demo-1-3", "demo-1-2"]
    assert (tmp_path / "demo-1" / "summary.json").read_text() == "x"


def test_who_comes_second_to_a_name_takes_what_is_there_or_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that end at the same moment both find the name free, and only one gets it."""
    make(tmp_path, "x")
    seen = Path.exists
    late: list[Path] = []

    def free(path: Path, **how: bool) -> bool:
        if path.name == "demo-1" and path not in late:
            late.append(path)
            return False
        return seen(path, **how)

    monkeypatch.setattr(Path, "exists", free)
    assert make(tmp_path, "x") == tmp_path / "demo-1"
    late.clear()
    assert make(tmp_path, "y") == tmp_path / "demo-1-2"


@pytest.mark.parametrize("problem", [KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_of_a_run_that_ends_early(
    tmp_path: Path, problem: type[BaseException]
) -> None:
    """Neither the partial folder nor the folders that were made for it."""
    out = tmp_path / "new" / "runs"

    def interrupted() -> None:
        with partial_folder(out, "demo-1") as partial:
            (partial / "dossiers.csv").write_text("half")
            raise problem

    with pytest.raises(problem):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_stays(tmp_path: Path) -> None:
    """An empty --out of the planner's own is not tidied away."""
    with pytest.raises(KeyboardInterrupt), partial_folder(tmp_path, "demo-1"):
        raise KeyboardInterrupt
    assert tmp_path.is_dir()


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """The error names the folder and the system's reason."""
    with (
        pytest.raises(EnvironmentFailed, match=r"cannot write here: No space left on device$"),
        partial_folder(tmp_path, "demo-1"),
    ):
        raise OSError(errno.ENOSPC, "whatever a library says")


def test_a_file_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    """A path below a file is not a folder that can be made."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(EnvironmentFailed, match="Not a directory"),
        partial_folder(tmp_path / "file" / "runs", "demo-1"),
    ):
        pass


def test_a_manifest_is_read_from_its_folder_or_its_path(tmp_path: Path) -> None:
    """Both name the same run."""
    written = manifest(
        name="demo", document={"a": "ă"}, sha256="aa", seed=7, replications=3, digest="d",
        publication={"histories": [0, 1, 2]}, kept={"rows": ["parquet"], "answer": False},
    )  # fmt: skip
    write_json(tmp_path / MANIFEST, written)
    assert read_manifest(tmp_path) == read_manifest(tmp_path / MANIFEST)
    path, read = read_manifest(tmp_path)
    assert (path, read) == (tmp_path / MANIFEST, written)
    assert read["id"] == run_id("demo", "aa", 7, 3)
    assert {"python", "numpy", "machine", "libc", "functions"} <= read["versions"].keys()
    assert read["digest_depends_on"].startswith("The digest is the sha256 of all rows.")


@pytest.mark.parametrize(
    "text, reason",
    [
        (None, "not found"),
        ("{", "damaged, or no manifest of a run"),
        ("[1]", "not the manifest of a run"),
        ('{"format": "x"}', "run/2"),
        ('{"format": "lienthong-run/1"}', "run the scenario again with this version"),
    ],
)
def test_what_is_no_manifest_is_said(tmp_path: Path, text: str | None, reason: str) -> None:
    """Each case has its sentence, with the path."""
    if text is not None:
        (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputError, match=f"manifest.json: .*{reason}"):
        read_manifest(tmp_path)


def test_equal_documents_are_equal_bytes_and_hold_no_nan(tmp_path: Path) -> None:
    """Text stays readable; what is not a number is refused rather than written."""
    write_json(tmp_path / "a", {"tỉnh": [1.5, None]})
    assert json.loads((tmp_path / "a").read_text(encoding="utf-8")) == {"tỉnh": [1.5, None]}
    assert "tỉnh" in (tmp_path / "a").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "b", {"x": float("nan")})
