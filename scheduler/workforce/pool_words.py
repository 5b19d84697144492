"""The pool forecast and the loss of one person in words: the same on screen, paper and in mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.i18n.language import Language
from data.model.person_loss import seats_by_post
from data.model.pool_forecast import BearableBy, Outlook, PoolLevel, PoolReason, add_months
from data.tables.period import ZONE
from scheduler.workforce.forecast import Pools

if TYPE_CHECKING:
    from datetime import date

    from data.model.person_loss import LossOfPerson, LossReport
    from data.model.pool_forecast import PoolChange, PoolForecast, PoolLevels, Shortage
    from scheduler.workforce.single_points import KeptReport

SOON = 6  #: months; what lapses later is renewed in its time


@dataclass(frozen=True, slots=True)
class PoolHeadline:
    """The first things to know of a pool.

    Parameters
    ----------
    urgency
        0: none; 1: too few soon; 2: too few by law, though all is renewed.
    """

    sentences: tuple[str, ...]
    urgency: int


@dataclass(frozen=True, slots=True)
class PoolWords:
    """Says what pools are like in a language, with the names of people and functions.

    Parameters
    ----------
    knows_absences
        Whether the reader may know that somebody is absent for long.
    """

    pools: Pools
    speech: Language
    knows_absences: bool = True

    def name(self, person: str) -> str:
        """What somebody is called."""
        return self.pools.people.get(person, person)

    def function(self, code: str) -> str:
        """What a function is called."""
        return self.pools.functions.get(code, code)

    def post(self, code: str) -> str:
        """What a post is called."""
        return self.pools.posts.get(code, code)

    def level(self, levels: PoolLevels, level: PoolLevel) -> str:
        """What a level is called, with what sets it."""
        say = self.speech.gettext
        if level is PoolLevel.LAW:
            return say("Least by law ({article})").format(article=levels.article)
        if level is PoolLevel.TODAY:
            return say("Today")
        by = {
            BearableBy.CONTRACT_HOURS: say("contract hours"),
            BearableBy.WEEKENDS: say("one weekend in three free"),
            BearableBy.ON_CALL: say("one week in five on call"),
            BearableBy.LAW: say("the law"),
        }[levels.bearable_by]
        return say("Bearable ({limit})").format(limit=by)

    def outlook(self, one: Outlook) -> str:
        """What is renewed."""
        say = self.speech.gettext
        return {
            Outlook.NOBODY: say("If nobody renews"),
            Outlook.PLANNED: say("With the planned exercises"),
            Outlook.ALL: say("If all renew"),
        }[one]

    def below(self, one: Outlook) -> str:
        """That a pool falls below something, by what is renewed."""
        say = self.speech.gettext
        return {
            Outlook.NOBODY: say("Below if nobody renews"),
            Outlook.PLANNED: say("Below with the planned exercises"),
            Outlook.ALL: say("Below if all renew"),
        }[one]

    def headline(self, found: PoolForecast) -> PoolHeadline:
        """Where people are needed though all is renewed; and whether what is planned renews it."""
        say = self.speech.gettext
        people = (
            (PoolLevel.LAW, say("Too few by law from {month}, though all renew."), 2),
            (PoolLevel.BEARABLE, say("Fewer than bearable from {month}, though all renew."), 1),
        )
        sentences, urgency = [], 0
        for level, text, urgent in people:
            first = found.first_below(level, Outlook.ALL)
            if first is not None:
                sentences.append(text.format(month=self.speech.month(first)))
                urgency = urgent
                break
        text, first = self._renewal(found)
        if first is not None and first <= add_months(found.today, SOON):
            urgency = max(urgency, 1)
        if text:
            sentences.append(text)
        enough = say("Enough people in all of these months.")
        return PoolHeadline(tuple(sentences) or (enough,), urgency)

    def _renewal(self, found: PoolForecast) -> tuple[str, date | None]:
        """Whether planned exercises renew what the law needs; from which month they do not."""
        say = self.speech.gettext
        first = found.first_below(PoolLevel.LAW, Outlook.PLANNED)
        if first is None:
            nobody = found.first_below(PoolLevel.LAW)
            if nobody is None:
                return "", None
            text = say(
                "The planned exercises renew enough; without them too few by law from {month}."
            )
            return text.format(month=self.speech.month(nobody)), None
        if first == found.first_below(PoolLevel.LAW, Outlook.ALL):
            return "", None
        if found.is_planned_for:
            text = say("Too few by law from {month}: the planned exercises do not renew enough.")
        else:
            text = say("Too few by law from {month}, if nobody renews.")
        return text.format(month=self.speech.month(first)), first

    def change(self, one: PoolChange) -> str:
        """Who comes or leaves, and why."""
        say = self.speech.gettext
        if one.is_gain:
            text = say("{name} starts") if one.is_first else say("{name} counts again")
            return text.format(name=self.name(one.person))
        reasons = ", ".join(self._reason(reason, one) for reason in one.reasons)
        if one.is_exercised:
            reasons = say("{reasons}; a planned exercise renews it").format(reasons=reasons)
        return say("{name} no longer counts: {reasons}").format(
            name=self.name(one.person), reasons=reasons
        )

    def _reason(self, reason: PoolReason, one: PoolChange) -> str:
        say = self.speech.gettext
        if reason is PoolReason.LAPSE:
            names = (self.pools.requirements.get(id, id) for id in one.requirements)
            return say("lapses ({requirements})").format(requirements=", ".join(names))
        return {
            PoolReason.CONTRACT: say("contract ends"),
            PoolReason.APPOINTMENT: say("appointment ends"),
            PoolReason.ABSENCE: say("long absence")
            if self.knows_absences
            else say("not available"),
        }[reason]

    def shortage(self, found: PoolForecast, one: Shortage) -> str:
        """When too few remain though all is renewed, and by when to begin."""
        if one.level is PoolLevel.LAW:
            text = self.speech.ngettext(
                "{count} person fewer than the law needs.",
                "{count} people fewer than the law needs.",
                one.missing,
            )
        else:
            text = self.speech.ngettext(
                "{count} person fewer than is bearable.",
                "{count} people fewer than is bearable.",
                one.missing,
            )
        since = self.speech.gettext("From {day}, though all is renewed: {what}")
        since = since.format(day=self.speech.short_date(one.on), what=text)
        return f"{since} {self._when_to_begin(found, one)}"

    def _when_to_begin(self, found: PoolForecast, one: Shortage) -> str:
        say, day = self.speech.gettext, self.speech.short_date
        if not found.lead.months:
            return say("How long recruiting and training take is not recorded for this function.")
        return say("Recruiting begins by {recruit} at the latest, training by {train}.").format(
            recruit=day(one.recruit_by), train=day(one.train_by)
        )

    def first_below(self, month: date | None) -> str:
        """A month, or that it never comes to that."""
        return self.speech.gettext("never") if month is None else self.speech.month(month)

    def verdict(self, report: LossReport, weeks: int) -> str:
        """Whether every seat survives the loss of any one person, and what is proven of it."""
        say, count = self.speech.gettext, self.speech.ngettext
        missed = report.missed(weeks)
        if not missed:
            return say("Every seat survives the loss of any one person: this is proven.")
        sure = len(report.missed_surely(weeks))
        sentences = []
        if sure:
            sentences.append(
                count(
                    "There is {count} person without whom a seat stays open.",
                    "There are {count} people without whom a seat stays open.",
                    sure,
                )
            )
        if sure < len(missed):
            sentences.append(
                count(
                    "For {count} person it is not certain: no roster was found that fills as much,"
                    " and none was ruled out.",
                    "For {count} people it is not certain: no roster was found that fills as much,"
                    " and none was ruled out.",
                    len(missed) - sure,
                )
            )
        posts = len(report.posts_missing(weeks))
        if posts:
            sentences.append(
                count("This concerns {count} post.", "This concerns {count} posts.", posts)
            )
        return " ".join(sentences)

    def ends(self, report: LossReport) -> str:
        """Of which posts the roster in force ends sooner; empty: of none."""
        if not report.ends:
            return ""
        posts = (
            self.speech.gettext("{post} on {day}").format(
                post=self.post(post), day=self.speech.short_date(last)
            )
            for post, last in report.ends
        )
        text = self.speech.gettext("Rosters that end sooner: {posts}.")
        return text.format(posts=", ".join(posts))

    def stale(self, kept: KeptReport) -> str:
        """Why what was worked out no longer says how things stand; empty: it does."""
        say = self.speech.gettext
        if kept.is_changed:
            return say("Rosters or records changed since; it is worked out again tonight.")
        if kept.is_old:
            return say("It is older than a week; it is worked out again tonight.")
        return ""

    def gone(self, weeks: int) -> str:
        """How long somebody is gone."""
        return self.speech.ngettext("Gone for {count} week", "Gone for {count} weeks", weeks)

    def loss(self, one: LossOfPerson) -> str:
        """How many shifts stay open without somebody, and how sure that is."""
        say = self.speech.gettext
        found = self.speech.ngettext("{count} shift", "{count} shifts", one.found)
        if one.is_proven:
            return say("{shifts}; fewer is impossible").format(shifts=found)
        if not one.least:
            return say("{shifts} as far as was found").format(shifts=found)
        return say("{shifts} as far as was found; at least {least} is proven").format(
            shifts=found, least=one.least
        )

    def seats(self, one: LossOfPerson) -> tuple[str, ...]:
        """Which seats hang on somebody: a line a post, with its days."""
        lines = []
        for post, starts in seats_by_post(one.seats):
            days = [self.speech.day(start.astimezone(ZONE).date()) for start in starts]
            lines.append(f"{self.post(post)}: {', '.join(dict.fromkeys(days))}")
        return tuple(lines)
