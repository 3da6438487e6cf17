"""The pages show what the commands print, and name what there is."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import (
    FAST,
    PAGES,
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


def lines_of(page: Path) -> list[str]:
    """The lines of a page."""
    return page.read_text(encoding="utf-8").splitlines()


def with_blocks(kind: str) -> list[Path]:
    """The pages that have commands of this kind."""
    return [page for page in PAGES if commands(lines_of(page), kind)]


def named(page: Path) -> str:
    """A page, for people."""
    return page.relative_to(ROOT).as_posix()


def follow(page: Path, kind: str, folder: Path, bootstrap: str | None = None) -> list[str]:
    """Run every command of a kind of block in turn; the differences from what is shown."""
    environment = shell(folder, bootstrap)
    lines, wrong = lines_of(page), []
    for command in commands(lines, kind):
        shown = lines[command.first : command.last]
        printed = printed_by(command.text, folder, environment)
        if not agree(shown, printed, digests=made_here()):
            wrong.append(f"$ {command.text}\n{difference(shown, printed)}")
    return wrong


@pytest.mark.parametrize("page", with_blocks(FAST), ids=named)
def test_a_page_prints_what_it_shows(page: Path, tmp_path: Path) -> None:
    """Every command of the page, one after the other in an empty folder."""
    wrong = follow(page, FAST, tmp_path)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.full
@pytest.mark.parametrize("page", with_blocks(SLOW), ids=named)
def test_the_long_examples_print_what_they_show(page: Path, tmp_path: Path) -> None:
    """`make demo`, and what takes as long."""
    wrong = follow(page, SLOW, tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_there_are_commands_to_follow() -> None:
    """The tour and the pages have blocks of each kind that is run above."""
    assert {named(page) for page in with_blocks(FAST)} >= {
        "README.md", "config/README.md", "simulator/README.md"
    }  # fmt: skip
    assert len(with_blocks(SLOW)) >= 2


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file of the repository, and to a heading that it has."""
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert not heading or heading in _headings(path), target


def _headings(page: Path) -> list[str]:
    """The headings of a page as links name them."""
    found = [line.lstrip("# ") for line in lines_of(page) if line.startswith("#")]
    return [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in found]


def test_every_page_is_found_from_the_top() -> None:
    """The README at the top, under 250 lines, leads to each page, itself or by another."""
    top, *others = PAGES
    assert len(lines_of(top)) < 250
    reached, ahead = set(), [top]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+README\.md)", page.read_text(encoding="utf-8"))
        ahead += [to for link in links if (to := (page.parent / link).resolve()) not in reached]
    assert set(others) <= reached


def test_the_pages_name_what_there_is() -> None:
    """Folders of the layout and make targets that they name exist."""
    top, tests = (ROOT / name / "README.md" for name in ("", "tests"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "test-full", "check", "bench", "setup", "clean", "lock"):
        assert f"make {target}" in top.read_text("utf-8") + tests.read_text("utf-8")
        assert f"\n{target}:" in makefile
    for folder in ("topics", "agents", "simulator", "config", "tests"):
        assert f"`{folder}/`" in top.read_text(encoding="utf-8")
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
    """A new column of the rows makes another digest, which the page has to show."""
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
