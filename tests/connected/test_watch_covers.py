"""The tests in which a real Prometheus watches have asked for everything between them."""

from __future__ import annotations

from tests.connected.watching import asked_of_hosted, asked_of_live, asked_of_loadtest
from tests.simulator.dashboards import expressions


def test_each_expression_is_asked_of_one_kind_of_process() -> None:
    """None is left out, none is asked twice, and each kind has something to answer."""
    parts = [asked_of_live(), asked_of_hosted(), asked_of_loadtest()]
    assert all(parts)
    asked = [each for part in parts for each in part]
    everything = expressions.everything()
    assert len(asked) == len(everything)
    assert set(asked) == set(everything)
