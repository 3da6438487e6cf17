"""AsyncAPI documents: committed as generated, true to the envelope, and valid to its parser."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from simulator.cli.topics_asyncapi import write_asyncapi
from simulator.relay.judge import MAX_VALUE_BYTES
from tests.topics.envelope_samples import RECORDS, record
from topics.asyncapi import MEANINGS, ROLES, SAYS, contract_files, document, document_yaml
from topics.asyncapi.texts import PASSED_BYTES
from topics.contract import CONTRACTS
from topics.envelope import WireRecord, from_wire, to_wire
from topics.errors import EnvironmentFailed, InputError, Malformed
from topics.events import event_class

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "config" / "contracts"
DOCUMENTS = {role: document(role) for role in ROLES}
MESSAGES = [
    pytest.param(message, channel, id=f"{role}-{name}")
    for role, found in DOCUMENTS.items()
    for channel in found["channels"].values()
    for name in channel["messages"]
    for message in [
        found["components"]["messages"][channel["messages"][name]["$ref"].rpartition("/")[2]]
        | {"payload": found["components"]["schemas"][name]}
    ]
]
SENT = [case for case in MESSAGES if ".out." in case.values[1]["address"]]  # type: ignore[index]
RECEIVED = [case for case in MESSAGES if case not in SENT]


def address_of(channel: dict[str, Any], agency: str) -> str:
    found: str = channel["address"]
    return found.replace("{prefix}", "sim").replace("{agency}", agency.lower())


def wire_of(message: dict[str, Any], channel: dict[str, Any], **headers: str | None) -> WireRecord:
    """The worked example of a message as an author would write it, some headers otherwise."""
    (example,) = message["examples"]
    found = example["headers"] | headers
    return WireRecord(
        address_of(channel, example["summary"].split()[0]),
        example["summary"].rpartition(" ")[2].encode(),
        json.dumps(example["payload"]).encode(),
        [(name, text.encode()) for name, text in found.items() if text is not None],
    )


def test_the_committed_files_are_those_generated() -> None:
    """None edited, none missing: `lienthong topics asyncapi --out config/contracts`."""
    committed = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*.*")
    }
    assert committed == contract_files()


@pytest.mark.parametrize("role", ROLES)
def test_the_yaml_says_what_the_document_says(role: str) -> None:
    """It is read back as the same data, text for text."""
    assert yaml.safe_load(document_yaml(role)) == DOCUMENTS[role]


def test_a_provider_reads_in_and_writes_out() -> None:
    """The addresses, partitions and directions of data requests, from the provider's side."""
    found = DOCUMENTS["provider"]
    addresses = {name: channel["address"] for name, channel in found["channels"].items()}
    assert addresses == {
        "exchangeIn": "{prefix}.exchange.in.{agency}.v1",
        "exchangeOut": "{prefix}.exchange.out.{agency}.v1",
    }
    operation = found["operations"]["answerRequest"]
    assert operation["action"] == "receive"
    assert operation["channel"] == {"$ref": "#/channels/exchangeIn"}
    assert operation["reply"]["channel"] == {"$ref": "#/channels/exchangeOut"}
    kafka = found["channels"]["exchangeIn"]["bindings"]["kafka"]
    assert kafka["partitions"] == 3
    assert kafka["topicConfiguration"] == {"cleanup.policy": ["delete"]}


def test_a_requester_has_it_the_other_way_round() -> None:
    """It sends requests on its out topic; replies come on its in topic."""
    operation = DOCUMENTS["requester"]["operations"]["ask"]
    assert operation["action"] == "send"
    assert operation["channel"] == {"$ref": "#/channels/exchangeOut"}
    assert operation["reply"]["channel"] == {"$ref": "#/channels/exchangeIn"}


def test_a_prefix_can_be_written_in() -> None:
    """Then addresses have only the agency as parameter, and examples have the prefix too."""
    found = document("provider", "ci-7")
    channel = found["channels"]["exchangeIn"]
    assert channel["address"] == "ci-7.exchange.in.{agency}.v1"
    assert list(channel["parameters"]) == ["agency"]
    message = found["components"]["messages"]["DataRequestReceived"]
    assert message["examples"][0]["headers"]["ce_source"] == "urn:lienthong:ci-7"


@pytest.mark.parametrize("message, channel", MESSAGES)
def test_headers_and_value_of_each_example_are_valid(
    message: dict[str, Any], channel: dict[str, Any]
) -> None:
    """By the schemas in the document itself; and the correlation id is where it says."""
    (example,) = message["examples"]
    Draft202012Validator(message["headers"]).validate(example["headers"])
    Draft202012Validator(message["payload"]).validate(example["payload"])
    assert set(example["headers"]) <= set(message["headers"]["properties"])
    if "correlationId" in message:
        header = message["correlationId"]["location"].removeprefix("$message.header#/")
        assert example["headers"][header] == example["payload"]["request"]


