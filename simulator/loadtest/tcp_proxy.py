"""A TCP proxy that makes a network bad: slow, narrow, cut, deaf, or reset.

It stands between clients and one server, knows nothing of what they say, and is controlled from the
process that it runs in. A Kafka tells its clients where to connect, so one behind it has to
advertise the proxy's port (`advertised.listeners`).

    with TcpProxy(("127.0.0.1", 9092), seed=7) as proxy:
        proxy.use(Conditions(latency_us=50_000, jitter_us=10_000))   # from now on
        with proxy.during(Conditions(partition=True)):                # for a while
            ...
        proxy.reset()                                                 # every connection, at once
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from topics.errors import EnvironmentFailed

T = TypeVar("T")
_HOST = "127.0.0.1"
_CHUNK_BYTES = 16 * 1024
_CHUNKS_ON_THE_WAY = 256  # of one direction of a connection; who sends more has to wait
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what closes now sends a reset
_STARTS_S = 10.0
Direction = Literal["to", "from"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What becomes of bytes, both to the server and from it.

    Each chunk is `latency_us` on its way, give or take `jitter_us`; none overtakes another. Of each
    connection `bytes_per_s` pass in each direction, 0 for as many as can. In a `partition` nothing
    passes and nothing is lost: connections stay, and go on when it is over; new ones wait. `deaf`
    is a server that is gone without a word (a half-open connection): what clients write is taken
    and lost, nothing comes back; when it is over, those connections are reset.
    """

    latency_us: int = 0
    jitter_us: int = 0
    bytes_per_s: int = 0
    partition: bool = False
    deaf: bool = False

    def late_us(self, chance: random.Random) -> float:
        """How long the next chunk is on its way."""
        return max(0.0, self.latency_us + self.jitter_us * chance.uniform(-1, 1))


def chance_of(seed: int, connection: int, direction: Direction) -> random.Random:
    """Of the jitter in one direction of a connection; they are numbered from 1."""
    return random.Random(f"{seed}/{connection}/{direction}")


FAIR = Conditions()
"""Nothing is done to anything."""


