"""Where the shipped data is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.resources import data_dir, find, is_path, shipped
from topics.errors import EnvironmentFailed


def test_the_source_tree_has_config_beside_the_packages() -> None:
    """Where these tests run."""
    assert (data_dir() / "scenarios" / "demo.yaml").is_file()


def test_a_wheel_has_config_inside_the_package(tmp_path: Path) -> None:
    """It comes before a `config` that somebody else installed beside the package."""
    package = tmp_path / "simulator"
    (tmp_path / "config").mkdir()
    (package / "_data" / "config").mkdir(parents=True)
    assert data_dir(package=package) == package / "_data" / "config"


def test_a_broken_installation_is_one_sentence(tmp_path: Path) -> None:
    """Exit status 3."""
    with pytest.raises(EnvironmentFailed, match="folder config/ is missing"):
        data_dir(package=tmp_path / "simulator")


def test_shipped_files_are_named_without_extension() -> None:
    """Sorted."""
    names = list(shipped("scenarios"))
    assert names == sorted(names)
    assert {"tiny", "demo", "baseline-2023"} <= set(names)


def test_a_reference_is_a_name_or_a_path_from_the_file_that_names_it(tmp_path: Path) -> None:
    """A name means the file beside, then the shipped one; never the file itself."""
    own = tmp_path / "demo.yaml"
    own.touch()
    (tmp_path / "mine.yml").touch()
    names_it = tmp_path / "study.yaml"
    assert find("scenarios", "demo", names_it) == own
    assert find("scenarios", "mine", names_it) == tmp_path / "mine.yml"
    assert find("scenarios", "demo", own) == shipped("scenarios")["demo"]
    assert find("scenarios", "demo.yaml", names_it) == own
    assert find("scenarios", "./none.yaml", names_it) is None
    assert find("scenarios", "none", names_it) is None
    assert find("scenarios", "n" * 5000, names_it) is None
    assert is_path("sub/none")


def test_on_the_command_line_a_name_is_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is from the current folder."""
    (tmp_path / "demo.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert find("scenarios", "demo", None) == shipped("scenarios")["demo"]
    assert find("scenarios", "demo.yaml", None) == Path("demo.yaml")


def test_the_current_folder_means_nothing_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts the run from another folder gets the same world."""
    (tmp_path / "o.yaml").touch()
    (tmp_path / "o.yml").touch()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("o", "o.yaml", "o.yml", "./o.yml"):
        assert find("calendars", name, tmp_path / "sub" / "s.yaml") is None


def test_a_link_stands_for_the_file_that_it_leads_to(tmp_path: Path) -> None:
    """So a file means the same others by whatever way it is reached."""
    for folder in ("far", "near"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "o.yaml").touch()
    (tmp_path / "far" / "s.yaml").touch()
    (tmp_path / "near" / "link.yaml").symlink_to(tmp_path / "far" / "s.yaml")
    for name in ("o", "o.yaml", "./o.yaml"):
        assert find("calendars", name, tmp_path / "near" / "link.yaml") == tmp_path / "far/o.yaml"
