"""Steps of a transaction that end in bounded time.

kafka-python waits without end for a coordinator's answer; one that was lost when a broker died may
never come. Whoever meets that end throws its producer away: a new one with the same transactional
id undoes what was open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from kafka.errors import KafkaTimeoutError

STEP_S = 12.0


def within(seconds: float, what: str, step: Callable[[], object]) -> None:
    """Do a step. Raise what it raises, or `KafkaTimeoutError` when it takes longer."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            step()
        except BaseException as error:  # noqa: BLE001 - it is raised again by who waits
            raised.append(error)

    worker = threading.Thread(target=run, name="transaction", daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise KafkaTimeoutError(f"no answer within {seconds:g} s when {what}")
    if raised:
        raise raised[0]


def add_offsets(producer: Any, offsets: Mapping[Any, Any], group: str) -> None:
    """Let the places of a group's next records be part of the open transaction."""
    within(STEP_S, "adding offsets", lambda: producer.send_offsets_to_transaction(offsets, group))


def commit(producer: Any) -> None:
    """Let the open transaction hold."""
    within(STEP_S, "committing", producer.commit_transaction)


def take_over(producer: Any) -> None:
    """Undo what an earlier producer with the same transactional id has open, and shut it out."""
    within(STEP_S, "taking over", producer.init_transactions)
