"""What is said of a period before its search begins: its faults, or what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.errors import InputError, Refused
from scheduler.planning.preflight import PlanPreflight, preflight_plan, rosters_across
from web.locale import say, speech
from web.plan.weeks import period_text
from web.shared.error_messages import wrong

if TYPE_CHECKING:
    from data.model.job import SolveRequest
    from web.app_services import AppServices
    from web.plan.form import PlanForm

FOUR_WEEKS = timedelta(days=28)  #: how long before its start the law wants a roster told


@dataclass(frozen=True, slots=True)
class PlanNote:
    """What is known of some posts, of which the same can be said.

    Parameters
    ----------
    posts
        Their names.
    certain
        It cannot be filled, whatever one does.
    """

    posts: tuple[str, ...]
    sentence: str
    article: str
    certain: bool


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
    """

    by_field: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    period: str = ""
    notes: tuple[str, ...] = ()
    known: PlanPreflight | None = None

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
        """What is known beforehand, what is certain first; said once where it holds for several."""
        if self.known is None:
            return []
        names = {post.id: post.name for post in self.known.posts}
        found: dict[tuple[bool, str, str], list[str]] = {}
        for one in sorted(self.known.findings, key=lambda one: not one.is_impossible):
            found.setdefault((one.is_impossible, one.sentence, one.article), []).append(
                names[one.post]
            )
        return [
            PlanNote(tuple(posts), sentence, article, certain)
            for (certain, sentence, article), posts in found.items()
        ]


def look(site: AppServices, form: PlanForm) -> PlanPreview:
    """All that is known of what a form asks for."""
    faults = form.faults()
    if faults:
        return PlanPreview(faults)
    asked = form.request(speech().code)
    period = period_text(asked.first, asked.weeks)
    across = [
        say(
            "A roster is in force for {period}, which lies across this period. Plan {period}, or a "
            "period after it."
        ).format(period=period_text(head.first_date, head.weeks))
        for head in rosters_across(site.store, asked.first, asked.weeks)
    ]
    today = site.clock().date()
    if asked.first + timedelta(weeks=asked.weeks) <= today:
        across.append(say("This period is over. Choose one that is still to come."))
    if across:
        return PlanPreview(lines=tuple(across), period=period)
    try:
        known = preflight_plan(
            site.store, asked.first, asked.weeks, asked.posts, site.clock(), speech()
        )
    except (InputError, Refused) as error:
        told = wrong(error.faults if isinstance(error, InputError) else error.reasons)
        return PlanPreview(lines=tuple(str(one) for one in told), period=period)
    return PlanPreview(period=period, notes=tuple(_notes(asked, known, today)), known=known)


def _notes(asked: SolveRequest, known: PlanPreflight, today: date) -> list[str]:
    notes = []
    if known.base is not None:
        text = say(
            "Version {version} is in force here. What began, and the next 72 hours, stays; of the "
            "rest as little changes as possible."
        )
        notes.append(text.format(version=known.base.version))
    elif asked.first - today < FOUR_WEEKS:
        late = say("It begins within 28 days: whoever gets a duty hears of it late (ATW 4:2).")
        notes.append(late)
    if asked.first.weekday():
        notes.append(say("The period does not begin on a Monday."))
    if asked.posts and known.base is None:
        notes.append(say("Nothing is in force for the other posts: they stay open in this draft."))
    elif asked.posts:
        notes.append(say("The other posts stay as they are in force."))
    return notes
