"""The help and the usage errors of the command line in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from typer import rich_utils

from simulator.words.messages import told

_ERROR = "rich_format_error"  # what prints a usage error
_USAGE = "Cách dùng: "
_WORDS = {
    "ARGUMENTS_PANEL_TITLE": "Tham số",
    "OPTIONS_PANEL_TITLE": "Tùy chọn",
    "COMMANDS_PANEL_TITLE": "Lệnh",
    "ERRORS_PANEL_TITLE": "Lỗi",
    "DEFAULT_STRING": "[mặc định: {}]",
    "ENVVAR_STRING": "[biến môi trường: {}]",
    "REQUIRED_LONG_STRING": "[bắt buộc]",
    "RICH_HELP": "Xem hướng dẫn: [blue]'{command_path} {help_option}'[/]",
}


@contextmanager
def vietnamese(command: Any) -> Iterator[None]:
    """Put the help of a command and of all below it into Vietnamese; Typer's own words for now."""
    before = {name: getattr(rich_utils, name) for name in (*_WORDS, _ERROR)}
    plain = before[_ERROR]
    told_words = {**_WORDS, _ERROR: lambda error: plain(_told(error))}
    _translate(command)
    try:
        _set(told_words)
        yield
    finally:
        _set(before)


def _set(words: Mapping[str, Any]) -> None:
    for name, text in words.items():
        setattr(rich_utils, name, text)


def _translate(command: Any) -> None:
    for name in ("help", "short_help", "epilog"):
        _told_in(command, name)
    command.context_class = _context(command.context_class)
    for option in command.get_params(command.context_class(command)):
        _told_in(option, "help")
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _told_in(what: Any, name: str) -> None:
    text = getattr(what, name, None)
    if text:
        setattr(what, name, told(text, "vi"))


def _told(error: Any) -> Any:
    """The same error, whose message is Vietnamese."""
    message = told(error.format_message(), "vi")
    error.format_message = lambda: message
    return error


def _context(context: Any) -> Any:
    """A context that writes the line of usage with another word."""

    class Formatter(context.formatter_class):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or _USAGE)

    return type("Context", (context,), {"formatter_class": Formatter})
