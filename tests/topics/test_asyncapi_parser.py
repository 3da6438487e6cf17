"""The AsyncAPI initiative's own parser as referee of the committed documents."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from topics.asyncapi import ROLES, document_yaml

pytestmark = pytest.mark.connected

NPM = Path(__file__).parents[1] / "contracts_npm"
FOLDER = Path(__file__).parents[2] / "config" / "contracts"
ERROR, WARNING = 0, 1
PATIENCE_S = 240


@pytest.fixture(scope="session")
def parser() -> Path:
    """The folder with the parser in it, installed as locked, once for each lock."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the AsyncAPI parser needs {' and '.join(missing)}, which is not installed")
    locked = (NPM / "package-lock.json").read_bytes()
    wanted, stamp = hashlib.sha256(locked).hexdigest(), NPM / "node_modules" / ".lienthong-stamp"
    with (NPM / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # workers of one test run share the folder
        if not stamp.exists() or stamp.read_text() != wanted:
            _install()
            stamp.write_text(wanted)
    return NPM


def _install() -> None:
    try:
        done = subprocess.run(
            ["npm", "ci"], cwd=NPM, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"`npm ci` in {NPM.name} did not end within {PATIENCE_S} s")
    if done.returncode:
        pytest.skip(f"`npm ci` in {NPM.name} failed: {done.stderr.strip().splitlines()[-1]}")


def findings(parser: Path, files: Sequence[Path]) -> dict[str, list[dict[str, object]]]:
    """What the parser has to say about each file: errors and warnings."""
    said = subprocess.run(
        ["node", "validate.mjs", *map(str, files)],
        cwd=parser,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    found: dict[str, list[dict[str, object]]] = json.loads(said.stdout)
    return {
        Path(file).name: [one for one in every if one["severity"] in (ERROR, WARNING)]
        for file, every in found.items()
    }


def test_the_parser_has_nothing_against_the_documents(parser: Path, tmp_path: Path) -> None:
    """No error and no warning, for any role, with the prefix as parameter and written in."""
    fixed = [tmp_path / f"fixed-{role}.yaml" for role in ROLES]
    for role, path in zip(ROLES, fixed, strict=True):
        path.write_text(document_yaml(role, "ci-7"), encoding="utf-8")
    committed = sorted(FOLDER.glob("asyncapi-*.yaml"))
    assert len(committed) == len(ROLES)
    found = findings(parser, [*committed, *fixed])
    assert found == {path.name: [] for path in [*committed, *fixed]}


MISTAKES = {
    "action": ("action: receive", "action: take"),
    "reference": ("$ref: '#/channels/exchangeOut'\n", "$ref: '#/channels/nowhere'\n"),
    "version": ("  version: 1.0.0\n", ""),
    "scheme": ("type: scramSha512", "type: password"),
}


def test_the_parser_would_notice(parser: Path, tmp_path: Path) -> None:
    """A document with one such mistake is refused: the silence above means something."""
    text = document_yaml("provider")
    files = [tmp_path / name for name in MISTAKES]
    for path, (right, wrong) in zip(files, MISTAKES.values(), strict=True):
        assert right in text
        path.write_text(text.replace(right, wrong), encoding="utf-8")
    found = findings(parser, files)
    assert [name for name in MISTAKES if not found[name]] == []
