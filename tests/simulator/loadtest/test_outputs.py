"""What is printed and written of a verdict: each form says the same."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from simulator.cli import main
from simulator.loadtest import console, github, junit, page
from simulator.loadtest.verdict import Verdict
from tests.simulator.loadtest.histories import MS, S, Story, answered, asked, terms
from tests.simulator.loadtest.junit_form import faults
from topics.errors import EnvironmentFailed

PERSONAL = "Nguyễn <Văn> A"


def story() -> Story:
    """One duplicate, one that differs, both under faults; one objective met, one missed."""
    made = Story(terms(objectives={"p99": 1e5, "max": 1e4}, allow=frozenset({"wrong-person"})))
    made.begin()
    made.fault("lose", 2 * S, 3 * S)
    made.fault("broker-pause", 12 * S, None, number=1)
    made.exchange(6 * S, asked(100))
    made.reply(6 * S + 40 * MS, answered(asked(100)))
    made.exchange(7 * S, asked(101))
    other = answered(asked(101), values=(PERSONAL, "1"))
    made.reply(7 * S + 40 * MS, other, "provider.integrity.duplicate_differs")
    return made


@pytest.fixture
def verdict(tmp_path: Path) -> Verdict:
    """Of that story."""
    return story().finish(tmp_path / "h.jsonl")


@pytest.fixture
def broken_off(tmp_path: Path) -> Verdict:
    """The same, without its end."""
    path = story().write(tmp_path / "cut.jsonl")
    path.write_bytes(path.read_bytes()[:-9])
    return judge_of(path)


def judge_of(path: Path) -> Verdict:
    from simulator.loadtest.verdict import judge

    return judge(path)


def test_junit_has_a_case_for_each_objective_checker_and_fault(
    verdict: Verdict, tmp_path: Path
) -> None:
    """In the form that common readers know, with what failed and why."""
    junit.write(verdict, tmp_path / "junit.xml")
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert faults(root) == []
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert set(cases) == {
        "the test itself", "p99", "max", "0 lose", "1 broker-pause",
        *(one.name for one in verdict.checked),
    }  # fmt: skip
    failures = {name: case.find("failure") for name, case in cases.items()}
    assert {name for name, found in failures.items() if found is not None} == {
        "max", "duplicate", "second-reply-differs",
    }  # fmt: skip
    assert "lienthong check" in str(failures["duplicate"].text)  # type: ignore[union-attr]
    assert (root.get("failures"), root.get("errors")) == ("3", "0")


def test_junit_of_a_test_that_broke_off_is_an_error_with_the_rest_skipped(
    broken_off: Verdict,
) -> None:
    """What was found is not shown as the connector's failure."""
    root = junit.document(broken_off)
    assert faults(root) == []
    assert (root.get("failures"), root.get("errors")) == ("0", "1")
    skipped = [
        case.get("name") for case in root.iter("testcase") if case.find("skipped") is not None
    ]
    assert skipped == ["p99", "max", "duplicate", "second-reply-differs"]


def test_the_form_finds_what_is_wrong() -> None:
    """A count, an attribute, an element, an order."""
    text = (
        "<testsuites tests='2'><testsuite name='a' tests='1' failures='0' errors='x'>"
        "<testcase name='b' classname='c' colour='red'><system-out/><failure type='t'/></testcase>"
        "<other/></testsuite></testsuites>"
    )
    assert faults(ElementTree.fromstring(text)) == [
        "<testsuites> counts tests 2; they are 1",
        "<testsuite> errors='x'",
        "<testsuite> holds ['testcase', 'other']",
        "<testsuite> counts failures 0; they are 1",
        "<testsuite> counts errors x; they are 0",
        "<testcase> colour='red'",
        "<testcase> holds ['system-out', 'failure']",
        "<other> is not known",
    ]


