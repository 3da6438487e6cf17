"""`lienthong topics asyncapi`."""

from __future__ import annotations

from pathlib import Path

from simulator.report.printing import hand_over, say
from topics.asyncapi import contract_files, document_yaml
from topics.errors import EnvironmentFailed


def write_asyncapi(role: str | None, prefix: str | None, out: Path | None) -> None:
    """Print the document of `role`, or of all roles; with `out`, write files into that folder.

    Without a role the folder also gets the JSON Schema of every event type. With `prefix` the
    addresses have it in them, otherwise it is a parameter.
    """
    if role is None:
        files = contract_files(prefix)
    else:
        files = {f"asyncapi-{role}.yaml": document_yaml(role, prefix)}
    if out is None:
        texts = [text for name, text in files.items() if name.endswith(".yaml")]
        hand_over("---\n".join(texts).removesuffix("\n"))
        return
    for name, text in files.items():
        _write(out / name, text)
    say(f"{out}: {len(files)} files")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed(f"{path}: cannot be written: {error.strerror}") from error
