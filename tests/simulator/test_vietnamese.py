"""Everything that a person sees is Vietnamese with `--lang vi`: reports, errors, help."""

import ast
import re
from pathlib import Path

import pytest
import typer

import simulator
from simulator.cli import main
from simulator.cli.app import app
from simulator.cli.vietnamese import vietnamese
from simulator.ledger.runfolder import DIGEST_DEPENDS_ON
from simulator.words.messages import MESSAGES, label, told
from simulator.words.texts import TEXT
from tests.simulator.scenario.cases import cases
from tests.simulator.told_texts import (
    ENGLISH,
    NO_PROSE,
    WORDS_ALONE,
    assert_vietnamese,
    filled,
    helps,
    sentences,
    without_names,
)

PACKAGES = Path(simulator.__file__).parents[1]
# Where the sentences of errors, warnings and notices arise, for planners and for operators.
SPOKEN = [
    *(path for folder in (
        "scenario", "cli", "live", "loadtest", "relay", "hosting",
    ) for path in (PACKAGES / "simulator" / folder).rglob("*.py")),
    *(PACKAGES / "simulator" / f"{name}.py" for name in (
        "ledger/kept", "ledger/rowfiles", "ledger/rowstore", "ledger/runfolder", "run/story",
        "run/experiment", "run/comparison", "run/choice_record", "run/parallel", "signals",
        "resources", "answer/statistics", "metrics/blocks", "metrics/exporter",
    )),
    *(PACKAGES / "agents" / f"{name}.py" for name in ("deadlines", "calendar_spec")),
    *(path for folder in (
        "broker", "kafka", "envelope",
    ) for path in (PACKAGES / "topics" / folder).glob("*.py")),
    *(PACKAGES / "topics" / f"{name}.py" for name in (
        "bus", "catalogue", "connection", "contract", "discovery", "errors", "events", "history",
        "properties",
    )),
]  # fmt: skip
SILENT = {  # no sentences to people: schemas for editors, words of code, documents of machines
    "json_schema.py": None,
    "simulator/scenario/calendars.py": None,  # of the library's names and of a made file
    "simulator/scenario/first_scenario.py": None,  # a file, whose sentences are texts
    "simulator/loadtest/junit.py": None,
    "simulator/loadtest/chart.py": None,
    "simulator/loadtest/pytest_plugin.py": None,  # its help is pytest's
    "simulator/cli/vietnamese.py": None,
    "quantities.py": {"{found}; {expected}", "At most {}."},
    "suggest.py": {"thanh pho "},
    "yaml_positions.py": {
        "cannot start any token", "mapping values are not allowed",
        "could not find expected ':'", "did not find expected key",
    },
    "words.py": None,  # both languages are there
    "live_ctl.py": {"act {}, {}: from {}{}", "lienthong live ctl"},
    "live.py": {"lienthong live"},
    "live_hosted.py": {"lienthong live"},
    "simulator/cli/relay.py": {"lienthong relay"},
    "simulator/cli/broker.py": {"lienthong broker"},
    "simulator/cli/record.py": {"lienthong record"},
    "simulator/cli/loadtest.py": {"lienthong loadtest"},
    "simulator/cli/twin.py": {"lienthong twin"},
    "version.py": {"lienthong {}, Python {}, {}"},
    "said.py": {"text in one language", "text in two languages"},
    "runfolder.py": {
        "integer microseconds; instants count from 1970-01-01T00:00 local time (UTC+7)",
        "calendar days of 24 hours", "places never end", DIGEST_DEPENDS_ON,
    },
    "failures.py": {"lienthong: {}"},
    "new.py": {"  lienthong validate {}", "  lienthong run {}", "  lienthong compare {} {}"},
    "statistics.py": {"an infinite ratio saves no particular number of replications"},
    "simulator/relay/audit.py": {"not of the catalogue"},
    "exporter.py": {"the {} has not moved for {} s\n"},
    "simulator/loadtest/verdict.py": {"lienthong check {} --only {}"},
    "simulator/loadtest/capacity.py": {
        "Student's t over the rates of the repetitions, and half of the last gap",
    },
    "relay_process.py": {"import sys; from simulator.cli import main; sys.exit(main())"},
    "folder.py": {"Known(port={}, protocol={})"},
    "settings.py": {"org.apache.kafka.common.security.{}LoginModule required{};"},
    "over_kafka.py": {"topics of %s were not removed: %s"},  # of a log
    "structured.py": {"data_base64: {}"},
    "topics/contract.py": {
        "contract of {}: its example breaks it: {}", "contract of {}: no field is called {}",
    },
    # mistakes in a program of ours, found when it is written
    "consumer.py": {"a reader without a group has nowhere to commit to"},
    "topics/catalogue.py": {
        "topic {} is already registered, with other promises",
        "{}: no event type; a topic nobody can write is a mistake",
        "{}: partitions and version are at least 1",
    },
    "topics/errors.py": {"error reason {}.{} is known with retryable={}"},
    "topics/events.py": {
        "event type {}: expected vn.lienthong.<domain>.<what>.v<N>",
        "event type {}: must be frozen and forbid unknown fields",
        "event type {} already belongs to {}", "{} is no registered event type",
    },
}  # fmt: skip
SHORT = ("--set", "duration=2d", "--set", "warmup=1d", "--set", "drain=7d")


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.relative_to(PACKAGES).as_posix())
def test_every_sentence_that_a_planner_may_meet_is_in_the_table(path: Path) -> None:
    """A new error in English alone fails here, with the sentence to be translated."""
    place = path.relative_to(PACKAGES).as_posix()
    silent = SILENT.get(place, SILENT.get(path.name, set()))
    if silent is not None:
        found = {one for one in sentences(ast.parse(path.read_text())) if one not in silent}
        found -= {one for one in found if NO_PROSE.search(one) or WORDS_ALONE.fullmatch(one)}
        assert {one for one in found if label(filled(one), "vi") == filled(one)} == set()


