"""Orders from other threads to the thread that runs the model, each answered once.

The run looks for orders between two slices, so an order takes effect at one instant, between
events. Whoever gave it waits for the answer, and takes the order back if none comes.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field

from simulator.live.acts import Act
from topics.control import ACTS
from topics.errors import EnvironmentFailed, InputError

MOST_SETTINGS = 50


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `settings` are texts; the answer is the act that it became."""

    kind: str
    name: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    answer: Future[Act] = field(default_factory=Future, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in ACTS:
            raise InputError(f"act {self.kind!r}; expected one of {', '.join(ACTS)}")

    def words(self) -> tuple[str, ...]:
        """The settings as ``KEY=VALUE``."""
        return tuple(f"{key}={value}" for key, value in self.settings)


class Orders:
    """A queue of orders, and the rest of the run that they wake it from."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._news = threading.Event()
        self._closed = False

    def give(self, order: Order, patience_s: float) -> Act:
        """Hand an order over and wait for the act. Raise `EnvironmentFailed` if it stays undone."""
        if self._closed:
            raise EnvironmentFailed("the run is over; nothing was changed")
        self.put(order)
        try:
            return order.answer.result(patience_s)
        except TimeoutError:
            if order.answer.cancel():
                raise EnvironmentFailed(
                    f"the run is busy with one slice for {patience_s:g} s; nothing was changed"
                ) from None
            return order.answer.result()  # it is being done
        except CancelledError:
            raise EnvironmentFailed("the run is over; nothing was changed") from None

    def put(self, order: Order) -> None:
        """Hand an order over; its answer says what became of it."""
        self._waiting.put(order)
        self._news.set()

    def serve(self, do: Callable[[Order], Act]) -> None:
        """Do what was ordered meanwhile.

        An `InputError` of `do` is the answer; anything else is the run's own trouble, too.
        """
        self._news.clear()
        while (order := self._next()) is not None:
            if not order.answer.set_running_or_notify_cancel():
                continue
            try:
                order.answer.set_result(do(order))
            except InputError as error:
                order.answer.set_exception(error)
            except BaseException:
                order.answer.set_exception(EnvironmentFailed("the run has failed"))
                raise

    def rest(self, seconds: float) -> None:
        """Wait so long, or until an order comes."""
        self._news.wait(seconds)

    def close(self) -> None:
        """Take no more; who waits is told."""
        self._closed = True
        while (order := self._next()) is not None:
            order.answer.cancel()

    def _next(self) -> Order | None:
        try:
            return self._waiting.get_nowait()
        except queue.Empty:
            return None
