"""Looks whether the trail is whole, beside the requests: on a large store it takes a while."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread
from typing import TYPE_CHECKING

from data.model.errors import CacoError
from data.store.audit.check import AuditVerdict
from scheduler.reporting.audit_trail import check_trail
from web.shared.log_redaction import without_secrets

if TYPE_CHECKING:
    from web.app_services import AppServices

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """A look at the trail.

    Parameters
    ----------
    verdict
        None: it is not done yet, or it failed.
    """

    begun_at: datetime
    verdict: AuditVerdict | None = None
    is_done: bool = False


class Checker:
    """One check at a time; the last one is kept by this process."""

    def __init__(self, site: AppServices) -> None:
        self._site = site
        self._lock = Lock()
        self.last: TrailCheck | None = None
        self.thread: Thread | None = None

    def begin(self) -> None:
        """Begin to look, unless somebody looks already."""
        with self._lock:
            if self.last is not None and not self.last.is_done:
                return
            at = self._site.clock()
            self.last = TrailCheck(at)
            self.thread = Thread(target=self._look, args=(at,), name="audit", daemon=True)
            self.thread.start()

    def _look(self, at: datetime) -> None:
        verdict = None
        try:
            verdict = check_trail(self._site.store, self._site.settings)
        except CacoError as error:
            LOG.error("the trail could not be looked at: %s", error)
        except Exception as error:
            LOG.error("the trail could not be looked at: %s", without_secrets(error))
        self.last = TrailCheck(at, verdict, is_done=True)
