"""Something that is not as the audit trail says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something that is not as the audit trail says.

    Parameters
    ----------
    where
        ``entry 17``, ``roster 3``, ``people/4`` ...
    what
        In a sentence.
    """

    where: str
    what: str
