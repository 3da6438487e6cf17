"""Folders that are being filled: nobody else's, and swept when whoever filled them is dead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from topics import unshared
from topics.unshared import Lock, locked, part_of, unshared_folder

LEFT = ".demo-1.partial-0123456789ab"


def test_two_of_one_name_have_each_their_own(tmp_path: Path) -> None:
    """Both are there; each goes when its block ends."""
    with unshared_folder(tmp_path, "demo-1") as one, unshared_folder(tmp_path, "demo-1") as other:
        (other / "file").touch()
        assert one.is_dir()
        assert sorted(tmp_path.iterdir()) == sorted([one, other])
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_one_has_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    """Whatever run it was of; a living one's, another's and a link stay."""
    (tmp_path / LEFT / "rows").mkdir(parents=True)
    others = [tmp_path / ".demo-1.partial-4711", tmp_path / "demo-1.partial-0123456789ab"]
    for folder in others:
        folder.mkdir()
    link = tmp_path / ".other.partial-0123456789ab"
    link.symlink_to(others[0])
    with unshared_folder(tmp_path, "demo-2") as living, unshared_folder(tmp_path, "demo-3"):
        assert not (tmp_path / LEFT).exists()
        assert living.is_dir()
    assert sorted(tmp_path.iterdir()) == sorted([link, *others])


def test_one_that_is_swept_before_it_has_its_lock_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another name: nobody is left with a folder that is gone."""
    swept: list[Path] = []

    def slow(path: Path, flags: int = os.O_RDONLY) -> int | Lock:
        if not swept:
            swept.append(path)
            path.rmdir()
        return locked(path, flags)

    monkeypatch.setattr(unshared, "locked", slow)
    with unshared_folder(tmp_path, "demo-1") as folder:
        assert folder.is_dir()
        assert folder != swept[0]


def test_where_there_are_no_locks_nothing_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could be somebody's who lives."""
    (tmp_path / LEFT).mkdir()
    monkeypatch.setattr(unshared, "locked", lambda *_: Lock.UNKNOWN)
    with unshared_folder(tmp_path, "demo-1") as folder:
        assert folder.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == [LEFT]


def test_a_part_is_hidden_beside_and_nobody_else_s(tmp_path: Path) -> None:
    """Two of one file have two names."""
    names = {part_of(tmp_path / "history.jsonl").name for _ in range(2)}
    assert len(names) == 2
    assert all(name.startswith(".history.jsonl.") for name in names)
