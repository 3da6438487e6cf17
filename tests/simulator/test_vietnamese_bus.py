"""What operators and integrators see is Vietnamese with `--lang vi`, whatever they ask for."""

import errno
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from simulator.cli import main
from simulator.cli.app import app
from simulator.cli.language import offer_language
from simulator.cli.spoken import speaking
from simulator.live.registry import known_faults
from simulator.loadtest import capacity_report
from simulator.loadtest.capacity import Capacity, Search, Trial
from simulator.loadtest.page import html
from simulator.loadtest.telling import told_verdict
from simulator.loadtest.verdict import judge
from simulator.report.printing import in_language
from simulator.words.messages import told
from simulator.words.translations import numbers_told
from tests.simulator.loadtest.histories import MS, S, Story, answered, asked, terms
from tests.simulator.told_texts import assert_vietnamese

NOBODY = ("--bootstrap", "127.0.0.1:1")
MISTAKES = [
    ["broker", "stop", "--folder", "nowhere"],
    ["broker", "status", "--folder", "nowhere"],
    ["topics", "list", "--prefix", "live", *NOBODY],
    ["topics", "apply", "tiny", "--bootstrap", "nowhere"],
    ["topics", "acl", "apply", "tiny", *NOBODY],
    ["topics", "dlt", "replay", "--error", "a.b"],
    ["topics", "asyncapi", "--role", "x"],
    ["relay", "nowhere"],
    ["relay", "tiny", "--fault", "x"],
    ["relay", "tiny", *NOBODY],
    ["relay", "tiny", "--grace", "soon"],
    ["twin", "provider"],
    ["twin", "nobody", "--agency", "G01", "--prefix", "live"],
    ["record", "tiny", "--agency", "H04", "--prefix", "live"],
    ["record", "tiny", "--agency", "H03", "--prefix", "live", "--deadline", "0s"],
    ["loadtest", "nowhere"],
    ["loadtest", "smoke", "--client", "x"],
    ["check", "nowhere"],
    ["live", "ctl", "status"],
    ["live", "demo", "--host", "G01"],
    ["live", "demo", "--until", "later"],
    ["backfill", "nowhere"],
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder and no live run of anybody."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_every_command_takes_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Groups too, and wherever it stands; a new command needs nothing for it."""
    command = typer.main.get_command(app)
    offer_language(command)
    for name, one in commands(command, "lienthong"):
        assert [option.name for option in one.params].count("lang") == 1, name
    for path in ("relay", "topics dlt"):
        assert main([*path.split(), "--lang", "vi", "--help"]) == 0
        assert f"Cách dùng: lienthong {path}" in capsys.readouterr().out
    assert main(["--lang", "vi", "run", "nowhere"]) == 2
    assert_vietnamese(capsys.readouterr().err)


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_mistakes_of_operators_are_told_in_vietnamese(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a broker, its topics, a relay, a twin, a recording, a load test, a live run."""
    main([*arguments, "--lang", "vi"])
    printed = "".join(capsys.readouterr())
    assert_vietnamese(printed)
    assert told(printed.strip(), "en") == printed.strip()
    assert main([*arguments]) in (0, 1, 2, 3)
    assert "".join(capsys.readouterr()) != printed


def test_a_verdict_is_told_in_vietnamese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the terminal, as annotations and as a page; what programs read stays as it is."""
    history = str(story().write(tmp_path / "h.jsonl"))
    assert main(["check", history, "--lang", "vi"]) == 1
    printed = capsys.readouterr().out
    assert_vietnamese(printed)
    for words in ("không đạt (fail)", "hai lần với nội dung như nhau", "mục tiêu"):
        assert words in printed
    assert main(["check", history, "--lang", "vi", "--format", "github"]) == 1
    assert_vietnamese(capsys.readouterr().out.replace("::error ", "").replace("%0A", " "))
    for language in ("en", "vi"):
        assert main(["check", history, "--lang", language, "--format", "json"]) == 1
    one, other = capsys.readouterr().out.split("\n}\n{")
    assert one.lstrip("{") == other.rstrip("}\n")


def test_a_page_is_vietnamese(tmp_path: Path) -> None:
    """Its titles and its tables."""
    verdict = story().finish(tmp_path / "h.jsonl")
    with speaking(["--lang", "vi"]):
        page = html(told_verdict(verdict))
    body = page[page.index("<body>") : page.index("<h2>Số liệu")]
    assert_vietnamese(re.sub("<[^>]+>", "\n", body))
    assert "<h2>Response times</h2>" in html(told_verdict(verdict))


def test_numbers_of_a_verdict_have_a_decimal_comma(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the terminal, in annotations and on the page; ids and what programs read stay."""
    path = story().write(tmp_path / "h.jsonl")
    verdict = judge(path)
    with speaking(["--lang", "vi"]):
        page = html(told_verdict(verdict))
    told_to_people = [page]
    for printed in ("text", "github"):
        assert main(["check", str(path), "--lang", "vi", "--format", printed]) == 1
        told_to_people.append(capsys.readouterr().out)
    for text in told_to_people:
        assert re.search(r"\d,\d{3} s: ", text.replace("%3A", ":"))
        assert "000.00.00.H26-230705-0100" in text
        left = re.sub(
            r"000\.00\.00\.H26|<svg.*?</svg>|<style.*?</style>|\S*\.jsonl",
            "",
            text,
            flags=re.DOTALL,
        )
        assert re.findall(r"(?<![\w.])\d+\.\d+(?= (?:ms|s)\b|%|/s)", left) == []
        assert "10,0 ms" in left
    assert "<td>12,0 s</td>" in page
    assert main(["check", str(path), "--lang", "vi", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(verdict.document()))


@pytest.mark.parametrize(
    "english, vietnamese",
    [
        ("1,234.5 ms", "1.234,5 ms"), ("0.25%", "0,25 %"), ("12,345.6/s", "12.345,6/s"),
        ("1.234e+04", "1,234e+04"), ("p50 2.0 ms, max 1,000.0 s", "p50 2,0 ms, max 1.000,0 s"),
        ("127.0.0.1:9092", "127.0.0.1:9092"), ("000.00.00.H26-230705", "000.00.00.H26-230705"),
        ("v1.2", "v1.2"), ("-1.5", "-1,5"), ("2000", "2000"),
    ],
)  # fmt: skip
def test_numbers_of_ours_are_told(english: str, vietnamese: str) -> None:
    """With their units; neither addresses nor ids."""
    assert numbers_told(english, "vi") == vietnamese
    assert numbers_told(english, "en") == english


def test_a_capacity_has_a_decimal_comma(capsys: pytest.CaptureFixture[str]) -> None:
    """Each trial, its reason and the answer."""
    reason = "objective p99: 1,500.0 ms; expected at most 250.5 ms"
    trials = (Trial(12.5, 0, "pass", "", "a"), Trial(1234.0, 0, "fail", reason, "b"))
    found = Capacity(Search(10, 5e3, 0.1, 1, 20.5), trials, (12.5,), "connector", 12.5, None, None)
    with speaking(["--lang", "vi"]):
        capacity_report.show(found)
        annotated = capacity_report.annotated(found)
    first, second, answer = capsys.readouterr().out.splitlines()
    assert first == "12,5/s đạt (pass)"
    assert second.startswith("1.234/s không đạt (fail): mục tiêu p99: 1.500,0 ms; ")
    assert second.endswith("250,5 ms")
    for text in (answer, annotated):
        assert "12,5 yêu cầu mỗi giây" in text
        assert text.endswith("; yêu cầu 20,5")


def test_the_systems_own_words_are_told() -> None:
    """Of a file and of a connection; but not the half of them."""
    for number in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.ECONNREFUSED):
        assert_vietnamese(told(f"x: {os.strerror(number)}", "vi"))
    assert told(os.strerror(errno.ENOENT), "vi") == "không có tệp hoặc thư mục này"


@pytest.mark.parametrize(
    "text",
    [
        "drain", "warmup", "from", "H26: drain", "Ministry of Justice: two weeks",
        "Birth and death, on time, for all", "One of us, and what was said",
    ],
)  # fmt: skip
def test_what_others_wrote_stays_as_it_is(text: str) -> None:
    """Names, titles and keys of files are no sentences of ours, not by half either."""
    assert told(text, "vi") == text


def test_faults_of_live_runs_are_told() -> None:
    """What each of them is."""
    for _, says in known_faults().values():
        assert_vietnamese(told(says, "vi"))


def test_the_language_ends_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed afterwards is English again."""
    assert main(["topics", "list", "--lang", "vi"]) == 0
    assert "chủ đề" in capsys.readouterr().out
    assert in_language("at least") == "at least"
    assert "LIENTHONG_LANG" not in os.environ


# -- what is looked at ----------------------------------------------------------------------------


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command and group, with its words."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")


def story() -> Story:
    """A duplicate, a second reply that differs, a fault, an objective missed."""
    made = Story(terms(objectives={"p99": 1e5, "max": 1e4}))
    made.begin()
    made.fault("broker-pause", 12 * S, None, number=1)
    made.exchange(6 * S, asked(100))
    made.reply(6 * S + 40 * MS, answered(asked(100)))
    made.exchange(7 * S, asked(101))
    made.reply(7 * S + 40 * MS, answered(asked(101), values=("x", "1")))
    return made
