"""The errors, in Python and on the wire."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from topics import errors
from topics.errors import ErrorCode, InputError, register_reason


@pytest.mark.parametrize(
    "error, status",
    [
        (errors.LienthongError, 3),
        (errors.CheckFailed, 1),
        (errors.InputError, 2),
        (errors.Malformed, 2),
        (errors.EnvironmentFailed, 3),
        (errors.TransportError, 3),
        (errors.NotSent, 3),
        (errors.MaybeSent, 3),
        (errors.ModelError, 3),
        (errors.RunInvalid, 4),
    ],
)
def test_every_error_has_its_exit_status_and_stands_in_the_drawing(
    error: type[errors.LienthongError], status: int
) -> None:
    """The command ends with the status that the tree in the docstring shows."""
    assert error.exit_status == status
    assert errors.__doc__ is not None
    lines = [line.split() for line in errors.__doc__.splitlines() if error.__name__ in line]
    assert str(status) in lines[0]


def classes_of(package: str) -> Iterator[type]:
    """Every class that the modules of a package define."""
    for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            module = import_module(found.name)
            yield from (each for each in vars(module).values() if isinstance(each, type))


def drawn() -> set[tuple[str, str | None, int]]:
    """(name, parent, exit status) of each error that the docstring draws."""
    found, above = set[tuple[str, str | None, int]](), list[str]()
    for line in (errors.__doc__ or "").splitlines():
        if match := re.fullmatch(r"    ([│ ├└─]*)(\w+) +(\d)(?:  .+)?", line):
            indent, name, status = match.groups()
            del above[len(indent) // 4 :]
            found.add((name, above[-1] if above else None, int(status)))
            above.append(name)
    return found


def test_the_drawing_has_every_error_of_the_three_packages_and_no_other() -> None:
    """Each under the one that it is a kind of, with the exit status that it has."""
    known = {
        (each.__name__, None if each is errors.LienthongError else each.__base__.__name__,
         each.exit_status)
        for package in ("topics", "agents", "simulator")
        for each in classes_of(package)
        if issubclass(each, errors.LienthongError) and each.__base__ is not None
    }  # fmt: skip
    assert drawn() == known


def test_a_transport_error_is_definite_or_indefinite() -> None:
    """Both kinds are transport errors, and neither is the other."""
    assert issubclass(errors.NotSent, errors.TransportError)
    assert issubclass(errors.MaybeSent, errors.TransportError)
    assert not issubclass(errors.MaybeSent, errors.NotSent)


def test_a_code_is_read_and_written() -> None:
    """A wire code keeps its three parts."""
    code = ErrorCode.parse("provider.time.no_reply")
    assert (code.culprit, code.error_class, code.reason) == ("provider", "time", "no_reply")
    assert str(code) == "provider.time.no_reply"


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("provider.time", "expected culprit.class.reason"),
        ("ministry.time.no_reply", "culprit 'ministry'; expected one of requester, provider"),
        ("provider.tiem.no_reply", "class 'tiem'; expected one of protocol, authority"),
        ("provider.time.No-Reply", "reason 'No-Reply' is not a word"),
        ("PROVIDER.TIME.NO_REPLY", "culprit 'PROVIDER'"),
    ],
)
def test_a_wrong_code_is_refused_with_what_would_be_right(text: str, complaint: str) -> None:
    """The message names the part that is wrong and what is allowed there."""
    with pytest.raises(InputError, match=complaint):
        ErrorCode.parse(text)


def test_retrying_is_a_matter_of_the_reason() -> None:
    """A silent provider may be asked again; a refusal for want of a legal basis may not."""
    assert ErrorCode.parse("provider.time.no_reply").retryable
    assert not ErrorCode.parse("requester.authority.no_legal_basis").retryable
    assert not ErrorCode.parse("provider.business.never_heard_of").retryable


def test_a_reason_is_registered_once_with_one_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new reason counts at once; saying the opposite of a known one is refused."""
    monkeypatch.setattr(errors, "REASONS", dict(errors.REASONS))
    register_reason("business", "archive_flooded", retryable=True)
    register_reason("business", "archive_flooded", retryable=True)
    assert ErrorCode("provider", "business", "archive_flooded").retryable
    with pytest.raises(InputError, match="known with retryable=True"):
        register_reason("business", "archive_flooded", retryable=False)
