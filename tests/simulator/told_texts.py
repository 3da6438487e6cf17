"""Texts that people see: which of a module are sentences, and what is left of them in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# Words that an English sentence hardly does without, and that are no Vietnamese ones.
ENGLISH = re.compile(
    r"\b(the|of|is|are|and|not|with|write|found|that|this|which|from|has|have|was|were|its?|"
    r"be|by|for|what|how|one|each|days?|dossiers?|unknown|missing|error|warning|usage|options|"
    r"default|show|example|please)\b",
    re.IGNORECASE,
)
OUR_FAULT = {
    "ModelError", "AssertionError", "KeyError", "ValueError", "BusFailed", "RuntimeError",
}  # fmt: skip
WORDS_ALONE = re.compile(r"[a-z ]+_[a-z_ ]+")  # reasons of errors, options
NO_PROSE = re.compile(r"^text/plain|<(h1|html|meta|p>|span|title|!DOCTYPE)|^\n:root|\(\?:|^pid=\$1")


def assert_vietnamese(printed: str) -> None:
    assert printed.strip()
    left = [line for line in printed.splitlines() if ENGLISH.search(without_names(line))]
    assert left == [], left


def without_names(text: str) -> str:
    """Without code, quoted text, paths, ids, options and what Typer calls kinds of values."""
    text = re.sub(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\[[A-Z.\]\[ ]+|<[^>]*>", " ", text)
    text = re.sub(r"\S*[/=:_.-]+[\w/]\S*|for=|hoặc default", " ", text)
    return re.sub(r"(extends|levers?|write_|verified): ?\S+", " ", text)


def helps(command: object) -> Iterator[str]:
    """Every text of help of a command and of all below it."""
    for name in ("help", "epilog", "short_help"):
        yield getattr(command, name, None) or ""
    for option in getattr(command, "params", ()):
        yield getattr(option, "help", None) or ""
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


def filled(template: str) -> str:
    """A sentence with something in each of its places."""
    return template.replace("{}", "x7")


def sentences(tree: ast.AST) -> Iterator[str]:
    """Texts of two words or more, `{}` for values; no docstrings and none of our own faults."""
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    if isinstance(tree, ast.Raise) and raised(tree) in OUR_FAULT:
        return
    text = template_of(tree)
    if text is not None and is_sentence(text):
        yield text
    for below in ast.iter_child_nodes(tree):
        if not (isinstance(tree, ast.JoinedStr) and isinstance(below, ast.Constant)):
            yield from sentences(below)


def is_sentence(text: str) -> bool:
    """Whether it has two words or more, besides its places."""
    return " " in text.strip() and len(re.findall(r"[A-Za-z]{2,}", text.replace("{}", " "))) > 1


def template_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return "".join(map(str, parts))


def raised(statement: ast.Raise) -> str | None:
    call = statement.exc
    return call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None
