"""Takes somebody out of rows about them, and out of texts for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, or_, select, update

from data.model.deployment import ReliefStatus
from data.model.message import MessageStatus
from data.model.request import OfferStatus
from data.store.access import end_sessions, forget_devices
from data.store.loss_reports import forget_loss_reports
from data.store.tables.access import (
    ABSENCE_FEEDS,
    ABSENCE_PROPOSALS,
    ACCOUNTS,
    CONTACT_CHANGES,
    INVITATIONS,
    LEAVE_REQUESTS,
    RECOVERY_CODES,
    ROUND_ANSWERS,
    ROUNDS,
    SUBSCRIPTIONS,
    SWAP_REQUESTS,
    TOKENS,
)
from data.store.tables.alert_records import CONTACTS, DUTY_MANAGERS
from data.store.tables.alerts import (
    CALL_ATTEMPTS,
    GAP_EVENTS,
    GAPS,
    MESSAGES,
    OFFERS,
    SOLVE_RUNS,
    TASK_STATES,
    TOLD,
)
from data.store.tables.deployments import DEPLOYMENTS, RELIEF_DUTIES
from data.store.tables.employer_asks import DECLARATION_DOCUMENTS, EMPLOYER_ASK_LINES
from data.store.tables.learning import HANDED_IN, LEARNING_WISHES
from data.store.tables.proof import HANDOVERS, PRESENCES
from data.store.tables.rosters import ROSTER_SIGNATURES, ROSTERS, STAND_INS
from data.store.tables.scenarios import SCENARIO_RUNS, SCENARIOS
from data.store.tables.workforce import LOSS_RUNS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, Table

    from data.store.audit.leaver import Leaver


def logins_of(connection: Connection, number: int) -> frozenset[str]:
    """The logins of somebody, by the number of their row."""
    query = select(ACCOUNTS.c.login).where(ACCOUNTS.c.person == number)
    return frozenset(connection.scalars(query))


def erase_access(connection: Connection, leaver: Leaver) -> list[int]:
    """Close their accounts and take login, name and password out; their numbers."""
    query = select(ACCOUNTS.c.id).where(ACCOUNTS.c.person == leaver.number)
    numbers = list(connection.scalars(query.order_by(ACCOUNTS.c.id)))
    for place, number in enumerate(numbers):
        called = f"{leaver.pseudonym}.{place + 1}" if place else leaver.pseudonym
        connection.execute(
            update(ACCOUNTS)
            .where(ACCOUNTS.c.id == number)
            .values(
                login=called,
                name=leaver.pseudonym,
                password_hash="",
                subject="",
                language="",
                is_active=False,
                stamp=ACCOUNTS.c.stamp + 1,
                signed_in_at=None,
                second_factor_seed="",
                second_factor_at=None,
            )
        )
    end_sessions(connection, numbers)
    forget_devices(connection, accounts=numbers)
    for table in (INVITATIONS, CONTACT_CHANGES):
        connection.execute(delete(table).where(table.c.person == leaver.number))
    connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account.in_(numbers)))
    for column in _LOGINS:
        named = column.in_(leaver.logins)
        connection.execute(update(column.table).where(named).values({column: leaver.pseudonym}))
    drafts = ROSTERS.c.published_at.is_(None), ROSTERS.c.changed_by.in_(leaver.logins)
    connection.execute(update(ROSTERS).where(*drafts).values(changed_by=leaver.pseudonym))
    _from_texts(connection, leaver, TOKENS, TOKENS.c.id, (TOKENS.c.name,))
    return numbers


#: Who did something with an account; who signed a roster stays, that is what a signature is for.
_LOGINS: tuple[Column[object], ...] = (
    ACCOUNTS.c.created_by,
    CONTACT_CHANGES.c.by,
    INVITATIONS.c.invited_by,
    INVITATIONS.c.withdrawn_by,
    ROSTERS.c.created_by,
    SOLVE_RUNS.c.asked_by,
    TOKENS.c.created_by,
    TOKENS.c.revoked_by,
)
_OUTSIDE = "outside/"  #: what a message calls a recipient whom the records do not know


_NEVER_SENT = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.DEAD)


def addresses_of(connection: Connection, code: str) -> frozenset[str]:
    """Where messages reached somebody, ever; without what somebody else who is here uses too."""
    query = select(CONTACTS.c.address)
    mine = set(connection.scalars(query.where(CONTACTS.c.person == code)))
    others = query.where(CONTACTS.c.person != code, CONTACTS.c.ended_at.is_(None))
    return frozenset(mine - set(connection.scalars(others)))


def managers_with(connection: Connection, leaver: Leaver) -> list[int]:
    """Rows of duty managers that name them or their address, by their number."""
    named = or_(
        DUTY_MANAGERS.c.person == leaver.code,
        DUTY_MANAGERS.c.name == leaver.name,
        DUTY_MANAGERS.c.address.in_(leaver.addresses),
    )
    return list(connection.scalars(select(DUTY_MANAGERS.c.row).where(named)))


def erase_alerts(connection: Connection, leaver: Leaver, at: datetime) -> None:
    """Take them out of everything that was told, offered and shown.

    Parameters
    ----------
    at
        When: from then on their calendar links are of no use.
    """
    _from_messages_to_leaver(connection, leaver)
    _from_messages_to_others(connection, leaver)
    _from_gaps(connection, leaver)
    _from_calls(connection, leaver)
    _from_offers(connection, leaver)
    _from_requests(connection, leaver)
    _from_links(connection, leaver, at)
    _from_presence(connection, leaver)
    _from_stand_ins(connection, leaver)
    _from_deployments(connection, leaver)
    _from_signatures(connection, leaver)
    _from_learning(connection, leaver)
    _from_declarations(connection, leaver)
    _from_scenarios(connection, leaver)
    _from_losses(connection, leaver)
    _from_texts(
        connection, leaver, TASK_STATES, TASK_STATES.c.name, (TASK_STATES.c.why, TASK_STATES.c.mark)
    )


def _keys_of(leaver: Leaver) -> tuple[str, str]:
    """What messages may have called them: in the records, and outside of them by name."""
    return leaver.key, f"{_OUTSIDE}{leaver.name}"


def _from_messages_to_leaver(connection: Connection, leaver: Leaver) -> None:
    mine = MESSAGES.c.recipient.in_(_keys_of(leaver))
    waiting = MESSAGES.c.status.in_(_NEVER_SENT)
    connection.execute(update(MESSAGES).where(mine, waiting).values(status=MessageStatus.STALE))
    emptied = dict.fromkeys(("address", "subject", "body", "attachment", "error"), "")
    connection.execute(
        update(MESSAGES).where(mine).values(recipient=leaver.key, name=leaver.pseudonym, **emptied)
    )
    outside = TOLD.c.recipient == f"{_OUTSIDE}{leaver.name}"
    connection.execute(
        update(TOLD).where(outside).values(recipient=f"{_OUTSIDE}{leaver.pseudonym}")
    )


def _from_messages_to_others(connection: Connection, leaver: Leaver) -> None:
    """Their name where others were told of them; an attachment that tells of them goes whole."""
    texts = (MESSAGES.c.subject, MESSAGES.c.body, MESSAGES.c.error)
    _from_texts(connection, leaver, MESSAGES, MESSAGES.c.id, (*texts, MESSAGES.c.settled_by))
    query = select(MESSAGES.c.id, MESSAGES.c.attachment).where(MESSAGES.c.attachment != "")
    for name, attachment in connection.execute(query).all():
        if leaver.is_in(attachment):
            here = MESSAGES.c.id == name
            connection.execute(update(MESSAGES).where(here).values(attachment=""))


def _from_gaps(connection: Connection, leaver: Leaver) -> None:
    """Who took it up and why; the stretches of a gap know people by their number alone."""
    who = (GAPS.c.closed_by, GAPS.c.acknowledged_by, GAPS.c.accepted_by, GAPS.c.accepted_reason)
    _from_texts(connection, leaver, GAPS, GAPS.c.id, who)
    _from_texts(connection, leaver, GAP_EVENTS, GAP_EVENTS.c.id, (GAP_EVENTS.c.who,))
    for number, facts in connection.execute(select(GAP_EVENTS.c.id, GAP_EVENTS.c.facts)).all():
        before = json.loads(facts)
        after = leaver.out_of(before)
        if after != before:
            told = json.dumps(after, ensure_ascii=False, sort_keys=True)
            here = GAP_EVENTS.c.id == number
            connection.execute(update(GAP_EVENTS).where(here).values(facts=told))


def _from_calls(connection: Connection, leaver: Leaver) -> None:
    """Whom somebody called about a gap: that they were goes, and with it what they answered."""
    connection.execute(delete(CALL_ATTEMPTS).where(CALL_ATTEMPTS.c.person == leaver.number))
    texts = (CALL_ATTEMPTS.c.note, CALL_ATTEMPTS.c.logged_by)
    _from_texts(connection, leaver, CALL_ATTEMPTS, CALL_ATTEMPTS.c.id, texts)


def _from_offers(connection: Connection, leaver: Leaver) -> None:
    """What they accepted stands in a roster; what they declined is nobody's business any more."""
    accepted = OFFERS.c.status == OfferStatus.ACCEPTED
    connection.execute(delete(OFFERS).where(OFFERS.c.person == leaver.number, ~accepted))
    _from_texts(connection, leaver, OFFERS, OFFERS.c.id, (OFFERS.c.offered_by,))


