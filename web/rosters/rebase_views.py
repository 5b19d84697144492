"""Rebasing a draft: what was signed since, what does not go together, and the planner's choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Conflict, Refused
from data.model.roster import RosterHead
from data.model.roster_merge import ConflictKind, MergeSide
from scheduler.planning.drafts import copy_free_weeks
from scheduler.planning.rebase import preview_rebase, rebase_draft
from scheduler.planning.rebase_conflicts import ConflictChoices, ConflictWords, version_act
from scheduler.planning.roster_queries import find_head
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.rosters.grid_views import pages
from web.rosters.words import GridWords, RuleText
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.roster_merge import MergeConflict
    from scheduler.planning.rebase_conflicts import Rebase

LACKING = 422  #: the answer to a rebase that leaves a conflict open


@dataclass(frozen=True, slots=True)
class Question:
    """A conflict on the page.

    Parameters
    ----------
    by
        The version that made it what it is in force; None: none of those since.
    chosen
        What was chosen on the page; empty: nothing.
    is_missing
        It was sent without a choice.
    """

    shift: str
    title: str
    reason: str
    draft: str
    in_force: str
    by: RosterHead | None
    chosen: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Conflicts of one kind."""

    kind: ConflictKind
    title: str
    chosen: str
    questions: tuple[Question, ...]


pages.app_template_global("version_act")(lambda head: version_act(head, current_language()))


def shown(
    roster: int, trouble: Sequence[str] = (), status: int = 200
) -> WerkzeugResponse | tuple[str, int]:
    try:
        found = preview_rebase(services.store, roster, services.clock())
    except Refused as refused:
        head, said = (
            find_head(services.store, roster),
            [str(one) for one in error_messages(refused.reasons)],
        )
        page = "rosters/rebase.html"
        return render_template(page, head=head, found=None, trouble=said), LACKING
    if found is None:
        flash(_("This draft is up to date: it is based on the version in force."))
        return redirect(url_for(".grid", roster=roster))
    page = render_template(
        "rosters/rebase.html",
        head=found.head,
        found=found,
        groups=_groups(found, was_sent=status == LACKING),
        lost=[_question(found, one) for one in found.lost],
        left_out=_left_out(found),
        together=_together(found) if not found.unsettled else (),
        trouble=trouble,
    )
    return page, status


@pages.get("/<int:roster>/rebase")
@require(Right.PLAN)
def rebase_page(roster: int) -> WerkzeugResponse | tuple[str, int]:
    if _head(roster).version:
        return redirect(url_for(".grid", roster=roster))
    return shown(roster)


@pages.post("/<int:roster>/rebase")
@require(Right.PLAN)
def rebase(roster: int) -> WerkzeugResponse | tuple[str, int]:
    if _head(roster).version:
        return redirect(url_for(".grid", roster=roster))
    seen, onto = (request.form.get(name, type=int) for name in ("seen", "onto"))
    choices, now = _choices(request.form), services.clock()
    try:
        done = rebase_draft(
            services.store, roster, choices, current_username(), now, current_language(), seen, onto
        )
    except Refused as refused:
        asked = preview_rebase(services.store, roster, now, choices)
        if asked is not None and not asked.unsettled:  # it is no choice that is lacking
            return shown(roster, [str(one) for one in error_messages(refused.reasons)], LACKING)
        lacking = _("Nothing was changed: choose for each of the shifts that are marked below.")
        was_page = onto is not None
        return shown(roster, [lacking] if was_page else (), LACKING if was_page else 200)
    except Conflict as error:
        return shown(roster, [_changed_by(error)], 409)
    if done is None:
        flash(_("This draft is up to date: it is based on the version in force."))
    else:
        for line in _done(done):
            flash(line)
    return redirect(url_for(".grid", roster=roster))


@pages.post("/<int:roster>/free-weeks")
@require(Right.PLAN)
def copy_weeks(roster: int) -> WerkzeugResponse:
    made = copy_free_weeks(services.store, roster, current_username(), services.clock())
    text = _("This is a draft of the weeks that are free; draft {number} is as it was.")
    flash(text.format(number=roster))
    return redirect(url_for(".grid", roster=made.id))


def _head(roster: int) -> RosterHead:
    try:
        return find_head(services.store, roster)
    except Refused:
        abort(404)


def _choices(form: Mapping[str, str]) -> ConflictChoices:
    """What stands on the form; what is no side is no choice."""
    sides = {side.value: side for side in MergeSide}
    of_shift = {
        name.removeprefix("shift-"): sides[value]
        for name, value in form.items()
        if name.startswith("shift-") and value in sides
    }
    of_kind = {
        kind: sides[value] for kind in ConflictKind if (value := form.get(f"all-{kind}")) in sides
    }
    return ConflictChoices(of_shift, of_kind)


def _groups(found: Rebase, *, was_sent: bool) -> list[QuestionGroup]:
    typed, words = _choices(request.form), ConflictWords(found, current_language())
    groups = []
    for kind in ConflictKind:
        mine = [one for one in found.unsettled if one.kind is kind]
        if mine:
            for_all = typed.of_kind.get(kind)
            questions = tuple(
                _question(
                    found,
                    one,
                    chosen=typed.of_shift.get(one.shift, ""),
                    is_missing=was_sent and not for_all and one.shift not in typed.of_shift,
                )
                for one in mine
            )
            groups.append(QuestionGroup(kind, words.kind(kind), for_all or "", questions))
    return groups


def _question(
    found: Rebase, conflict: MergeConflict, chosen: str = "", *, is_missing: bool = False
) -> Question:
    words = ConflictWords(found, current_language())
    return Question(
        shift=conflict.shift,
        title=words.shift(conflict),
        reason=words.reason(conflict),
        draft=words.people(conflict.draft),
        in_force=words.people(conflict.in_force),
        by=found.signed_by.get(conflict.shift),
        chosen=chosen,
        is_missing=is_missing,
    )


def _left_out(found: Rebase) -> list[str]:
    text = _("{name} is no longer on {shift}")
    return [
        text.format(name=found.names.get(one.person, one.person), shift=one.shift)
        for one in found.merge.dropped
    ]


def _together(found: Rebase) -> tuple[RuleText, ...]:
    return GridWords(found.problem, current_language()).violations(found.violations, named=True)


def _done(found: Rebase) -> list[str]:
    """What came of it, a sentence each."""
    version = found.behind.versions[-1].version if found.behind.versions else None
    first = (
        _("The draft is based on version {version} now.").format(version=version)
        if version
        else _("The draft is up to date.")
    )
    said = [
        first,
        ngettext(
            "{count} of its changes is kept.",
            "{count} of its changes are kept.",
            found.kept,
        ),
    ]
    gone = len(found.lost) + len(found.given_up)
    if gone:
        said.append(ngettext("{count} was given up.", "{count} were given up.", gone))
    if found.violations:
        said.append(
            ngettext(
                "Together with what was signed since they break {count} rule.",
                "Together with what was signed since they break {count} rules.",
                len(found.violations),
            )
        )
    return [" ".join(said), *_left_out(found)]


def _changed_by(error: Conflict) -> str:
    text = _("Nothing was changed: {who} changed or signed something since you opened this page.")
    return text.format(who=error.by)
