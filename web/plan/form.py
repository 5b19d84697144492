"""The form by which a planner asks for a roster, and what is known before the search. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.book import MOST_WEEKS
from data.model.errors import InputError, Refused
from data.model.job import SolveRequest
from data.model.sentence import Sentence
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.planning.preflight import PlanPreflight, preflight_plan, rosters_across
from scheduler.self_service.request_queries import leave_waiting
from web.app_services import services
from web.locale import _, current_language
from web.plan.progress import period_text
from web.plan.weights import WeightsForm
from web.shared.errors import error_messages
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

LEAST_SECONDS, MOST_SECONDS = 1, 4 * 60 * 60


USUAL_SECONDS = 120


MOST_SEED = 2**31 - 1


YEARS = range(2000, 2100)  #: beyond them a date is a slip of the finger


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What was typed, as it was typed.

    Parameters
    ----------
    posts
        Ids of the ticked ones; none: all.
    left_open
        Ids of the part shifts that stay open.
    weights
        What quality weighs.
    book
        Id of the book that is planned; empty: the posts that no book holds.
    """

    first: str
    weeks: str
    seconds: str = str(USUAL_SECONDS)
    seed: str = "0"
    posts: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    weights: WeightsForm = field(default_factory=WeightsForm)
    book: str = ""

    @classmethod
    def typed(cls, given: MultiDict[str, str], usual: PlanForm) -> PlanForm:
        """What a request holds; what it leaves out is as usual."""
        first, weeks, seconds, seed, book = (
            given.get(name, getattr(usual, name)).strip()
            for name in ("first", "weeks", "seconds", "seed", "book")
        )
        posts, left_open = (
            tuple(dict.fromkeys(given.getlist(name))) for name in ("posts", "left_open")
        )
        weights = WeightsForm.typed(given, usual.weights)
        return cls(first, weeks, seconds, seed, posts, left_open, weights, book)

    def faults(self) -> dict[str, str]:
        """All that is wrong with it, by field, with what to do."""
        found = {}
        if self._first is None:
            found["first"] = _("Choose the first day of the period.")
        if not _is_within(self.weeks, 1, MOST_WEEKS):
            text = _("Give a number of weeks from 1 to {most}.")
            found["weeks"] = text.format(most=MOST_WEEKS)
        if not _is_within(self.seconds, LEAST_SECONDS, MOST_SECONDS):
            found["seconds"] = _("Choose how long to search: four hours at most.")
        if not _is_within(self.seed, 0, MOST_SEED):
            found["seed"] = _("The seed is a whole number, 0 or more.")
        if fault := self.weights.fault():
            found["weights"] = fault
        return found

    def request(self) -> SolveRequest:
        """What it asks for, if it has no faults."""
        first = self._first
        if first is None:
            raise ValueError("a form with faults asks for nothing")
        return SolveRequest(
            first,
            int(self.weeks),
            float(self.seconds),
            int(self.seed),
            tuple(sorted(self.posts)),
            tuple(sorted(self.left_open)),
            self.weights.chosen(),
            book=self.book,
        )

    @property
    def _first(self) -> date | None:
        try:
            found = date.fromisoformat(self.first)
        except ValueError:
            return None
        return found if found.year in YEARS else None


def limits() -> Mapping[str, str]:
    """How long to search: seconds, and what the form calls it."""
    return {
        "60": _("1 minute"),
        "120": _("2 minutes"),
        "300": _("5 minutes"),
        "900": _("a quarter of an hour"),
        "3600": _("an hour"),
    }


def _is_within(text: str, least: int, most: int) -> bool:
    number = typed_number(text, most)
    return number is not None and number >= least


@dataclass(frozen=True, slots=True)
class PlanNote:
    """What is known of some posts, of which the same can be said.

    Parameters
    ----------
    posts
        Their names.
    is_impossible
        It cannot be filled, whatever one does.
    """

    posts: tuple[str, ...]
    sentence: Sentence
    article: str
    is_impossible: bool


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What there is to say.

    Parameters
    ----------
    by_field
        What is wrong with the form.
    lines
        Why the period cannot be planned.
    period
        By its weeks; empty: the form does not say.
    notes
        What a planner ought to know, and nothing to mend.
    known
        All the rest; None: it cannot be planned.
    leave_waits
        Requests for leave in the period that still wait for an answer.
    """

    by_field: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    period: str = ""
    notes: tuple[str, ...] = ()
    known: PlanPreflight | None = None
    leave_waits: int = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether no search can begin."""
        return bool(self.by_field or self.lines)

    def name_of(self, post: str) -> str:
        """The name of a post."""
        names = {one.id: one.name for one in self.known.posts} if self.known else {}
        return names.get(post, post)

    @property
    def findings(self) -> list[PlanNote]:
        """What is known beforehand, the impossible first; once where it holds for several."""
        if self.known is None:
            return []
        names = {post.id: post.name for post in self.known.posts}
        found: dict[tuple[bool, Sentence, str], list[str]] = {}
        for one in sorted(self.known.findings, key=lambda one: not one.is_impossible):
            found.setdefault((one.is_impossible, one.sentence, one.article), []).append(
                names[one.post]
            )
        return [
            PlanNote(tuple(posts), sentence, article, is_impossible)
            for (is_impossible, sentence, article), posts in found.items()
        ]


def look(form: PlanForm) -> PlanPreview:
    """All that is known of what a form asks for."""
    faults = form.faults()
    if faults:
        return PlanPreview(faults)
    asked = form.request()
    period = period_text(asked.first, asked.weeks)
    across = [
        _(
            "A roster is in force for {period}, which overlaps this period. Plan {period}, or a "
            "period after it."
        ).format(period=period_text(head.first_date, head.weeks))
        for head in rosters_across(services.store, asked.first, asked.weeks, asked.book)
    ]
    today = services.clock().date()
    if asked.first + timedelta(weeks=asked.weeks) <= today:
        across.append(_("This period is over. Choose one that is still to come."))
    if across:
        return PlanPreview(lines=tuple(across), period=period)
    try:
        known = preflight_plan(
            services.store,
            asked.first,
            asked.weeks,
            asked.posts,
            services.clock(),
            current_language(),
            asked.book,
        )
    except (InputError, Refused) as error:
        told = error_messages(error.faults if isinstance(error, InputError) else error.reasons)
        return PlanPreview(lines=tuple(str(one) for one in told), period=period)
    start, end = (
        midnight(asked.first + timedelta(weeks=weeks), ZONE) for weeks in (0, asked.weeks)
    )
    return PlanPreview(
        period=period,
        notes=tuple(_notes(asked, known, today)),
        known=known,
        leave_waits=leave_waiting(services.store, start, end),
    )


def _notes(asked: SolveRequest, known: PlanPreflight, today: date) -> list[str]:
    notes = []
    if known.base is not None:
        text = _(
            "Version {version} is in force here. What began, and the next 72 hours, stays; of the "
            "rest as little changes as possible."
        )
        notes.append(text.format(version=known.base.version))
    elif (asked.first - today).days < known.notice_days:
        late = _("It begins within {days} days: duties are announced late (ATW 4:2).")
        notes.append(late.format(days=known.notice_days))
    if asked.first.weekday():
        notes.append(_("The period does not begin on a Monday."))
    if asked.posts and known.base is None:
        notes.append(_("Nothing is in force for the other posts: they stay open in this draft."))
    elif asked.posts:
        notes.append(_("The other posts stay as they are in force."))
    return notes
