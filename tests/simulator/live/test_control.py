"""The control API: who may use it, what it answers, and how a live run is found."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.live.acts import Act
from simulator.live.client import Client
from simulator.live.door import Door, announced, doors_folder, find_door
from simulator.live.orders import Order, Orders
from simulator.live.server import ControlServer, controlled
from topics.errors import EnvironmentFailed, InputError

TOKEN = "a-word-that-opens"


def done(order: Order) -> Act:
    """A run that does everything but jump."""
    if order.name == "jump":
        raise InputError("it does not jump")
    return Act(1, order.kind, order.name, order.words(), 17)


@pytest.fixture
def door() -> Iterator[Door]:
    """A control API whose orders are served as fast as they come."""
    orders, over = Orders(), threading.Event()
    server = ControlServer(0, TOKEN, orders, {"/v1/status": lambda: {"now_us": 17}})

    def run() -> None:
        while not over.is_set():
            orders.serve(done)
            orders.rest(0.05)

    running = threading.Thread(target=run)
    running.start()
    with controlled(server):
        yield Door(port=server.port, token=TOKEN, pid=os.getpid(), scenario="small")
        over.set()
        running.join()


def asked(door: Door, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=10)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = response.status, json.loads(response.read())
    connection.close()
    return answer


# -- answers -----------------------------------------------------------------------------------


def test_an_act_is_answered_with_what_it_became(door: Door) -> None:
    """And the status with what the run says of itself."""
    assert Client(door).act("fault", "outage", {"target": "portal"}) == {
        "number": 1, "act": "fault", "name": "outage", "settings": ["target=portal"], "at_us": 17,
        "until_us": -1, "outcome": "accepted", "reason": "",
    }  # fmt: skip
    assert Client(door).status() == {"now_us": 17}


def test_a_refusal_is_an_input_error(door: Door) -> None:
    """With the sentence of the run; also for an act that there is not."""
    with pytest.raises(InputError, match=r"^it does not jump$"):
        Client(door).act("lever", "jump")
    with pytest.raises(
        InputError, match=r"^act 'dance'; expected one of pause, resume, speed, fau"
    ):
        Client(door).act("dance")


@pytest.mark.parametrize("method, path", [("GET", "/v1/status"), ("POST", "/v1/acts")])
@pytest.mark.parametrize(
    "given", [{}, {"Authorization": TOKEN}, {"Authorization": "Bearer a-word"}, {"Cookie": TOKEN}]
)
def test_nothing_opens_but_the_token(
    door: Door, method: str, path: str, given: dict[str, str]
) -> None:
    """Other users of the machine can connect, and that is all."""
    body = b'{"act": "pause"}'
    assert asked(door, method, path, body, **given) == (
        401, {"error": "the token of this run is wanted"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "method, path, body, status, says",
    [
        ("GET", "/", b"", 404, "/: there is /v1/status"),
        ("POST", "/v1/status", b"{}", 404, "/v1/status: acts go to /v1/acts"),
        ("POST", "/v1/acts", b"pause", 400, "no act: JSON is malformed"),
        ("POST", "/v1/acts", b'{"act": "pause", "by": "me"}', 400, "no act: Object contains unkno"),
        ("POST", "/v1/acts", b'{"act": "speed", "name": 5}', 400, "no act: Expected `str`, got `i"),
        ("POST", "/v1/acts", b" " * 70_000, 400, "an act is at most 65536 bytes"),
    ],
)
def test_what_is_no_act_is_told_so(
    door: Door, method: str, path: str, body: bytes, status: int, says: str
) -> None:
    """And the next request is answered as ever."""
    code, answer = asked(door, method, path, body, Authorization=f"Bearer {TOKEN}")
    assert code == status
    assert answer["error"].startswith(says)
    assert Client(door).status() == {"now_us": 17}


def test_a_run_that_is_gone_is_the_environments_failure() -> None:
    """The sentence names port and process."""
    with pytest.raises(EnvironmentFailed, match=r"live run at port 1 \(pid 7\) does not answer: "):
        Client(Door(port=1, token=TOKEN, pid=7, scenario="x")).status()


def test_a_port_that_is_taken_is_the_environments_failure(door: Door) -> None:
    """Before anything was run."""
    with pytest.raises(EnvironmentFailed, match=rf"--control-port {door.port}: 127\.0\.0\.1:"):
        ControlServer(door.port, TOKEN, Orders(), {})


# -- where it is -------------------------------------------------------------------------------


def a_door(port: int, pid: int | None = None) -> Door:
    return Door(port=port, token=TOKEN, pid=pid or os.getpid(), scenario="small")


def test_only_its_owner_can_read_the_token(tmp_path: Path) -> None:
    """Mode 0600 in a folder of mode 0700, whatever the umask; gone when the run is over."""
    before = os.umask(0)
    try:
        with announced(a_door(4711), tmp_path / "live") as path:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            assert find_door(None, tmp_path / "live") == a_door(4711)
    finally:
        os.umask(before)
    assert list((tmp_path / "live").iterdir()) == []


def test_a_folder_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """The token is not written there."""
    tmp_path.chmod(0o755)
    with (
        pytest.raises(EnvironmentFailed, match="other users may read it"),
        announced(a_door(1), tmp_path),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    """It is replaced, and what it leads to stays as it is."""
    tmp_path.chmod(0o700)
    (tmp_path / "other").write_text("mine")
    (tmp_path / "5.json").symlink_to(tmp_path / "other")
    with announced(a_door(5), tmp_path) as path:
        assert not path.is_symlink()
    assert (tmp_path / "other").read_text() == "mine"


def test_which_run_is_meant(tmp_path: Path) -> None:
    """The only one, or the one at the port; else a sentence. One that was killed is forgotten."""
    folder = tmp_path / "live"
    with pytest.raises(InputError, match="no live run of yours was found; begin one with"):
        find_door(None, folder)
    with announced(a_door(1), folder), announced(a_door(2), folder):
        with pytest.raises(
            InputError, match=rf"say --port, one of 1 \(small, pid {os.getpid()}\), "
        ):
            find_door(None, folder)
        assert find_door(2, folder).port == 2
        with pytest.raises(InputError, match="no live run of yours at port 3 was found"):
            find_door(3, folder)
    with announced(a_door(8), folder) as path:
        killed = folder / "7-of-a-run-that-was-killed.json"
        killed.write_bytes(path.read_bytes())  # its process had our number
        assert find_door(None, folder).port == 8
        assert not killed.exists()
        with announced(a_door(8), folder) as other:  # in another container, perhaps
            assert other != path
        assert path.exists()


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The run-time folder of the session, or the cache."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    assert doors_folder() == tmp_path / "run" / "lienthong" / "live"
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert doors_folder() == tmp_path / "cache" / "lienthong" / "live"


@pytest.mark.parametrize("body", [b'{"act":"\xff"}', b"[" * 50_000, b'{"act":1e999}', b"\x00"])
def test_a_body_that_cannot_be_read_is_answered_with_a_sentence(door: Door, body: bytes) -> None:
    """Whatever its bytes are."""
    status, document = asked(door, "POST", "/v1/acts", body, Authorization=f"Bearer {TOKEN}")
    assert status == 400
    assert document["error"].startswith("no act: ")


@pytest.mark.parametrize(
    "length, body, says",
    [
        ("9" * 5_000, b"", "an act is at most 65536 bytes"),
        ("20", b'{"act"', "an act of 20 bytes was said; they did not come"),
    ],
)
def test_a_body_of_another_length_than_was_said_is_answered(
    door: Door, length: str, body: bytes, says: str
) -> None:
    """A number that no integer is made of; less than was said."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as client:
        head = f"POST /v1/acts HTTP/1.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        client.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + body)
        client.shutdown(socket.SHUT_WR)
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert says.encode() in answer


def test_a_door_that_is_a_link_is_nobody_s(tmp_path: Path) -> None:
    """It is not followed, and the folder is asked whose it is before it is read."""
    folder = tmp_path / "live"
    folder.mkdir(mode=0o700)
    (tmp_path / "elsewhere.json").write_bytes(b"{}")
    (folder / "1.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(InputError, match="no live run of yours"):
        find_door(None, folder)
    folder.chmod(0o755)
    with pytest.raises(EnvironmentFailed, match="other users may read it"):
        find_door(None, folder)


def test_a_folder_of_doors_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """It may lead where others read."""
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    door = Door(port=1, token=TOKEN, pid=os.getpid(), scenario="small")
    with pytest.raises(EnvironmentFailed, match="a link"), announced(door, tmp_path / "link"):
        raise AssertionError
    assert list((tmp_path / "real").iterdir()) == []
