"""Signatures of a draft by who plans for its regions: kept until each of these has signed. Pure.

A post may serve several regions, and nobody signs for one in the name of another. So a draft that
serves several waits until somebody who plans for each of them has signed it as it is. A signature
belongs to what it was given for: once that is another, it is void.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.roster import Acceptance, RemarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.post import Post
    from data.model.roster import SignOffItem


@dataclass(frozen=True, slots=True)
class RemarkConsent:
    """What a signer said of one remark.

    Parameters
    ----------
    subject, fingerprint
        Of the remark, with its facts as they were shown.
    reason
        Why they accept it, as they typed it; empty: they agreed with who had accepted it.
    """

    kind: RemarkKind
    subject: str
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class RosterSignature:
    """That somebody signed a roster for some of its regions.

    Parameters
    ----------
    id
        Number in the store.
    regions
        Ids of those that they signed for, sorted.
    signed_by, signer
        Who, and what to call them: by name, where ``signed_by`` is the row of a person.
    content_hash
        Of the draft as it was signed: its period, problem, shifts, assignments and splits.
    consents
        What they were asked to accept.
    """

    id: int
    roster: int
    regions: tuple[str, ...]
    signed_by: str
    signed_at: datetime
    content_hash: str
    consents: tuple[RemarkConsent, ...]
    signer: str

    def consent(self, item: SignOffItem) -> RemarkConsent | None:
        """What they said of a remark, its facts as they are now; None: they were not asked."""
        remark = item.remark
        return next(
            (
                one
                for one in self.consents
                if (one.kind, one.subject) == (remark.kind, remark.subject)
                and one.fingerprint == remark.fingerprint
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class SignatureState:
    """Who signed a draft for which of its regions, and for which nobody did yet.

    Parameters
    ----------
    regions
        Ids of all that its posts serve, sorted.
    signatures
        Those that count, the oldest first.
    void
        Those given for what the draft was before.
    signers
        Logins of the only ones who sign for its book; empty: whoever plans for its regions.
    """

    regions: tuple[str, ...]
    signatures: tuple[RosterSignature, ...] = ()
    void: tuple[RosterSignature, ...] = ()
    signers: tuple[str, ...] = ()

    @property
    def outstanding(self) -> tuple[str, ...]:
        """Ids of the regions for which nobody signed yet."""
        done = {region for one in self.signatures for region in one.regions}
        return tuple(region for region in self.regions if region not in done)

    @property
    def is_begun(self) -> bool:
        """Whether somebody signed it, for some regions, whether or not that still counts."""
        return bool(self.signatures or self.void)


def regions_of(posts: Iterable[Post]) -> tuple[str, ...]:
    """The regions that some posts serve, sorted: each signs a roster of them."""
    return tuple(sorted({region for post in posts for region in post.regions}))


def signature_state(
    regions: tuple[str, ...], content_hash: str, given: Iterable[RosterSignature]
) -> SignatureState:
    """How far a draft is signed.

    Parameters
    ----------
    content_hash
        Of the draft as it is now: signatures of another are void.
    given
        All signatures of it.
    """
    known = sorted(given, key=lambda one: one.id)
    return SignatureState(
        regions,
        tuple(one for one in known if one.content_hash == content_hash),
        tuple(one for one in known if one.content_hash != content_hash),
    )


def with_consents(
    items: Iterable[SignOffItem], signatures: Iterable[RosterSignature]
) -> tuple[SignOffItem, ...]:
    """What there is to accept, with what earlier signers of the same draft accepted of it.

    Who gave the last reason stands there; who agreed with that gave none.
    """
    given = list(signatures)
    return tuple(_with_consent(item, given) for item in items)


def _with_consent(item: SignOffItem, signatures: Iterable[RosterSignature]) -> SignOffItem:
    for one in signatures:
        said = one.consent(item)
        if said is not None and said.reason:
            item = replace(item, acceptance=Acceptance(one.signed_by, one.signer, said.reason))
    return item


def consents_of(
    before: Iterable[SignOffItem], after: Iterable[SignOffItem]
) -> tuple[RemarkConsent, ...]:
    """What a signer says of everything that they are asked about.

    Parameters
    ----------
    before, after
        The same remarks, without and with what this signer accepts.
    """
    return tuple(
        RemarkConsent(
            now.remark.kind,
            now.remark.subject,
            now.remark.fingerprint,
            now.acceptance.reason if now.acceptance and now.acceptance != was.acceptance else "",
        )
        for was, now in zip(before, after, strict=True)
    )


def says_by_remark(
    signatures: Iterable[RosterSignature],
) -> Mapping[tuple[str, str], tuple[tuple[RosterSignature, str], ...]]:
    """By kind and subject of a remark, each signer who was asked about it, and their reason."""
    found: dict[tuple[str, str], list[tuple[RosterSignature, str]]] = {}
    for one in signatures:
        for said in one.consents:
            found.setdefault((said.kind, said.subject), []).append((one, said.reason))
    return {key: tuple(mine) for key, mine in found.items()}