class TcpProxy:
    """Listens on a free port of loopback and passes on to `server`; `seed` is of the jitter.

    Any thread may call it; what it was told holds when the call returns.
    """

    def __init__(self, server: tuple[str, int], *, seed: int = 0, port: int = 0) -> None:
        self.server, self.seed, self.port = server, seed, port
        self.accepted = 0
        self.passed_bytes: dict[Direction, int] = {"to": 0, "from": 0}
        self._conditions = FAIR
        self._connections: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where it listens, as HOST:PORT."""
        return f"{_HOST}:{self.port}"

    @property
    def conditions(self) -> Conditions:
        """What holds now."""
        return self._conditions

    def __enter__(self) -> TcpProxy:
        self._thread.start()
        try:
            self._do(self._listen())
        except OSError as error:
            self._stop()
            raise EnvironmentFailed(
                f"cannot listen on {_HOST}:{self.port}: {error.strerror}"
            ) from error
        return self

    def __exit__(self, *_error: object) -> None:
        self._do(self._close())
        self._stop()

    def use(self, conditions: Conditions) -> None:
        """Let these conditions hold from now on."""
        self._do(self._use(conditions))

    @contextmanager
    def during(self, conditions: Conditions) -> Iterator[None]:
        """Let these conditions hold for a while, and afterwards those of before."""
        before = self._conditions
        self.use(conditions)
        try:
            yield
        finally:
            self.use(before)

    def reset(self) -> int:
        """End every connection as a host does that knows nothing of it; how many there were."""
        return self._do(self._reset())

    # -- in the thread of the loop -------------------------------------------------------------

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        found: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return found.result(_STARTS_S)

    async def _listen(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self._server = await asyncio.start_server(self._accept, _HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _use(self, conditions: Conditions) -> None:
        was, self._conditions = self._conditions, conditions
        if conditions.deaf:
            for each in self._connections:
                each.deafen()
        elif was.deaf:
            for each in list(self._connections):
                if each.is_deaf:
                    each.reset()
        if conditions.partition:
            self.open.clear()
        else:
            self.open.set()

    async def _reset(self) -> int:
        found = list(self._connections)
        for each in found:
            each.reset()
        return len(found)

    async def _close(self) -> None:
        self._server.close()
        await self._reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STARTS_S)
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        connection = _Connection(self, self.accepted, reader, writer)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)


class _Connection:
    """One client's, and the one to the server that belongs to it."""

    def __init__(
        self,
        proxy: TcpProxy,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.proxy, self.number = proxy, number
        self._reader, self._writers = reader, [writer]
        self.is_deaf = proxy.conditions.deaf

    async def run(self) -> None:
        """Until both sides have ended, or one was reset."""
        try:
            await self._run()
        except* OSError:  # one side is gone in disorder; so is the other, as soon as it can know
            await self.proxy.open.wait()
            self.reset()
        finally:
            for writer in self._writers:
                writer.close()

    async def _run(self) -> None:
        await self.proxy.open.wait()
        if self.is_deaf:
            reader = asyncio.StreamReader()
            reader.feed_eof()
        else:
            reader, writer = await asyncio.open_connection(*self.proxy.server)
            self._writers.append(writer)
        async with asyncio.TaskGroup() as ways:
            for way in (
                _Way(self, "to", self._reader, self._writers[-1]),
                _Way(self, "from", reader, self._writers[0]),
            ):
                ways.create_task(way.take())
                ways.create_task(way.give())

    def deafen(self) -> None:
        """The server is gone; the client does not learn of it."""
        self.is_deaf = True
        for writer in self._writers[1:]:
            writer.transport.abort()

    def reset(self) -> None:
        """Both sides learn at once that there is nobody."""
        for writer in self._writers:
            with suppress(OSError):
                found: socket.socket = writer.get_extra_info("socket")
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            writer.transport.abort()


class _Way:
    """One direction of a connection: chunks with the instants at which each is there."""

    def __init__(
        self,
        connection: _Connection,
        direction: Direction,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._connection, self._proxy, self._direction = connection, connection.proxy, direction
        self._reader, self._writer = reader, writer
        self._chance = chance_of(self._proxy.seed, connection.number, direction)
        self._chunks: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_CHUNKS_ON_THE_WAY)
        self._free_s = self._due_s = 0.0

    async def take(self) -> None:
        """Read what one side writes; its end is an empty chunk."""
        data = b"-"
        while data:
            data = await self._read()
            await self._chunks.put((self._instant(len(data)), data))

    async def give(self) -> None:
        """Write it to the other side when its time has come."""
        data = b"-"
        while data:
            due_s, data = await self._chunks.get()
            await asyncio.sleep(due_s - asyncio.get_running_loop().time())
            await self._proxy.open.wait()
            if not self._connection.is_deaf:
                await self._write(data)

    async def _read(self) -> bytes:
        try:
            return await self._reader.read(_CHUNK_BYTES)
        except OSError:
            if self._connection.is_deaf and self._direction == "from":
                return b""
            raise

    async def _write(self, data: bytes) -> None:
        try:
            if data:
                self._proxy.passed_bytes[self._direction] += len(data)
                self._writer.write(data)
                await self._writer.drain()
            else:
                self._writer.write_eof()
        except OSError:
            if not self._connection.is_deaf:
                raise

    def _instant(self, size: int) -> float:
        """When a chunk that is read now is there."""
        conditions, now_s = self._proxy.conditions, asyncio.get_running_loop().time()
        if conditions.bytes_per_s:
            self._free_s = max(now_s, self._free_s) + size / conditions.bytes_per_s
            now_s = self._free_s
        late_us = conditions.late_us(self._chance)
        self._due_s = max(self._due_s, now_s + late_us / 1e6)
        return self._due_s
