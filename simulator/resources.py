"""Where the shipped data is: beside the packages in the source tree, in `simulator` in a wheel."""

from __future__ import annotations

from pathlib import Path

from topics.errors import EnvironmentFailed

_PACKAGE = Path(__file__).resolve().parent


def data_dir(package: Path = _PACKAGE) -> Path:
    """The folder `config`, in either layout.

    The wheel's copy comes first: beside an installed package, `config` may be anybody's.

    Raises:
        EnvironmentFailed: neither layout has it, so the installation is broken.
    """
    for folder in (package / "_data" / "config", package.parent / "config"):
        if folder.is_dir():
            return folder
    raise EnvironmentFailed("the folder config/ is missing from this installation of lienthong")


def shipped(kind: str) -> dict[str, Path]:
    """The YAML files of `config/KIND/` by name without extension, sorted."""
    return {path.stem: path for path in sorted((data_dir() / kind).glob("*.yaml"))}


def find(kind: str, reference: str, beside: Path) -> Path | None:
    """The file that a reference means, or None when there is no such file.

    A bare name means a shipped file of `config/KIND/`. What ends in `.yaml` or `.yml` or has a `/`
    is a path, relative to the folder `beside`.
    """
    if not is_path(reference):
        return shipped(kind).get(reference)
    path = beside / reference
    return path if path.is_file() else None


def is_path(reference: str) -> bool:
    """Whether a reference is a path rather than a shipped name."""
    return "/" in reference or reference.endswith((".yaml", ".yml"))
