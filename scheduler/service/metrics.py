"""Metrics for Prometheus, read from the store on request. No person is in a label."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from data.model.errors import InputError, StoreError
from data.model.gap import GapState, Severity
from data.store import health as health_rows
from data.store.health import BACKUP, DRILL
from scheduler.service.health import check_health
from scheduler.service.tasks import tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from prometheus_client.metrics_core import Metric

    from data.store.health import ChannelCounts, TaskState
    from data.store.opening import Store
    from scheduler.coverage.snapshot import CoverageCache
    from scheduler.coverage.status import GapCount, GapRow
    from scheduler.service.health import HealthStatus
    from scheduler.settings import Settings


def metrics_text(
    store: Store,
    settings: Settings,
    coverage: CoverageCache,
    now: Callable[[], datetime],
    *others: Collector,
) -> bytes:
    """All metrics as Prometheus reads them; without a database, that it is away.

    Parameters
    ----------
    others
        What the web process counts for itself.
    """
    registry = CollectorRegistry()
    for collector in (_OfStore(store, settings, coverage, now), *others):
        registry.register(collector)
    return generate_latest(registry)


class _OfStore(Collector):
    def __init__(
        self, store: Store, settings: Settings, coverage: CoverageCache, now: Callable[[], datetime]
    ) -> None:
        self.store = store
        self.settings = settings
        self.coverage = coverage
        self.now = now

    def describe(self) -> list[Metric]:
        """Nothing: to register this must not read the store."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The metrics, as the store has them now."""
        yield InfoMetricFamily("caco_build", "This program.", {"version": _version()})
        try:
            found = self._found(self.now())
        except StoreError:
            found = []
        up = 1 if found else 0
        yield GaugeMetricFamily("caco_store_up", "Whether the database answers.", value=up)
        yield from found

    def _found(self, now: datetime) -> list[Metric]:
        if self.store.file is not None and not self.store.file.exists():
            return []  # to look inside would make it
        health = check_health(self.store, tasks(self.settings), now)
        return [
            *_health(health),
            *_tasks(health),
            *_backlog(health),
            *self._gaps(now),
            *self._backups(),
        ]

    def _backups(self) -> list[Metric]:
        with self.store.reading() as connection:
            found = health_rows.read_task_states(connection)
        texts = {
            BACKUP: "When the last sound backup into a folder was begun; 0: never.",
            DRILL: "When the last restore drill was begun that went well; 0: never.",
        }
        return [
            GaugeMetricFamily(
                f"caco_{name}_last_success_timestamp_seconds", text, value=_timestamp(found, name)
            )
            for name, text in texts.items()
        ]

    def _gaps(self, now: datetime) -> list[Metric]:
        """The gaps as a page would show them now; none of these where the records are broken."""
        with self.store.reading() as connection:
            priorities = health_rows.post_priorities(connection)
            fetched = health_rows.last_fetch(connection)
            channels = health_rows.channels(connection, now)
        others = [*_channels(channels), *_fetched(fetched)]
        try:
            status = self.coverage.snapshot(now).status
        except InputError:
            return others
        return [_gap_count(status.count), _open_gaps(status.rows, priorities), *others]


def _gap_count(count: GapCount) -> GaugeMetricFamily:
    """The numbers that every page says."""
    family = GaugeMetricFamily(
        "caco_gaps",
        "Gaps up to the horizon: open is all of them, the others are parts of it.",
        labels=["which"],
    )
    for which, number in asdict(count).items():
        family.add_metric([which], number)
    return family


