"""Finding what registers itself: a new module in a package is enough, nothing lists it."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from topics.errors import InputError


def load_package(name: str) -> list[str]:
    """Import package `name` and every module below it, by name. Return the modules' names.

    Whatever they register is then known. Raise `InputError` when the package is not there; an
    error inside one of its modules passes through, since only its own text helps to mend it.
    """
    package = _import_top(name)
    loaded = [name]
    for path in sorted(_below(package)):
        importlib.import_module(path)
        loaded.append(path)
    return loaded


def _import_top(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(error.name + ".")):
            raise
        raise InputError(f"package {name!r} is not installed or not on the path") from error


def _below(package: ModuleType) -> list[str]:
    if not hasattr(package, "__path__"):
        return []
    found = pkgutil.walk_packages(package.__path__, package.__name__ + ".", onerror=_fail)
    return [module.name for module in found if not module.name.endswith("__main__")]


def _fail(name: str) -> None:
    importlib.import_module(name)  # again, so that the true error is seen
