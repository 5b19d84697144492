"""The start guide in words: the steps to a first signed roster, each with its state and ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from data.i18n.sheet_words import table_word
from data.tables.period import ZONE
from scheduler.planning.setup_state import SetupState, SetupStep, find_setup_state
from web.app_services import services
from web.locale import _, current_language, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

_DONE, _BEGUN, _TODO = "done", "begun", "todo"
_NAMED = 3  #: posts that a sentence names


@dataclass(frozen=True, slots=True)
class GuideLink:
    """A way to carry out a step."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step.

    Parameters
    ----------
    state
        ``done``, ``begun`` or ``todo``.
    text
        What is there, or what is asked.
    """

    title: str
    state: str
    text: str
    links: tuple[GuideLink, ...]

    @property
    def state_word(self) -> str:
        """The state in words."""
        return {_DONE: _("done"), _BEGUN: _("not complete"), _TODO: _("to do")}[self.state]


@dataclass(frozen=True, slots=True)
class Guide:
    """All steps.

    Parameters
    ----------
    is_begun
        Anything was filled in.
    is_signed
        A roster was ever signed.
    """

    steps: tuple[GuideStep, ...]
    progress: str
    is_begun: bool
    is_signed: bool


def start_guide() -> Guide | None:
    """The guide as things are now; None: nothing of it is left to do."""
    state = find_setup_state(services.store, services.clock().astimezone(ZONE).date())
    return None if state.is_complete else guide_of(state)


def guide_of(state: SetupState) -> Guide:
    """The guide of a region that is so far."""
    steps = (*(_step(state, step) for step in SetupStep), _first_roster(state), _signature(state))
    done = sum(step.state == _DONE for step in steps)
    progress = _("{done} of {all} steps done").format(done=done, all=len(steps))
    is_begun = any(state.is_begun(step) for step in SetupStep)
    return Guide(steps, progress, is_begun, state.is_signed)


def _step(state: SetupState, step: SetupStep) -> GuideStep:
    stands = _BEGUN if state.is_begun(step) else _TODO
    if state.is_done(step):
        stands = _DONE
    title, text, links = {
        SetupStep.POSTS: _posts,
        SetupStep.PEOPLE: _people,
        SetupStep.COMPETENCES: _competences,
        SetupStep.HISTORY: _history,
        SetupStep.MANAGERS: _managers,
    }[step](state)
    return GuideStep(title, stands, text, links)


_Said = tuple[str, str, tuple[GuideLink, ...]]


def _posts(state: SetupState) -> _Said:
    text = _("Which seats must be filled, for which region, and by which function.")
    if state.is_begun(SetupStep.POSTS):
        text = _listed(
            ngettext("{count} region", "{count} regions", state.regions),
            ngettext("{count} function", "{count} functions", state.functions),
            ngettext("{count} post", "{count} posts", state.posts),
        )
    links = (
        _form(_("Add a region"), "regions"),
        _form(_("Add a function"), "functions"),
        GuideLink(_("Add a post"), url_for("admin.new_post")),
        _sheets("regions", "functions", "posts"),
    )
    return _("Regions and posts"), text, links


def _people(state: SetupState) -> _Said:
    text = _("Who can be rostered, for how many hours a week, and how they are reached.")
    if state.people:
        parts = [ngettext("{count} person", "{count} people", state.people)]
        if state.without_contract:
            parts.append(_("{count} without a contract").format(count=state.without_contract))
        if state.out_of_reach:
            parts.append(_("{count} out of reach").format(count=state.out_of_reach))
        text = _listed(*parts)
    links = (
        GuideLink(_("Add a person"), url_for("records.new_person")),
        GuideLink(_("All people"), url_for("records.rows", table="people")),
        _sheets("people", "contracts", "contacts"),
    )
    return _("People and contact details"), text, links


def _competences(state: SetupState) -> _Said:
    text = _("Who may fill which post: a competence in its function.")
    if state.without_holder and state.people:
        text = _("Nobody may fill {posts} yet.").format(posts=_named(state.without_holder))
    elif state.is_done(SetupStep.COMPETENCES):
        text = _("Each post has people who may fill it.")
    links = (
        _form(_("Add a competence"), "competences"),
        GuideLink(_("Who may fill what"), url_for("people.matrix")),
        _sheets("competences"),
    )
    return _("Competences"), text, links


def _history(state: SetupState) -> _Said:
    text = _(
        "What people did in the last 16 weeks: rest, nights and fairness look back. A region that"
        " starts with nothing leaves this out."
    )
    if state.history_from is not None:
        day = current_language().long_date(state.history_from.astimezone(ZONE).date())
        text = _("Known from {day} on.").format(day=day)
    links = (
        _form(_("Add a past duty"), "history"),
        GuideLink(_("All past duties"), url_for("records.rows", table="history")),
        _sheets("history"),
    )
    return _("The last months"), text, links


def _managers(state: SetupState) -> _Said:
    text = _("Who is notified when a seat falls open.")
    if state.posts and state.without_manager:
        text = _("Nobody is notified about {posts} yet.").format(
            posts=_named(state.without_manager)
        )
    elif state.is_done(SetupStep.MANAGERS):
        text = _("Each post has a duty manager.")
    links = (
        _form(_("Add a duty manager"), "duty_managers"),
        GuideLink(_("Who is notified, and when"), url_for("messages.steps")),
        _sheets("duty_managers"),
    )
    return _("Duty managers"), text, links


def _first_roster(state: SetupState) -> GuideStep:
    is_done = state.is_signed or state.draft is not None
    text = _("The program makes a draft in about a minute; every rule of the law is kept.")
    if not is_done and not state.can_plan:
        text = _("Once steps 1 to 3 are filled in.")
    links: tuple[GuideLink, ...] = ()
    if state.can_plan and not state.is_signed:
        links = (GuideLink(_("Make a roster"), url_for("plan.page")),)
    return GuideStep(_("Make the first roster"), _DONE if is_done else _TODO, text, links)


def _signature(state: SetupState) -> GuideStep:
    text = _("From then on it is in force: the board watches each minute of it.")
    links: tuple[GuideLink, ...] = ()
    if state.draft is not None and not state.is_signed:
        number = state.draft.id
        links = (
            GuideLink(_("Look at the draft"), f"/rosters/{number}"),
            GuideLink(_("Sign it"), url_for("publish.page", number=number)),
        )
    return GuideStep(_("Sign it"), _DONE if state.is_signed else _TODO, text, links)


def _form(label: str, table: str) -> GuideLink:
    return GuideLink(label, url_for("records.new_row", table=table))


def _sheets(*tables: str) -> GuideLink:
    """The way by a workbook."""
    names = ", ".join(table_word(table, current_language()) for table in tables)
    return GuideLink(_("Or in Excel: {names}").format(names=names), url_for("people.import_page"))


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    if more > 0:
        shown += " " + ngettext("and {count} more", "and {count} more", more)
    return shown


def _listed(*parts: str) -> str:
    return f"{', '.join(parts)}."