def _from_requests(connection: Connection, leaver: Leaver) -> None:
    """What they asked and were asked goes: the records and the rosters have what came of it."""
    number = leaver.number
    connection.execute(delete(LEAVE_REQUESTS).where(LEAVE_REQUESTS.c.person == number))
    swaps = or_(SWAP_REQUESTS.c.giver == number, SWAP_REQUESTS.c.taker == number)
    connection.execute(delete(SWAP_REQUESTS).where(swaps))
    texts = (LEAVE_REQUESTS.c.note, LEAVE_REQUESTS.c.reason, LEAVE_REQUESTS.c.decided_by)
    _from_texts(connection, leaver, LEAVE_REQUESTS, LEAVE_REQUESTS.c.id, texts)
    _from_texts(connection, leaver, SWAP_REQUESTS, SWAP_REQUESTS.c.id, (SWAP_REQUESTS.c.note,))
    connection.execute(delete(ROUND_ANSWERS).where(ROUND_ANSWERS.c.person == number))
    theirs = select(ABSENCE_FEEDS.c.id).where(ABSENCE_FEEDS.c.person == number)
    proposed = or_(ABSENCE_PROPOSALS.c.person == number, ABSENCE_PROPOSALS.c.feed.in_(theirs))
    connection.execute(delete(ABSENCE_PROPOSALS).where(proposed))
    connection.execute(delete(ABSENCE_FEEDS).where(ABSENCE_FEEDS.c.person == number))
    called = (ABSENCE_FEEDS.c.name, ABSENCE_FEEDS.c.added_by)
    _from_texts(connection, leaver, ABSENCE_FEEDS, ABSENCE_FEEDS.c.id, called)
    decided = (ABSENCE_PROPOSALS.c.decided_by,)
    _from_texts(connection, leaver, ABSENCE_PROPOSALS, ABSENCE_PROPOSALS.c.id, decided)
    texts = (ROUNDS.c.note, ROUNDS.c.opened_by, ROUNDS.c.closed_by)
    _from_texts(connection, leaver, ROUNDS, ROUNDS.c.id, texts)


