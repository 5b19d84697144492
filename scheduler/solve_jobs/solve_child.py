"""The process that solves one job: ``python -m scheduler.solve_jobs.solve_child``, by a worker.

A process of its own, so that a crash of the solver, or the kernel's hand when memory runs out, ends
this job and not the worker. The worker speaks to it through standard input: first what to do, then
perhaps "stop". When that pipe closes the worker is gone, and so is the child.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.i18n.language import language
from data.model.errors import CacoError
from data.store import jobs
from data.store.opening import Store, store_url
from scheduler.queue.retry import retry_while_away
from scheduler.solve_jobs.solve_attempt import PATIENCE, solve_and_keep
from solver.cpsat.engine import Stop

if TYPE_CHECKING:
    from typing import BinaryIO

    from data.model.job import Job

STOP = b"stop\n"
EXPLAINED = 3  #: exit code: standard output says in a sentence why there is no roster
ORPHAN = 4  #: exit code: the worker is gone
MOST_CHARACTERS = (
    4000  #: characters of that sentence: they must fit in a pipe that nobody reads yet
)
FIRST_TO_GO = "700"  #: when memory runs out, the kernel ends this process, and not its worker


def main() -> int:
    """Solve the job that standard input names."""
    orders = os.fdopen(0, "rb", buffering=0)
    order = json.loads(orders.readline())
    stop = Stop()
    threading.Thread(target=_listen, args=(orders, stop), daemon=True).start()
    _offer_memory()
    say = language(order["language"]).gettext
    try:
        _solve(order, stop)
    except CacoError as error:
        return _explain(str(error))
    except MemoryError:
        return _explain(say("the solver ran out of memory"))
    except Exception as error:  # whatever it is, the planner gets a sentence
        return _explain(say("a defect of this program: {error}").format(error=_brief(error)))
    return 0


def _solve(order: dict[str, Any], stop: Stop) -> None:
    store = Store(store_url(order["store"]))
    try:
        job = retry_while_away(lambda: _job(store, order["job"]), PATIENCE)
        if job.attempts == order["attempt"] and job.status.is_under_way:
            solve_and_keep(store, job, stop, lambda: datetime.now(UTC).replace(microsecond=0))
    finally:
        store.close()


def _job(store: Store, name: str) -> Job:
    with store.reading() as connection:
        return jobs.read_job(connection, name)


def _listen(orders: BinaryIO, stop: Stop) -> None:
    """Stop on request; end at once when the worker is gone."""
    while line := orders.readline():
        if line == STOP:
            stop.ask()
    os._exit(ORPHAN)


def _offer_memory() -> None:
    with suppress(OSError):  # no such file outside Linux
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")


def _explain(sentence: str) -> int:
    sys.stdout.write(sentence[:MOST_CHARACTERS])
    sys.stdout.flush()
    return EXPLAINED


def _brief(error: Exception) -> str:
    """An error in one line, with the place where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}".replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
