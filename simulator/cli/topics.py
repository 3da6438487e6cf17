"""`lienthong topics list|apply|remove`."""

from __future__ import annotations

from rich.table import Table

from simulator.cli.choice import Choice
from simulator.cli.terminal import print_json
from simulator.loadtest.quantities import span_us
from simulator.report.printing import label, output, say
from topics.bus import open_bus
from topics.catalogue import TOPICS
from topics.connection import Connection
from topics.errors import CheckFailed
from topics.events import type_name
from topics.kafka.admin import apply, delete_prefix, plan, topics_of
from topics.kafka.plan import KEEP_FOR_EVER_MS


def list_topics(prefix: str | None, bootstrap: str | None, printed: str) -> None:
    """The catalogue; or a broker's topics with this prefix, and how many records each took."""
    columns, rows = _catalogue() if prefix is None else _on_broker(prefix, bootstrap)
    if printed == "json":
        print_json({"topics": [dict(zip(columns, row, strict=True)) for row in rows]})
        return
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(label(column), overflow="fold")
    for row in rows:
        table.add_row(*map(label, row))
    output().print(table)


def _catalogue() -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    rows: list[tuple[object, ...]] = [
        (
            spec.template,
            spec.key,
            spec.partitions,
            spec.cleanup,
            ", ".join(type_name(event).removeprefix("vn.lienthong.") for event in spec.events),
        )
        for spec in TOPICS.values()
    ]
    return ("topic", "key", "partitions", "cleanup", "events"), rows


def _on_broker(
    prefix: str, bootstrap: str | None
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    connection = Connection.from_environment(bootstrap)
    bus = open_bus("kafka", connection=connection)
    try:
        ends = {name: bus.end_offsets(name) for name in topics_of(connection, prefix)}
    finally:
        bus.close()
    return ("topic", "partitions", "records"), [
        (name, len(found), sum(found)) for name, found in ends.items()
    ]


def apply_topics(
    scenario: str, prefix: str, bootstrap: str | None, keep: str | None = None, *, do_it: bool
) -> None:
    """Show what is to be done and do it if told to. What is refused is a failed check.

    `keep` is how long records are kept, such as ``30d``; None: for ever.
    """
    connection = Connection.from_environment(bootstrap)
    agencies = [agency.id for agency in Choice(scenario).load().agencies]
    keep_ms = KEEP_FOR_EVER_MS if keep is None else max(1, span_us(keep, "--keep") // 1_000)
    planned = plan(connection, prefix, agencies, retention_ms=keep_ms)
    say(planned.text())
    if do_it:
        apply(connection, planned)
        say("done")
    elif not planned.is_done:
        say("nothing was changed; say --yes to do it")
    if refused := planned.of("refuse"):
        raise CheckFailed(f"{len(refused)} topics are not as they should be, and were left alone")


def remove_topics(prefix: str, bootstrap: str | None, *, do_it: bool) -> None:
    """Remove topics, or list those that would go."""
    connection = Connection.from_environment(bootstrap)
    names = delete_prefix(connection, prefix) if do_it else topics_of(connection, prefix)
    for name in names:
        say(f"- {name}")
    say(f"{len(names)} removed" if do_it else f"{len(names)} would go; say --yes to remove them")