def _from_presence(connection: Connection, leaver: Leaver) -> None:
    """That they were there stays, as the duty does; what they left for others goes."""
    connection.execute(delete(HANDOVERS).where(HANDOVERS.c.person == leaver.number))
    texts = (HANDOVERS.c.text, HANDOVERS.c.written_by)
    _from_texts(connection, leaver, HANDOVERS, HANDOVERS.c.id, texts)
    texts = (PRESENCES.c.note, PRESENCES.c.recorded_by)
    _from_texts(connection, leaver, PRESENCES, PRESENCES.c.id, texts)


def _from_stand_ins(connection: Connection, leaver: Leaver) -> None:
    """That they took over, or were relieved, stays, as the duty does; why goes."""
    mine = or_(STAND_INS.c.leaver == leaver.number, STAND_INS.c.comer == leaver.number)
    connection.execute(update(STAND_INS).where(mine).values(reason="", despite=""))
    kept = STAND_INS.c
    texts = (kept.reason, kept.despite, kept.recorded_by, kept.withdrawn_by)
    _from_texts(connection, leaver, STAND_INS, kept.id, texts)


def _from_deployments(connection: Connection, leaver: Leaver) -> None:
    """That they relieved others stays, as the duty does; what they declined goes."""
    declined = RELIEF_DUTIES.c.status == ReliefStatus.DECLINED
    connection.execute(
        delete(RELIEF_DUTIES).where(RELIEF_DUTIES.c.person == leaver.number, declined)
    )
    texts = (DEPLOYMENTS.c.name, DEPLOYMENTS.c.made_by)
    _from_texts(connection, leaver, DEPLOYMENTS, DEPLOYMENTS.c.id, texts)