class _Tags(HTMLParser):
    """Whether all tags close, and what the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.loads += [name for name, _ in attrs if name in ("src", "href", "xlink:href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_shows_time_and_faults(verdict: Verdict, tmp_path: Path) -> None:
    """Nothing is loaded; there is a line for each percentile and a mark for each fault."""
    page.write(verdict, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    tags = _Tags()
    tags.feed(text)
    assert (tags.open, tags.loads) == ([], [])
    assert "url(" not in text
    assert "@import" not in text
    assert (tags.seen.count("polyline"), tags.seen.count("rect")) == (4, 2)
    assert "1 broker-pause" in text
    assert "request 000.00.00.H26-230705-0100/identity was replied to twice" in text


def test_the_terminal_says_what_where_and_how_to_see_it_again(verdict: Verdict) -> None:
    """The verdict last, with the names of what failed it."""
    out = StringIO()
    console.show(verdict, Console(file=out, width=200))
    text = out.getvalue()
    assert text.splitlines()[-1] == (
        "fail provider G01; found: duplicate, second-reply-differs; missed: max"
    )
    assert "6.035 s: first t.exchange.out.g01.v1/" in text
    assert "--only duplicate" in text


def test_annotations_are_a_line_each(verdict: Verdict, broken_off: Verdict) -> None:
    """Escaped as GitHub reads them."""
    lines = list(github.lines(verdict))
    assert [line.split("::")[1].split(" ")[0] for line in lines] == ["error"] * 3 + ["notice"]
    assert lines[1].startswith("::error title=G01%3A duplicate::1 found; request 000.00.00.H26-")
    assert "%0A" in lines[1]
    assert not any("\n" in line for line in lines)
    assert next(github.lines(broken_off)).startswith("::error title=error::the test did not come")


@pytest.mark.parametrize("write", [junit.write, page.write])
def test_a_place_that_cannot_be_written_is_one_sentence(
    write: Callable[[Verdict, Path], None], verdict: Verdict, tmp_path: Path
) -> None:
    """Of the environment."""
    with pytest.raises(EnvironmentFailed, match="No such file"):
        write(verdict, tmp_path / "none" / "file")


def test_no_form_holds_a_personal_value(verdict: Verdict) -> None:
    """Findings tell of fields, never of what they hold."""
    out = StringIO()
    console.show(verdict, Console(file=out, width=200))
    xml = ElementTree.tostring(junit.document(verdict), encoding="unicode")
    for text in (
        json.dumps(verdict.document(), ensure_ascii=False), page.html(verdict), xml,
        "\n".join(github.lines(verdict)), out.getvalue(),
    ):  # fmt: skip
        assert "Văn" not in text


# -- the command -------------------------------------------------------------------------------


def test_check_judges_a_history_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status is the verdict's; JSON is the verdict's document."""
    path = story().write(tmp_path / "h.jsonl")
    assert main(["check", str(path), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["exit_status"]) == ("fail", 1)
    assert [one["name"] for one in found["checkers"] if one["failed"]] == [
        "duplicate", "second-reply-differs",
    ]  # fmt: skip
    assert main(["check", str(path), "--junit", str(tmp_path / "j.xml"), "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error title=G01%3A objective max::")
    assert (tmp_path / "j.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize("expected, status", [("fail", 0), ("pass", 1), ("invalid", 1)])
def test_check_can_expect_a_verdict(
    expected: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 0 for just that one."""
    path = story().write(tmp_path / "h.jsonl")
    assert main(["check", str(path), "--expect", expected]) == status
    assert "fail provider G01" in capsys.readouterr().out


def test_the_command_of_a_finding_shows_it_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And an unknown checker is a wrong argument."""
    path = story().write(tmp_path / "h.jsonl")
    assert main(["check", str(path), "--only", "duplicate"]) == 1
    printed = capsys.readouterr().out
    assert "was replied to twice" in printed
    assert "in other words" not in printed
    assert main(["check", str(path), "--only", "twice"]) == 2
    assert "checker 'twice' is not known" in capsys.readouterr().err
