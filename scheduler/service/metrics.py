"""Metrics for Prometheus, read from the store on request. No person is in a label."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

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
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from prometheus_client.metrics_core import Metric

    from data.store.health import ChannelCounts
    from data.store.opening import Store
    from scheduler.coverage.snapshot import CoverageCache
    from scheduler.coverage.status import GapCount, GapRow
    from scheduler.service.health import HealthStatus, TaskHealth
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
            _gauge(
                f"caco_{name}_last_success_timestamp_seconds",
                text,
                _timestamp(found[name].good_at if name in found else None),
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


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _gauges(
    name: str, text: str, labels: Sequence[str], values: Iterable[tuple[object, ...]]
) -> GaugeMetricFamily:
    """A metric from rows of labels and a value; rows whose value is None are left out."""
    family = GaugeMetricFamily(name, text, labels=labels)
    for *named, value in values:
        if value is not None:
            family.add_metric([str(one) for one in named], cast("float", value))
    return family


def _gap_count(count: GapCount) -> GaugeMetricFamily:
    """The numbers that every page says."""
    text = "Gaps up to the horizon: open is all of them, the others are parts of it."
    return _gauges("caco_gaps", text, ["which"], asdict(count).items())


def _open_gaps(rows: Sequence[GapRow], priorities: Collection[str]) -> GaugeMetricFamily:
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
    return _gauges(
        "caco_gaps_open",
        "Gaps that are open, those accepted as intended too.",
        ["post", "severity", "accepted"],
        ((*key, count) for key, count in counts.items()),
    )


def _health(health: HealthStatus) -> list[Metric]:
    return [_gauge("caco_well", "Whether silence means covered.", int(health.is_well))]


def _tasks(health: HealthStatus) -> list[Metric]:
    def of_each(name: str, text: str, value: Callable[[TaskHealth], float | None]) -> Metric:
        values = ((one.task.name, value(one)) for one in health.tasks)
        return _gauges(f"caco_task_{name}", text, ["task"], values)

    def since(one: TaskHealth) -> float | None:
        good_at = one.state.good_at
        return (health.at - good_at).total_seconds() if good_at else None

    return [
        of_each(
            "last_success_timestamp_seconds",
            "When the last run of a task began that went well; 0: never.",
            lambda one: _timestamp(one.state.good_at),
        ),
        of_each(
            "since_success_seconds",
            "Time since that; not there for a task that was never done.",
            since,
        ),
        of_each(
            "duration_seconds", "What the last run of a task took.", lambda one: one.state.seconds
        ),
        of_each(
            "failing",
            "Whether the last run of a task failed.",
            lambda one: 1 if one.state.why else 0,
        ),
        of_each(
            "late", "Whether a task did not go well for too long.", lambda one: int(one.is_late)
        ),
        of_each("stuck", "Whether a run of a task goes on and on.", lambda one: int(one.is_stuck)),
    ]


def _backlog(health: HealthStatus) -> list[Metric]:
    backlog = health.backlog
    dead = "Messages by status; dead: given up, and nobody has dealt with them."
    return [
        _gauges("caco_outbox_messages", dead, ["status"], backlog.messages.items()),
        _gauge("caco_outbox_overdue_messages", "Messages that wait too long.", backlog.overdue),
        _gauges("caco_jobs", "Solves by status.", ["status"], backlog.jobs.items()),
        _gauge("caco_jobs_stuck", "Jobs that nobody is at work on.", len(backlog.stuck)),
    ]


def _channels(found: Mapping[str, ChannelCounts]) -> list[Metric]:
    """The state of each channel; the names are those of the settings, and of no person."""
    channels = sorted(found.items())

    def of_each(name: str, text: str, value: Callable[[ChannelCounts], float | None]) -> Metric:
        values = ((channel, value(one)) for channel, one in channels)
        return _gauges(f"caco_channel_{name}", text, ["channel"], values)

    return [
        _gauges(
            "caco_channel_messages",
            "Messages by channel and status.",
            ["channel", "status"],
            (
                (channel, status, count)
                for channel, one in channels
                for status, count in one.messages.items()
            ),
        ),
        of_each(
            "failed_tries",
            "How often a channel did not take a message, of those that are kept.",
            lambda one: one.failures,
        ),
        of_each(
            "failing_messages", "Messages that are tried again and again.", lambda one: one.failing
        ),
        of_each(
            "last_sent_timestamp_seconds",
            "When a channel last took a message.",
            lambda one: one.sent_at.timestamp() if one.sent_at else None,
        ),
        of_each(
            "send_seconds", "What the longest send of the last hour took.", lambda one: one.seconds
        ),
        of_each(
            "latency_seconds",
            "From written to sent: the longest of the last hour.",
            lambda one: one.waited,
        ),
    ]


def _fetched(at: datetime | None) -> list[Metric]:
    if at is None:
        return []
    text = "When a calendar was last fetched by anybody."
    return [_gauge("caco_feed_last_fetch_timestamp_seconds", text, at.timestamp())]


def _timestamp(at: datetime | None) -> float:
    return at.timestamp() if at else 0


def _version() -> str:
    try:
        return version("caco-rooster")
    except PackageNotFoundError:
        return "unknown"