def test_a_sentence_of_the_table_has_the_same_places_in_vietnamese() -> None:
    """Nothing that is named in English is left out."""
    for english, vietnamese_text in MESSAGES.items():
        places = vietnamese_text.replace("{:n}", "{}").count("{}")
        assert english.count("{}") == places, english


def test_values_in_a_sentence_are_told_too() -> None:
    """A sentence within a sentence; a name stays as it is."""
    text = "found 'x'; a mapping of keys and values is needed"
    assert told("a mapping of keys and values is needed", "vi") == "cần các cặp khóa và giá trị"
    assert told("write one of a, b (did you mean 'a'?)", "vi").endswith("b (có phải 'a'?)")
    assert told("no sentence of ours", "vi") == "no sentence of ours"
    assert told(text, "en") == text


def test_help_of_every_command_is_vietnamese() -> None:
    """Commands, arguments, options and examples, those of operators too."""
    command = typer.main.get_command(app)
    with vietnamese(command):
        left = {text for text in helps(command) if ENGLISH.search(without_names(text))}
    assert left == set()


def test_help_and_usage_errors_are_printed_in_vietnamese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the environment or by --lang, wherever it stands; English again afterwards."""
    monkeypatch.setenv("LIENTHONG_LANG", "vi")
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert "Cách dùng: lienthong" in printed
    assert_vietnamese(printed)
    monkeypatch.delenv("LIENTHONG_LANG")
    for arguments in (
        ["rum", "--lang", "vi"],
        ["run", "tiny", "--lang=vi", "--seeed", "1"],
        ["run", "tiny", "--lang", "vi", "--replications", "many"],
        ["run", "--lang", "vi"],
    ):
        assert main(arguments) == 2
        assert_vietnamese(capsys.readouterr().err)
    assert main(["rum"]) == 2
    assert "No such command 'rum'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments, variable, by",
    [
        (["run", "tiny", "--lang", "vn"], "vi", "--lang"),
        (["validate", "tiny", "--lang=VI"], "", "--lang"),
        (["--help"], "vn", "LIENTHONG_LANG"),
    ],
)
def test_a_mistyped_language_is_refused_in_both(
    arguments: list[str], variable: str, by: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """In one line, whoever names it; the last `--lang` holds, and an empty variable is none."""
    monkeypatch.setenv("LIENTHONG_LANG", variable)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.lower().startswith(f"lienthong: {by}: found 'v".lower())
    assert line.endswith("; write vi or en / hãy ghi vi hoặc en")
    assert printed.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "tinny"],
        ["run", "tiny", "--set", "sharing.reuse=0,5", "--set", "ofices=3", "--set", "start=2019"],
        ["run", "tiny", "--rows", "xls"],
        ["run", "tiny", "--rows", "excel", "--replications", "9999999"],
        ["compare", "tiny"],
        ["compare", "tiny", "both", "--precision", "much"],
        ["explain", "nowhere", "x"],
        ["rerun", "nowhere"],
        ["validate", "nowhere.yaml"],
    ],
    ids=" ".join,
)
def test_errors_are_vietnamese(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is wrong, in a file or on the command line."""
    assert main([*arguments, "--lang", "vi"]) == 2
    assert_vietnamese("".join(capsys.readouterr()))