def _from_scenarios(connection: Connection, leaver: Leaver) -> None:
    """Scenarios may name who leaves in them; their figures count, and name nobody."""
    texts = (SCENARIOS.c.name, SCENARIOS.c.content, SCENARIOS.c.changed_by)
    _from_texts(connection, leaver, SCENARIOS, SCENARIOS.c.id, texts)
    runs = SCENARIO_RUNS.c
    asked = (runs.scenarios, runs.asked_by, runs.figures, runs.message)
    _from_texts(connection, leaver, SCENARIO_RUNS, runs.id, asked)


def _from_losses(connection: Connection, leaver: Leaver) -> None:
    """What was worked out about losses names people; of a search it is told who asked for it."""
    forget_loss_reports(connection)
    _from_texts(
        connection, leaver, LOSS_RUNS, LOSS_RUNS.c.id, (LOSS_RUNS.c.asked_by, LOSS_RUNS.c.message)
    )


def _from_signatures(connection: Connection, leaver: Leaver) -> None:
    """Signatures that wait for others; those of a signed roster stand as they were, as it does."""
    drafts = select(ROSTERS.c.id).where(ROSTERS.c.published_at.is_(None))
    kept = ROSTER_SIGNATURES.c
    query = select(kept.id, kept.signed_by, kept.consents).where(kept.roster.in_(drafts))
    for number, who, said in connection.execute(query).all():
        consents = [
            [kind, subject, shown, leaver.out_of_prose(reason)]
            for kind, subject, shown, reason in json.loads(said)
        ]
        after = {
            "signed_by": leaver.out_of_prose(who),
            "consents": json.dumps(consents, ensure_ascii=False),
        }
        connection.execute(update(ROSTER_SIGNATURES).where(kept.id == number).values(after))


def _from_learning(connection: Connection, leaver: Leaver) -> None:
    """What they wished to learn and handed in goes; of what they decided, who they are."""
    connection.execute(delete(LEARNING_WISHES).where(LEARNING_WISHES.c.person == leaver.number))
    connection.execute(delete(HANDED_IN).where(HANDED_IN.c.person == leaver.number))
    wishes = LEARNING_WISHES.c
    _from_texts(connection, leaver, LEARNING_WISHES, wishes.person, (wishes.text,))
    texts = (HANDED_IN.c.decided_by, HANDED_IN.c.reason, HANDED_IN.c.document)
    _from_texts(connection, leaver, HANDED_IN, HANDED_IN.c.id, texts)


def _from_declarations(connection: Connection, leaver: Leaver) -> None:
    """Who answered for an employer typed a name, which may be theirs; of themselves all goes."""
    mine = DECLARATION_DOCUMENTS.c.person == leaver.number
    connection.execute(delete(DECLARATION_DOCUMENTS).where(mine))
    lines = EMPLOYER_ASK_LINES.c
    connection.execute(delete(EMPLOYER_ASK_LINES).where(lines.person == leaver.number))
    texts = (lines.answered_by, lines.document)
    _from_texts(connection, leaver, EMPLOYER_ASK_LINES, lines.id, texts)


def _from_links(connection: Connection, leaver: Leaver, at: datetime) -> None:
    mine = SUBSCRIPTIONS.c.person == leaver.number
    still = SUBSCRIPTIONS.c.revoked_at.is_(None)
    connection.execute(
        update(SUBSCRIPTIONS).where(mine, still).values(revoked_at=at, revoked_by=leaver.pseudonym)
    )
    connection.execute(
        update(SUBSCRIPTIONS)
        .where(mine)
        .values(fetched_at=None, fetched_by="", fetched_version=None)
    )
    who = (SUBSCRIPTIONS.c.created_by, SUBSCRIPTIONS.c.revoked_by)
    _from_texts(connection, leaver, SUBSCRIPTIONS, SUBSCRIPTIONS.c.id, who)


def _from_texts(
    connection: Connection,
    leaver: Leaver,
    table: Table,
    key: Column[object],
    columns: tuple[Column[object], ...],
) -> None:
    """Texts for people, each with them taken out."""
    for name, *texts in connection.execute(select(key, *columns)).all():
        after = [text and leaver.out_of_prose(text) for text in texts]
        if after != texts:
            changed = dict(zip(columns, after, strict=True))
            connection.execute(update(table).where(key == name).values(changed))
