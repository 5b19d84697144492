"""What only this installation can say: seals on what was taken out, and signs on the trail's end.

The chain of hashes has no key: who writes to the database can add to it, or tell it anew. What is
sealed with the secret of the installation, which is kept outside the database, they cannot make. An
entry that vouches for bodies that were emptied names each of them, with the hash of what is left,
under a seal. And the end of the trail is signed and sent out: a trail that was cut off, or told
anew, does not hold what somebody else was told.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.store.audit.trail import Act, Head, packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ERASED_PERSON = "person.erased"  #: the personal data of somebody who left
ERASED_ABSENCES = "absences.erased"  #: why somebody was absent, after the term of that
SEALED = "trail.sealed"  #: what a release before 0.2 took out, as it was found later
VOUCHERS = frozenset({ERASED_PERSON, ERASED_ABSENCES, SEALED})
_SIGN_LENGTH = 32  #: hexadecimal digits of a signature: 128 bits, short enough for a message


@dataclass(frozen=True, slots=True)
class Emptied:
    """What is left of that from which something was taken out.

    Parameters
    ----------
    entries
        Number of an entry of the trail -> the hash of its body.
    problems
        Name of a problem -> the hash of its content.
    """

    entries: dict[int, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, dict[str, str]]:
        """As an entry tells it."""
        entries = {str(seq): told for seq, told in sorted(self.entries.items())}
        return {"entries": entries, "problems": dict(sorted(self.problems.items()))}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Emptied:
        """From what an entry tells."""
        entries = {int(seq): str(told) for seq, told in facts["entries"].items()}
        return cls(entries, dict(facts["problems"]))


def sealed(act: Act, emptied: Emptied, seq: int, key: str) -> Act:
    """An act that vouches for what was emptied.

    Parameters
    ----------
    seq
        Number that its entry will have: the seal is good for no other.
    key
        The secret of the installation.
    """
    facts = emptied.facts
    seal = _mac(key, "seal", _sealed_part(seq, act.action, act.subject, facts))
    after = {**(act.after or {}), "emptied": facts, "seal": seal}
    return Act(act.action, act.subject, act.before, after)


def names_what_it_emptied(after: Mapping[str, Any] | None) -> bool:
    """Whether an entry vouches by a list; those of releases before 0.2 do not."""
    return bool(after) and "emptied" in (after or {})


def is_sealed(row: Mapping[str, Any], after: Mapping[str, Any], keys: Sequence[str]) -> bool:
    """Whether the list of an entry was sealed by this installation, with one of its secrets."""
    part = _sealed_part(row["seq"], row["action"], row["subject"], after["emptied"])
    return _is_one_of(str(after.get("seal", "")), keys, "seal", part, None)


def signed_head(head: Head, key: str) -> str:
    """The end of the trail in one word that only this installation can write: ``17.<hash>.<mac>``.

    It tells nothing of what the trail holds, so it may go anywhere.
    """
    return f"{head.seq}.{head.hash}.{_mac(key, 'head', f'{head.seq}.{head.hash}')[:_SIGN_LENGTH]}"


@dataclass(frozen=True, slots=True)
class KnownHead:
    """An end of the trail that somebody was told.

    Parameters
    ----------
    seq
        None: only the hash was written down.
    is_ours
        Whether this installation signed it; None: it is not signed, or no secret is here to tell.
    """

    seq: int | None
    hash: str
    is_ours: bool | None


def read_head(text: str, keys: Sequence[str]) -> KnownHead:
    """What somebody wrote down: a signed head, or a hash alone."""
    seq, _, rest = text.strip().partition(".")
    hash, _, sign = rest.partition(".")
    if not (seq.isascii() and seq.isdigit() and hash):
        return KnownHead(None, text.strip(), None)
    ours = _is_one_of(sign, keys, "head", f"{seq}.{hash}", _SIGN_LENGTH) if keys else None
    return KnownHead(int(seq), hash, ours)


def _sealed_part(seq: int, action: str, subject: str, facts: Mapping[str, Any]) -> str:
    return packed({"seq": seq, "action": action, "subject": subject, "emptied": facts})


def _is_one_of(said: str, keys: Sequence[str], what: str, text: str, length: int | None) -> bool:
    return any(hmac.compare_digest(_mac(key, what, text)[:length], said) for key in keys)


def _mac(key: str, what: str, text: str) -> str:
    """Each use has a key of its own, made of the secret."""
    own = hmac.digest(key.encode(), f"caco-rooster/trail/{what}".encode(), hashlib.sha256)
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()
