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


def test_a_reference_is_a_shipped_name_or_a_relative_path(tmp_path: Path) -> None:
    """A bare name never means a file that happens to lie beside."""
    (tmp_path / "demo.yaml").touch()
    assert find("scenarios", "demo", tmp_path) == shipped("scenarios")["demo"]
    assert find("scenarios", "demo.yaml", tmp_path) == tmp_path / "demo.yaml"
    assert find("scenarios", "./none.yaml", tmp_path) is None
    assert find("scenarios", "none", tmp_path) is None
    assert is_path("sub/none")