@pytest.mark.parametrize("message, channel", MESSAGES)
def test_each_example_is_a_record_that_the_bus_reads(
    message: dict[str, Any], channel: dict[str, Any]
) -> None:
    """Written to the address with that key, headers and value, it is the event."""
    found = from_wire(wire_of(message, channel))
    assert isinstance(found.event, event_class(message["title"]))


@pytest.mark.parametrize("message, channel", SENT)
def test_the_headers_that_a_sender_owes_are_those_required(
    message: dict[str, Any], channel: dict[str, Any]
) -> None:
    """Without one of them the record is refused; all the others may be left out together."""
    required = message["headers"]["required"]
    for name in required:
        with pytest.raises(Malformed) as error:
            from_wire(wire_of(message, channel, **{name: None}))
        assert error.value.reason == "missing_header"
    spare = dict.fromkeys(name for name in message["headers"]["properties"] if name not in required)
    assert (
        from_wire(wire_of(message, channel, **spare)).event
        == from_wire(wire_of(message, channel)).event
    )


@pytest.mark.parametrize("message, channel", RECEIVED)
def test_the_headers_that_a_reader_can_count_on_are_those_written(
    message: dict[str, Any], channel: dict[str, Any]
) -> None:
    """All that are required are there in what is delivered, and no others."""
    topic = address_of(channel, message["examples"][0]["summary"].split()[0])
    event = CONTRACTS[message["title"]].example
    written = {name for name, _ in to_wire(record(event, topic)).headers}
    assert set(message["headers"]["required"]) == written


def test_every_header_that_is_ever_written_is_described() -> None:
    """On every topic of every type."""
    written = {name for sample in RECORDS for name, _ in to_wire(sample).headers}
    assert written <= set(SAYS)


def test_the_error_table_has_every_reason_and_whether_to_send_again() -> None:
    """Those that the bus knows, no others, each as registered."""
    code = "import topics.asyncapi, topics.errors as e; print(*map('.'.join, e.REASONS))"
    known = subprocess.run(  # in a process where no test has registered its own
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(known.stdout.split()) == set(MEANINGS)
    text = DOCUMENTS["provider"]["info"]["description"]
    assert "| `capacity.rate_limited` | yes | too many in too short a time |" in text
    assert "| `authority.excess_fields` | no | the reply gives a field that" in text


def test_the_worked_hash_can_be_followed_from_the_text_alone() -> None:
    """The lines shown, joined by line feeds, have the hash that is shown."""
    text = DOCUMENTS["provider"]["info"]["description"]
    lines = re.findall(r"^    (.+)$", text.partition("For example, the text")[2], re.MULTILINE)
    shown = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert len(lines) == 9
    assert f"has the hash `{shown}`" in text


def test_the_largest_value_is_the_relays() -> None:
    """What the documents promise is what the relay passes on."""
    assert PASSED_BYTES == MAX_VALUE_BYTES
    assert "at most 262,144 bytes" in DOCUMENTS["provider"]["info"]["description"]


def test_an_unknown_role_and_a_bad_prefix_are_refused() -> None:
    """With what would be right."""
    with pytest.raises(InputError, match="expected one of provider, requester, syncer, subscriber"):
        document("clerk")
    with pytest.raises(InputError, match="lower-case"):
        document("subscriber", "My Prefix")


def test_the_command_prints_one_role(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing but the document, so that it can be piped."""
    write_asyncapi("syncer", "ci-7", None)
    assert capsys.readouterr().out == document_yaml("syncer", "ci-7")


def test_the_command_prints_all_roles_as_documents_of_one_stream(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Four YAML documents, in the order of the roles."""
    write_asyncapi(None, None, None)
    assert list(yaml.safe_load_all(capsys.readouterr().out)) == list(DOCUMENTS.values())


def test_the_command_writes_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All contracts into a folder that is made, or one role's document."""
    write_asyncapi(None, None, tmp_path / "all")
    write_asyncapi("provider", None, tmp_path / "one")
    assert capsys.readouterr().out == f"{tmp_path / 'all'}: 11 files\n{tmp_path / 'one'}: 1 files\n"
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["asyncapi-provider.yaml"]
    written = (tmp_path / "all" / "asyncapi-provider.yaml").read_text(encoding="utf-8")
    assert written == document_yaml("provider")


def test_a_folder_that_cannot_be_written_is_the_environments_failure(tmp_path: Path) -> None:
    """One sentence that names the file."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(
        EnvironmentFailed, match=r"taken/asyncapi-provider\.yaml: cannot be written"
    ):
        write_asyncapi("provider", None, tmp_path / "taken")