def _open_gaps(rows: Sequence[GapRow], priorities: Collection[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "caco_gaps_open", "Gaps that are open, those accepted as intended too.",
        labels=["post", "severity", "accepted"],
    )  # fmt: skip
    counts = {
        (post, level.value, accepted): 0
        for post in priorities
        for level in Severity
        for accepted in ("no", "yes")
    }
    for row in rows:
        gap = row.gap
        is_intended = gap.state is GapState.ACCEPTED
        key = (gap.interval.post, row.severity.value, "yes" if is_intended else "no")
        counts[key] = counts.get(key, 0) + 1
    for key, count in counts.items():
        family.add_metric(list(key), count)
    return family


def _health(health: HealthStatus) -> list[Metric]:
    return [
        GaugeMetricFamily(
            "caco_well", "Whether silence means covered.", value=1 if health.is_well else 0
        )
    ]


def _tasks(health: HealthStatus) -> list[Metric]:
    label = ["task"]
    done = GaugeMetricFamily(
        "caco_task_last_success_timestamp_seconds",
        "When the last run of a task began that went well; 0: never.",
        labels=label,
    )
    ago = GaugeMetricFamily(
        "caco_task_since_success_seconds",
        "Time since that; not there for a task that was never done.",
        labels=label,
    )
    took = GaugeMetricFamily(
        "caco_task_duration_seconds", "What the last run of a task took.", labels=label
    )
    failing = GaugeMetricFamily(
        "caco_task_failing", "Whether the last run of a task failed.", labels=label
    )
    late = GaugeMetricFamily(
        "caco_task_late", "Whether a task did not go well for too long.", labels=label
    )
    stuck = GaugeMetricFamily(
        "caco_task_stuck", "Whether a run of a task goes on and on.", labels=label
    )
    for one in health.tasks:
        name, good_at = [one.task.name], one.state.good_at
        done.add_metric(name, good_at.timestamp() if good_at else 0)
        if good_at:
            ago.add_metric(name, (health.at - good_at).total_seconds())
        if one.state.seconds is not None:
            took.add_metric(name, one.state.seconds)
        failing.add_metric(name, 1 if one.state.why else 0)
        late.add_metric(name, 1 if one.is_late else 0)
        stuck.add_metric(name, 1 if one.is_stuck else 0)
    return [done, ago, took, failing, late, stuck]


def _backlog(health: HealthStatus) -> list[Metric]:
    backlog = health.backlog
    messages = GaugeMetricFamily(
        "caco_outbox_messages",
        "Messages by status; dead: given up, and nobody has dealt with them.",
        labels=["status"],
    )
    for message_status, count in backlog.messages.items():
        messages.add_metric([message_status.value], count)
    jobs = GaugeMetricFamily("caco_jobs", "Solves by status.", labels=["status"])
    for job_status, count in backlog.jobs.items():
        jobs.add_metric([job_status.value], count)
    return [
        messages,
        GaugeMetricFamily(
            "caco_outbox_overdue_messages", "Messages that wait too long.", value=backlog.overdue
        ),
        jobs,
        GaugeMetricFamily(
            "caco_jobs_stuck", "Jobs that nobody is at work on.", value=len(backlog.stuck)
        ),
    ]


def _channels(found: Mapping[str, ChannelCounts]) -> list[Metric]:
    """The state of each channel; the names are those of the settings, and of no person."""
    label = ["channel"]
    messages = GaugeMetricFamily(
        "caco_channel_messages", "Messages by channel and status.", labels=["channel", "status"]
    )
    failures = GaugeMetricFamily(
        "caco_channel_failed_tries",
        "How often a channel did not take a message, of those that are kept.",
        labels=label,
    )
    failing = GaugeMetricFamily(
        "caco_channel_failing_messages", "Messages that are tried again and again.", labels=label
    )
    last = GaugeMetricFamily(
        "caco_channel_last_sent_timestamp_seconds",
        "When a channel last took a message.",
        labels=label,
    )
    seconds = GaugeMetricFamily(
        "caco_channel_send_seconds", "What the longest send of the last hour took.", labels=label
    )
    waited = GaugeMetricFamily(
        "caco_channel_latency_seconds",
        "From written to sent: the longest of the last hour.",
        labels=label,
    )
    for name, one in sorted(found.items()):
        for status, count in one.messages.items():
            messages.add_metric([name, status.value], count)
        failures.add_metric([name], one.failures)
        failing.add_metric([name], one.failing)
        for family, value in (
            (last, one.sent_at.timestamp() if one.sent_at else None),
            (seconds, one.seconds),
            (waited, one.waited),
        ):
            if value is not None:
                family.add_metric([name], value)
    return [messages, failures, failing, last, seconds, waited]


def _fetched(at: datetime | None) -> list[Metric]:
    if at is None:
        return []
    text = "When a calendar was last fetched by anybody."
    return [GaugeMetricFamily("caco_feed_last_fetch_timestamp_seconds", text, value=at.timestamp())]


def _timestamp(found: Mapping[str, TaskState], name: str) -> float:
    good_at = found[name].good_at if name in found else None
    return good_at.timestamp() if good_at else 0


def _version() -> str:
    try:
        return version("caco-rooster")
    except PackageNotFoundError:
        return "unknown"
