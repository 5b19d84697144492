"""Who signs a draft for which of its regions; the last of them signs the roster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, signs_for
from data.model.errors import Fault, Refused
from data.model.post import PostKind
from data.model.signature import (
    RosterSignature,
    SignatureState,
    regions_of,
    signature_state,
)
from data.store import accounts, regions, rosters, signatures
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.record_objects import read_books
from scheduler.planning.derived_data import read_problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.post import Post
    from data.model.roster import RosterHead
    from data.model.signature import RemarkConsent
    from data.store.opening import Store
    from scheduler.planning.open_roster import OpenRoster

SIGNED_FOR = "roster.signed_for"  #: what the audit trail calls a signature that waits for others


def signatures_of_draft(
    connection: Connection, head: RosterHead, posts: Iterable[Post]
) -> SignatureState:
    """How far a draft is signed, as it is now.

    Parameters
    ----------
    posts
        Those that it rosters.
    """
    given, served = signatures.signatures_of(connection, head.id), regions_of(posts)
    if not given:
        return SignatureState(served)
    state = signature_state(served, signatures.draft_hash(connection, head), given)
    book = read_books(connection).get(head.book)
    return replace(state, signers=book.signers) if book is not None else state


def read_signature_state(store: Store, roster: int) -> SignatureState:
    """How far a draft is signed, for a reader; of a roster that was signed, by whom it was.

    Raises
    ------
    Refused
        There is no such roster.
    """
    with store.reading() as connection:
        return state_of_roster(connection, rosters.read_head(connection, roster))


def state_of_roster(connection: Connection, head: RosterHead) -> SignatureState:
    """The same of a roster that was read."""
    posts = rostered_posts(read_problem(connection, head.problem_hash).posts)
    if head.published_at is not None:
        return SignatureState(regions_of(posts), signatures.signatures_of(connection, head.id))
    return signatures_of_draft(connection, head, posts)


def drafts_waiting(connection: Connection, plans: Reach = EVERYWHERE) -> list[int]:
    """Numbers of the drafts that others signed, and that wait for who plans for these regions."""
    return [
        number
        for number in signatures.drafts_with_signatures(connection)
        if waits_for(state_of_roster(connection, rosters.read_head(connection, number)), plans)
    ]


def waits_for(state: SignatureState, plans: Reach, login: str = "") -> bool:
    """Whether somebody signed a draft, and it waits for who plans for these regions.

    Parameters
    ----------
    login
        Theirs: it does not wait for who is none of those who sign for its book; empty: anybody's.
    """
    if login and state.signers and login not in state.signers:
        return False
    return state.is_begun and bool(state.outstanding) and plans.covers(state.outstanding)


def region_names(store: Store) -> dict[str, str]:
    """Names of regions by id, those too that were merged into another."""
    with store.reading() as connection:
        return regions.names_ever(connection)


def regions_to_sign(connection: Connection, roster: OpenRoster, who: str) -> tuple[str, ...]:
    """The regions for which somebody signs a draft now; at the terminal without an account, all.

    Raises
    ------
    Refused
        They are not one of those who sign for its book, plan for none of its regions, or all that
        they plan for is signed already.
    """
    state = signatures_of_draft(connection, roster.head, roster.posts)
    account = accounts.account_of(connection, who)
    if account is None:
        return state.outstanding
    book = read_books(connection).get(roster.head.book)
    if book is not None and book.signers and who not in book.signers:
        what = f"{who} does not sign for {book.name}"
        raise Refused([Fault(what, f"Let one of these sign it: {', '.join(book.signers)}")])
    theirs = signs_for(account, state.regions)
    if not theirs:
        what = f"{roster.head.name} is of {', '.join(state.regions)}, for which {who} does not plan"
        raise Refused([Fault(what, "Let somebody sign who plans for one of these regions")])
    mine = tuple(region for region in theirs if region in state.outstanding)
    if not mine:
        by = ", ".join(one.signer for one in state.signatures if not set(one.regions) - {*theirs})
        what = f"{roster.head.name} is signed already for {', '.join(theirs)}, by {by}"
        remedy = f"Let somebody sign who plans for {', '.join(state.outstanding)}"
        raise Refused([Fault(what, remedy)])
    return mine


def keep_signature(
    connection: Connection,
    head: RosterHead,
    state: SignatureState,
    given: RosterSignature,
) -> SignatureState:
    """Keep a signature that waits for others, and write it into the trail; how far it is then.

    Parameters
    ----------
    state
        How far the draft was signed before: void signatures for no other regions go.
    """
    gone = [one.id for one in state.void if set(one.regions) <= set(given.regions)]
    signatures.remove_signatures(connection, gone)
    signatures.add_signature(connection, given)
    kept = signatures.signatures_of(connection, head.id)
    after = signature_state(state.regions, given.content_hash, kept)
    facts = {
        "regions": list(given.regions),
        "outstanding": list(after.outstanding),
        "content_hash": given.content_hash,
        "accepted": [
            {"kind": one.kind.value, "subject": one.subject, "reason": one.reason}
            for one in given.consents
        ],
    }
    act = Act(SIGNED_FOR, f"roster/{head.id}", None, facts)
    trail.append(connection, [act], given.signed_by, given.signed_at)
    return after


def complete_signatures(
    connection: Connection, state: SignatureState, given: RosterSignature
) -> None:
    """Leave those by which a draft comes into force; who signs it alone needs none beside."""
    signatures.remove_signatures(connection, [one.id for one in state.void])
    if state.signatures:
        signatures.add_signature(connection, given)


def new_signature(
    connection: Connection,
    head: RosterHead,
    signed: tuple[str, ...],
    consents: tuple[RemarkConsent, ...],
    who: str,
    now: datetime,
) -> RosterSignature:
    """A signature of a draft as it is now, for some regions; not kept yet."""
    content = signatures.draft_hash(connection, head)
    return RosterSignature(0, head.id, signed, who, now, content, consents, who)


def rostered_posts(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Those of a problem that a roster fills."""
    return tuple(post for post in posts if post.kind is not PostKind.OPEN_CALL)
