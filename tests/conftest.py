"""What holds for all tests."""

import os
import signal
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says something about the machine, and nothing about the property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Who starts the tests in the background has them ignore Ctrl-C, and so every process that they
# start to be stopped by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NOTHING_MAY_BE_SKIPPED = os.environ.get("LIENTHONG_REQUIRE_REAL") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, pytest.TestReport]:
    """Where every real part must be there, a test that is skipped for want of one has failed."""
    report: pytest.TestReport = yield
    if NOTHING_MAY_BE_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
