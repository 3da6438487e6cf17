"""`--lang` for every command and group: how a person is spoken to is no matter of one command."""

from __future__ import annotations

from typing import Any

import typer

from simulator.cli.options import Lang, Language


def offer_language(command: Any) -> None:
    """Give the option to a command and to all below it that do not have it.

    What it says is known before options are read (`simulator.cli.spoken`), so none is handed on.
    """
    if "lang" not in {option.name for option in command.params}:
        command.params.append(_option())
    for below in getattr(command, "commands", {}).values():
        offer_language(below)


def _option() -> Any:
    app = typer.Typer()

    @app.command()
    def _only(lang: Lang = Language.en) -> None:
        del lang

    found = typer.main.get_command(app).params[0]
    found.expose_value = False
    return found
