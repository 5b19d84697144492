"""What is looked at once more: rules, patterns, requirements, agreements and base rosters.

Each thing has a day by which it is reviewed, or none yet, and keeps what its reviews were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.kind_words import PATTERN_WORDS
from data.i18n.language import language
from data.model.account import EVERYWHERE, Right
from data.model.errors import Fault, Refused
from data.model.review import (
    Review,
    ReviewFile,
    ReviewState,
    ReviewSubject,
    files_of,
    reviews_due,
)
from data.store import accounts, records
from data.store.record_objects import read_objects
from data.store.regions import region_ids
from data.tables.faults import shown
from data.tables.period import ZONE
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.records.rule_catalogue import list_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Account, Reach
    from data.store.opening import Store

    Texts = Mapping[str, str]
    NamesOfThings = Mapping[ReviewSubject, Mapping[str, str]]

TABLE = "reviews"
_OF_SUBJECT = {
    ReviewSubject.PATTERN: "patterns",
    ReviewSubject.REQUIREMENT: "requirements",
    ReviewSubject.AGREEMENT: "agreements",
    ReviewSubject.BASE_ROSTER: "base_rosters",
}
_ORDER = tuple(ReviewState)


@dataclass(frozen=True, slots=True)
class ReviewedThing:
    """One thing with its reviews, as a list shows it.

    Parameters
    ----------
    name
        What it is called: the sentence of a rule, the name of a requirement.
    state
        How near its next review is.
    is_there
        False: it ended, or nothing was ever called so.
    """

    file: ReviewFile
    name: str
    state: ReviewState
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class ReviewWish:
    """The next review of a thing as it was typed.

    Parameters
    ----------
    due
        A date, as text; empty: it is not to be reviewed any more.
    reviewer
        Name of who does it.
    seen
        `reviews_seen` of the thing as the form showed it.
    """

    due: str
    reviewer: str
    seen: str


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """A review that was done, as it was typed.

    Parameters
    ----------
    done_on
        A date, as text; empty: today.
    outcome
        What came of it.
    next_due
        When the thing is reviewed again; empty: no day is set.
    seen
        `reviews_seen` of the thing as the form showed it.
    """

    done_on: str
    reviewer: str
    outcome: str
    next_due: str
    seen: str


def read_reviews(connection: Connection) -> tuple[Review, ...]:
    """Every review in the records, to come or done."""
    return read_objects(connection, Review, TABLE)


def reviewed_things(store: Store, speech: Language, today: date) -> tuple[ReviewedThing, ...]:
    """Everything that can be reviewed, or was: what is overdue first, what has no day last."""
    with store.reading() as connection:
        files = files_of(read_reviews(connection))
    names = names_of_things(store, speech)
    for subject, known in names.items():
        for code in known:
            files.setdefault((subject, code), ReviewFile(subject, code))
    found = [_thing(file, names, today) for file in files.values()]
    return tuple(sorted(found, key=_place))


def reviewed_thing(
    store: Store, subject: ReviewSubject, code: str, speech: Language, today: date
) -> ReviewedThing | None:
    """One of them; None: there is nothing of that code, and never was."""
    with store.reading() as connection:
        file = files_of(read_reviews(connection)).get((subject, code))
    names = names_of_things(store, speech)
    if file is None and code not in names[subject]:
        return None
    return _thing(file or ReviewFile(subject, code), names, today)


def reviews_for(store: Store, account: Account, today: date) -> tuple[Review, ...]:
    """What is overdue or due within a month, by day: for who keeps reviews all, else their own."""
    with store.reading() as connection:
        due = reviews_due(read_reviews(connection), today)
        if not due:
            return ()
        keeps_all = keeps_reviews(account, region_ids(connection))
        people = records.names_of_people(connection)
    due = of_what_is_there(due, names_of_things(store, language("en")))
    if keeps_all:
        return due
    person = account.person or ""
    called = {account.login, account.name, person, people.get(person, "")} - {""}
    mine = {one.strip().casefold() for one in called}
    return tuple(one for one in due if one.reviewer.strip().casefold() in mine)


def of_what_is_there(reviews: Iterable[Review], names: NamesOfThings) -> tuple[Review, ...]:
    """Those of some reviews that are about something that did not end."""
    return tuple(one for one in reviews if one.code in names[one.subject])


def keeps_reviews(account: Account, regions: Collection[str]) -> bool:
    """Whether somebody may see and keep reviews: they have the right for each of these regions."""
    return account.may(Right.REVIEW) and account.reach(Right.REVIEW).covers_all(regions)


def review_files(store: Store) -> Mapping[tuple[ReviewSubject, str], ReviewFile]:
    """What is or was reviewed, by subject and code."""
    with store.reading() as connection:
        return files_of(read_reviews(connection))


def reviewer_names(store: Store) -> tuple[str, ...]:
    """Names that a form proposes: of who keeps reviews, who did one before, and of people."""
    with store.reading() as connection:
        keepers = [
            one.name or one.login
            for one in accounts.accounts(connection)
            if one.is_active and one.may(Right.REVIEW)
        ]
        before = [one.reviewer for one in read_reviews(connection)]
        people = records.names_of_people(connection).values()
    return tuple(sorted({*keepers, *before, *people} - {""}, key=str.casefold))


def reviews_seen(store: Store, subject: ReviewSubject, code: str) -> str:
    """The mark by which a form knows the reviews of a thing as it showed them."""
    return fingerprint(_rows(store, subject, code))


def set_next_review(
    store: Store,
    subject: ReviewSubject,
    code: str,
    wish: ReviewWish,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> int:
    """Say by when a thing is reviewed next, and by whom; how many rows that changed.

    Raises
    ------
    InputError
        Something in it is wrong.
    Conflict
        Somebody else changed its reviews since the form was opened.
    Refused
        There is no such thing, or it is not within reach.
    """
    rows = _rows(store, subject, code)
    to_come = _to_come(rows)
    kept = [row for row in rows if row is not to_come]
    if wish.due.strip():
        _refuse_unknown(store, subject, code)
        said = {"due": wish.due, "reviewer": wish.reviewer}
        kept.append(_row(subject, code, said))
    return _replace(store, subject, code, kept, wish.seen, who, now, reach)


def set_first_reviews(
    store: Store,
    subject: ReviewSubject,
    codes: Sequence[str],
    due: str,
    reviewer: str,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> int:
    """Set one day for several things that have none; how many got it.

    Raises
    ------
    InputError
        The day is none, or missing.
    Refused
        One of them is not there, has a day by now, or is not within reach; or none was chosen.
    """
    if not codes:
        raise Refused([Fault("nothing is chosen", "Tick at least one")])
    files = review_files(store)
    _refuse_unknown(store, subject, *codes)
    for code in codes:
        file = files.get((subject, code))
        if file is not None and file.next is not None:
            what = f"{shown(code)} has a day already"
            raise Refused([Fault(what, "Open the page again")])
    said = {"due": due, "reviewer": reviewer}
    edits = [RowEdit(TABLE, _row(subject, code, said)) for code in dict.fromkeys(codes)]
    return len(edit_rows(store, edits, who, now, reach))


def record_review(
    store: Store,
    subject: ReviewSubject,
    code: str,
    done: ReviewOutcome,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> int:
    """Record that a thing was reviewed, and by when it is again; raises as `set_next_review`.

    The review that was to come is the one that was done; without one it is a review of that day.
    """
    rows = _rows(store, subject, code)
    to_come = _to_come(rows)
    done_on = done.done_on.strip() or now.astimezone(ZONE).date().isoformat()
    said = {"done_on": done_on, "reviewer": done.reviewer, "outcome": done.outcome}
    kept = [row for row in rows if row is not to_come]
    kept.append(_row(subject, code, {"due": done_on, **(to_come or {}), **said}))
    if done.next_due.strip():
        _refuse_unknown(store, subject, code)
        kept.append(_row(subject, code, {"due": done.next_due, "reviewer": done.reviewer}))
    return _replace(store, subject, code, kept, done.seen, who, now, reach)


def names_of_things(store: Store, speech: Language) -> NamesOfThings:
    """What can be reviewed, by subject and code: what each is called."""
    with store.reading() as connection:
        tables = ("people", "posts", *_OF_SUBJECT.values())
        found = records.texts_of(connection, tables, ZONE)
    posts = {row["id"]: row["name"] for row in found["posts"]}
    rules = list_rules(store, speech.code)
    patterns = {row["pattern"] for row in found["patterns"]}
    patterns |= {row["pattern"] for row in found["posts"] if row.get("pattern")}
    rosters = {row["id"]: posts.get(row["post"], row["post"]) for row in found["base_rosters"]}
    return {
        ReviewSubject.RULE: {one.id: one.sentence for one in rules},
        ReviewSubject.PATTERN: {one: _pattern(one, speech) for one in sorted(patterns)},
        ReviewSubject.REQUIREMENT: {row["id"]: row["name"] for row in found["requirements"]},
        ReviewSubject.AGREEMENT: {row["rule"]: row["basis"] for row in found["agreements"]},
        ReviewSubject.BASE_ROSTER: {one: f"{one} ({post})" for one, post in rosters.items()},
    }


def _pattern(code: str, speech: Language) -> str:
    words = PATTERN_WORDS.get(code)
    return f"{code}: {speech.gettext(words)}" if words else code


def _thing(file: ReviewFile, names: NamesOfThings, today: date) -> ReviewedThing:
    name = names[file.subject].get(file.code)
    return ReviewedThing(file, name or file.code, file.state(today), name is not None)


def _place(one: ReviewedThing) -> tuple[int, str, str, str]:
    due = one.file.next.due.isoformat() if one.file.next else ""
    return _ORDER.index(one.state), due, one.file.subject, one.name.casefold()


def _rows(store: Store, subject: ReviewSubject, code: str) -> list[dict[str, str]]:
    rows = read_table(store, TABLE)
    return [row for row in rows if (row["subject"], row["code"]) == (subject, code)]


def _to_come(rows: Sequence[dict[str, str]]) -> dict[str, str] | None:
    """The row of the next review; None: no day is set."""
    return min(
        (row for row in rows if "done_on" not in row), key=lambda row: row["due"], default=None
    )


def _row(subject: ReviewSubject, code: str, said: Texts) -> dict[str, str]:
    texts = {column: text.strip() for column, text in said.items() if text.strip()}
    return {**texts, "subject": subject.value, "code": code}


def _refuse_unknown(store: Store, subject: ReviewSubject, *codes: str) -> None:
    known = names_of_things(store, language("en"))[subject]
    for code in codes:
        if code not in known:
            raise Refused([Fault(f"there is no {code} here", "Choose one from the list")])


def _replace(
    store: Store,
    subject: ReviewSubject,
    code: str,
    rows: Sequence[Texts],
    seen: str,
    who: str,
    now: datetime,
    reach: Reach,
) -> int:
    where = {"subject": subject.value, "code": code}
    return replace_rows(store, Replacement(TABLE, where, rows, seen), who, now, reach)
