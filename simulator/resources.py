"""Where the shipped data is: beside the packages in the source tree, in `simulator` in a wheel."""

from __future__ import annotations

from pathlib import Path

from topics.errors import EnvironmentFailed

_PACKAGE = Path(__file__).resolve().parent
_SUFFIXES = (".yaml", ".yml")


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


def find(kind: str, reference: str, named_in: Path | None) -> Path | None:
    """The file that a reference means, or None when there is no such file. The one rule for all.

    What ends in `.yaml` or `.yml` or has a `/` is a path, from the folder of the file that names
    it. A bare name is `NAME.yaml` (or `.yml`) in that folder, else the shipped file of
    `config/KIND/`; a file never means itself. Of a file that is reached through a symbolic link the
    folder counts in which it really lies: so it means the same files by whatever way it is reached.

    `named_in` is None on the command line (and for a pipe): there a path is from the current
    folder, and a bare name only a shipped file.
    """
    if is_path(reference):
        path = (Path() if named_in is None else named_in.resolve().parent) / reference
        return path if is_file(path) else None
    return beside(reference, named_in) or shipped(kind).get(reference)


def beside(name: str, named_in: Path | None) -> Path | None:
    """The file that a bare name means in the folder of the file that names it, if it is there."""
    if named_in is None or not name:
        return None
    own = named_in.resolve()
    paths = (own.with_name(f"{name}{suffix}") for suffix in _SUFFIXES)
    return next((path for path in paths if is_file(path) and path.resolve() != own), None)


def is_path(reference: str) -> bool:
    """Whether a reference is a path rather than a name."""
    return "/" in reference or reference.endswith(_SUFFIXES)


def is_dir(path: Path) -> bool:
    """False also for what cannot be a path."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """False also for what cannot be a path, such as a name of 5,000 letters."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
