"""For every test: what one sets up ends with it, and on a build machine nothing may be skipped."""

import os
from collections.abc import Generator, Iterator

import hypothesis
import pytest
import structlog

NOTHING_IS_SKIPPED = os.environ.get("CI") == "true"

collect_ignore = ["peers"]
"""What needs Node is run by `make peers`, which names the folder; what is named is collected all the same."""

hypothesis.settings.register_profile("frontdesk", deadline=None)
hypothesis.settings.load_profile("frontdesk")


@pytest.fixture(autouse=True)
def logs_end_with_the_test() -> Iterator[None]:
    """Where one test sent its logs is no place for those of the next."""
    yield
    structlog.reset_defaults()


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why something was skipped, in the words of the test."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def refuse_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a skipped test a failed one, where everything that a test may need has to be there."""
    if NOTHING_IS_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and with CI=true nothing may be: {reason_of(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at each test's outcome."""
    report = yield
    refuse_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at each file's outcome: a whole file can be skipped."""
    report = yield
    refuse_skipped(report)
    return report
