"""Follows a job on the screen."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

from rich.console import Console
from rich.live import Live

from data.i18n.language import Language
from data.model.errors import StoreError
from data.model.job import Job
from data.store.jobs import read_job
from data.store.opening import Store
from scheduler.cli.screens.job_tables import job_page

LOOK_SECONDS = 0.5


def follow(store: Store, name: str, speech: Language) -> bool:
    """Show a job until it is over, or Ctrl-C; whether a roster came of it, or still may."""
    console = Console(highlight=False, emoji=False)
    job = _read(store, name)
    with suppress(KeyboardInterrupt), Live(console=console, refresh_per_second=4) as live:
        while True:
            live.update(job_page(job, datetime.now(UTC), speech))
            if job.status.is_over:
                break
            time.sleep(LOOK_SECONDS)
            with suppress(StoreError):  # away for a moment
                job = _read(store, job.id)
    return job.roster is not None or not job.status.is_over


def _read(store: Store, name: str) -> Job:
    with store.reading() as connection:
        return read_job(connection, name)