@pytest.mark.parametrize("change,message,code", cases("mistakes.yaml"))
def test_every_known_mistake_is_told_in_vietnamese(change: str, message: str, code: str) -> None:
    """What was found, and what would be right, of each mistake that has a test of its own."""
    assert_vietnamese(" / ".join(told(part, "vi") for part in message.split("; ", 1)))


def test_validate_prints_vietnamese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors and warnings, for people and for GitHub; what fits, too."""
    (tmp_path / "s.yaml").write_text("extends: tiny\nname: s\nreuze: 3\nstart: 2019\n")
    for printed in ("text", "github"):
        files = ["validate", str(tmp_path / "s.yaml"), "tiny"]
        assert main([*files, "--lang", "vi", "--format", printed]) == 2
        lines = capsys.readouterr().out
        assert_vietnamese(re.sub("::(warning|error)", "", lines))
        assert "khóa không hợp lệ" in lines


def test_run_compare_explain_and_rerun_print_vietnamese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Titles, tables, desks, notes and sentences."""
    out = ["--replications", "1", "--out", str(tmp_path), "--lang", "vi"]
    assert main(["run", "tiny", *SHORT, *out]) == 0
    assert main(["compare", "tiny", "both", *SHORT, *out]) == 0
    printed = capsys.readouterr()
    run = next(tmp_path.glob("tiny-*"))
    hint = re.search(r"explain \S+ (\S+)", printed.out)
    assert hint
    assert main(["explain", str(run), hint[1], "--lang", "vi"]) == 0
    assert main(["rerun", str(run), "--lang", "vi"]) == 0
    every = printed.out + printed.err + "".join(capsys.readouterr())
    assert_vietnamese(every.replace("(both", ""))
    assert "Bộ phận bận nhất: " in every
    without_units = re.sub(r"\S+/\S+", "", every)
    assert not re.search("one_stop|specialist|approval|answering", without_units)
    assert "Bắc Kạn và Bộ Tư pháp, hai tuần" in every


def test_texts_say_it_with_the_words_of_the_administration() -> None:
    """Neither a word for word translation nor the speech of the street, in any table."""
    spoken = " ".join([*(vi for _, vi in TEXT.values()), *MESSAGES.values()]).lower()
    for word in (
        "chu trình", "đồng hồ pháp lý", "hạt giống", "trễ hạn", "một nửa trong", "9/10",
        "bàn bận", "giảm −", "tăng −",
    ):  # fmt: skip
        assert word not in spoken
    for word in (
        "tổng thời gian từ nộp đến trả kết quả", "thời gian tính hạn theo quy định",
        "khoảng tin cậy 95 %", "50 % hồ sơ trong vòng", "90 % hồ sơ trong vòng",
        "bộ phận bận nhất", "quá hạn", "công khai", "số khởi tạo ngẫu nhiên", "bộ phận một cửa",
    ):  # fmt: skip
        assert word in spoken
