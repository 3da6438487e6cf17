"""The README shows what the commands print."""

from pathlib import Path

import pytest

from tests.docs.readme import (
    FAST,
    README,
    ROOT,
    SLOW,
    agree,
    commands,
    difference,
    made_here,
    printed_by,
    renewed,
    shell,
)

LINES = README.read_text(encoding="utf-8").splitlines()


def follow(kind: str, folder: Path, bootstrap: str | None = None) -> list[str]:
    """Run every command of a kind of block in turn; the differences from what is shown."""
    environment = shell(folder, bootstrap)
    wrong = []
    for command in commands(LINES, kind):
        shown = LINES[command.first : command.last]
        printed = printed_by(command.text, folder, environment)
        if not agree(shown, printed, digests=made_here()):
            wrong.append(f"$ {command.text}\n{difference(shown, printed)}")
    return wrong


def test_the_tour_prints_what_it_shows(tmp_path: Path) -> None:
    """Every command of the tour, one after the other in an empty folder."""
    assert len(commands(LINES, FAST)) >= 10
    wrong = follow(FAST, tmp_path)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.full
def test_the_long_examples_print_what_they_show(tmp_path: Path) -> None:
    """`make demo`, and what takes as long."""
    assert len(commands(LINES, SLOW)) >= 2
    wrong = follow(SLOW, tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_the_readme_names_what_there_is() -> None:
    """Folders of the layout, make targets and commands that it names exist."""
    text = "\n".join(LINES)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "test-full", "check", "bench", "setup", "clean", "lock"):
        assert f"make {target}" in text
        assert f"\n{target}:" in makefile
    for folder in ("topics", "agents", "simulator", "config", "tests"):
        assert f"`{folder}/`" in text
        assert (ROOT / folder).is_dir()


def test_a_block_is_commands_and_what_they_print() -> None:
    """A command may have several lines; other blocks are no commands."""
    lines = ["```console", "$ cat <<'END'", "> one", "> END", "one", "$ true", "```", "```", "$ no"]
    first, second = commands([*lines, "```"], FAST)
    assert (first.text, lines[first.first : first.last]) == ("cat <<'END'\none\nEND", ["one"])
    assert (second.text, second.first, second.last) == ("true", 6, 6)


def test_an_ellipsis_stands_for_what_is_left_out() -> None:
    """Any lines, or any text of a line; nothing else may differ but a digest of elsewhere."""
    printed = ["a 1", "b", "c", f"digest {'0f' * 32}."]
    digest = f"digest {'a1' * 32}."
    assert agree(["a …", "…", "c", digest], printed, digests=False)
    assert agree(["a 1", "b", "c", digest], printed, digests=False)
    assert agree(["a …", "…", printed[-1]], printed)
    assert not agree(["a …", "…", "c", digest], printed)
    assert not agree(["a 1", "c", digest], printed, digests=False)
    assert not agree(["a 2", "…", digest], printed, digests=False)
    assert not agree(["a 1", "…", "c"], printed, digests=False)


def test_a_digest_is_renewed_like_the_rest() -> None:
    """A new column of the rows makes another digest, which the README has to show."""
    old, new = f"digest {'a1' * 32} of 5", f"digest {'0f' * 32} of 5"
    assert renewed([old, "…"], [new, "x"]) == [new, "…"]


def test_a_block_is_renewed_in_its_own_shape() -> None:
    """Each stretch takes the lines most like it; what still agrees stays as it is written."""
    shown = ["head of 3", "…", "mean 4.2", "share 12 %", "…", "in … all", "the end is 7"]
    printed = ["head of 4", "x", "mean 4.9", "share 11 %", "y", "in the folder all", "the end is 8"]
    assert renewed(shown, printed) == [
        *("head of 4", "…", "mean 4.9", "share 11 %", "…"),
        *("in … all", "the end is 8"),
    ]
