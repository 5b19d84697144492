"""Stores with the tables of the queue, and places where messages arrive."""

from tests.scheduler.notifications.programs import nursery
from tests.scheduler.notifications.sinks import hook_sink, mail_sink
from tests.scheduler.solve_jobs.conftest import empty_postgresql, empty_sqlite

__all__ = ["empty_postgresql", "empty_sqlite", "hook_sink", "mail_sink", "nursery"]
