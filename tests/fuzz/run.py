"""`python -m tests.fuzz.run [--seconds N] [--keep] [TARGET ...]`: fuzz some targets, or all.

Each target gets as many seconds. What does not return is an escape: its input stays in a file that
is named, and the exit status is 1. With `--keep`, inputs that reach new code go into the corpus.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from tests.fuzz import corpus
from tests.fuzz.seeds import MOST_BYTES, seeds

ROOT = Path(__file__).parents[2]
MISSING = (
    "fuzzing needs atheris, which is for Linux on x86-64 with Python 3.11 to 3.13; the corpus is "
    "replayed by `make test` without it"
)
_SLOWEST_S, _MOST_MIB = 120, 2_048  # real seconds, on a machine that may be busy
_COUNTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PULSE = re.compile(r"^#(\d+)\s", re.MULTILINE)
_WORDS = (
    *(b"ce_%b" % name for name in (
        b"id", b"source", b"type", b"specversion", b"time", b"simtime", b"seq", b"replication",
        b"subject", b"dataschema", b"correlationid", b"requester", b"provider", b"legalbasis",
        b"purpose", b"deadline", b"attempt", b"idempotencykey", b"requesthash", b"dossierid",
    )),
    b"content-type", b"application/cloudevents+json", b"application/json", b"charset=utf-8",
    b"kafka_correlationId", b"kafka_replyTopic", b"lienthong_unread", b"lienthong_attempt",
    b"vn.lienthong.exchange.reply.v1", b"vn.lienthong.status.create.v1", b"data_base64", b"data",
    b"vn.lienthong.status.progress.v1", b"vn.lienthong.exchange.request.v1", b"datacontenttype",
    b"request", b"dossier", b"fields", b"values", b"outcome", b"refused", b"answered", b"error",
    b"provider.capacity.overloaded", b"at_us", b"status", b"9007199254740993", b"1e999", b"null",
    b"\xed\xa0\x80", b"\\ud800", b"\x1e", b"\x1f", b"\x1d", b"+", b"<<: *a", b"&a ", b"!!binary ",
    b"extends: ", b"0x", b"1_000", b".inf", b"2023-02-30", b"\xef\xbb\xbf", b"? ", b"- ", b": |\n",
)  # fmt: skip
"""Words that inputs are made of, for libFuzzer's dictionary."""


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What came of a target. `escape` is the file of an input that did not return, or None."""

    target: str
    executions: int
    escape: Path | None
    said: str

    def line(self) -> str:
        """One line of it."""
        end = "no escape" if self.escape is None else f"ESCAPED at {self.escape}\n{self.said}"
        return f"fuzz: {self.target}: {self.executions:,} executions, {end}"


def fuzz(target: str, seconds: int, escapes: Path, *, keep: bool = False) -> Fuzzed:
    """Fuzz one target in a process of its own, from seeds and corpus."""
    kind = corpus.KIND_OF[target]
    with TemporaryDirectory(prefix="lienthong-fuzz-") as made:
        folder = Path(made)
        inputs = _filled(folder / "inputs", kind)
        known = set(inputs.iterdir())
        (folder / "words").write_text("".join(map(_entry, _WORDS)))
        ended, said = _child(
            target, folder / "log", f"-max_total_time={seconds}", f"-timeout={_SLOWEST_S}",
            f"-rss_limit_mb={_MOST_MIB}", f"-max_len={4 * MOST_BYTES}", f"-dict={folder / 'words'}",
            "-print_final_stats=1", f"-artifact_prefix={escapes / target}-", str(inputs),
        )  # fmt: skip
        if keep and not ended:
            new = [path.read_bytes() for path in inputs.iterdir() if path not in known]
            corpus.save(kind, [*new, *(kept.data for kept in corpus.load(kind))])
    found = sorted(escapes.glob(f"{target}-*"), key=lambda path: path.stat().st_mtime)
    escape = (found or [escapes])[-1] if ended else None
    counts = _COUNTED.findall(said) or _PULSE.findall(said) or ["0"]
    return Fuzzed(target, int(counts[-1]), escape, _end(said))


def _child(target: str, log: Path, *words: str) -> tuple[int, str]:
    with log.open("wb") as told:
        ended = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.child", target, *words], check=False,
            stdin=subprocess.DEVNULL, stdout=told, stderr=told, cwd=ROOT,
        )  # fmt: skip
    return ended.returncode, log.read_text(errors="replace")


def _filled(folder: Path, kind: str) -> Path:
    folder.mkdir()
    inputs = [*seeds(kind), *(kept.data for kept in corpus.load(kind))]
    for number, data in enumerate(dict.fromkeys(inputs)):
        (folder / f"{number:05}").write_bytes(data)
    return folder


def _entry(word: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n'


def _end(said: str) -> str:
    """What the child said of its end: from the exception on, or the last lines."""
    _, mark, rest = said.partition("=== Uncaught Python exception: ===")
    return (rest if mark else "\n".join(said.splitlines()[-20:]))[:4_000]


def main(words: Sequence[str]) -> int:
    """Fuzz what was asked for; return the exit status."""
    asked = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    asked.add_argument("targets", nargs="*", metavar="TARGET")
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args(words)
    unknown = [name for name in given.targets if name not in corpus.KIND_OF]
    if unknown:
        asked.error(f"no target is called {unknown[0]}; there are {', '.join(corpus.KIND_OF)}")
    if find_spec("atheris") is None:
        print(MISSING, file=sys.stderr)
        return 3
    escapes, status = Path(mkdtemp(prefix="lienthong-escapes-")), 0
    for target in given.targets or corpus.KIND_OF:
        found = fuzz(target, given.seconds, escapes, keep=given.keep)
        print(found.line(), flush=True)
        status = status or int(found.escape is not None)
    if not status:
        escapes.rmdir()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
