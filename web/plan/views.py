"""The pages ``/plan`` and ``/plan/<job>``, and what became of a job in the words of its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from data.i18n.proof_words import ProofWords, posts_left
from data.model.account import Right
from data.model.result import PlanStatus
from data.model.shift import is_long
from scheduler.planning.books import books_to_plan
from scheduler.planning.company import company_of
from scheduler.planning.comparison import behind_of
from scheduler.planning.drafts import drop_draft
from scheduler.planning.figures import comparable, figures_of
from scheduler.planning.preflight import next_to_plan
from scheduler.planning.quality import words_of
from scheduler.planning.quality_weights import last_weights_used
from scheduler.self_service.round_queries import open_rounds
from scheduler.solve_jobs.job_queries import (
    find_job,
    outcome,
    overview,
    planned_posts,
    posts_to_plan,
    under_way,
)
from scheduler.solve_jobs.submission import cancel, submit, take_over
from web.access.guard import current_username, require
from web.access.regions import plans_book, reach
from web.app_services import services
from web.locale import _, current_language
from web.plan.form import PlanForm, PlanPreview, limits, look
from web.plan.progress import progress_of, status_text, title, what_of_it
from web.plan.quality import DepartureView, LevelStep, departures, reports
from web.plan.weights import WeightsForm, weights_query, weights_view
from web.rosters.figures import figures_view
from web.rosters.quality import QualityView, parts_used, quality_view, team_counts_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.job import Job
    from data.model.problem import RosterProblem
    from data.model.result import OpenShift, Reason
    from scheduler.solve_jobs.job_queries import JobOutcome

JOB = "/plan/<string(length=8):name>"


pages = Blueprint("plan", __name__)


pages.app_template_global("job_status")(status_text)


pages.app_template_global("job_title")(title)


pages.app_template_global("what_of_it")(what_of_it)


pages.app_template_global("weights_query")(weights_query)


def usual(given: Mapping[str, str]) -> PlanForm:
    """What to plan unless somebody says otherwise: the next period of the book that ends first."""
    book, first, weeks = next_to_plan(services.store, services.clock(), given.get("book"), reach())
    weights = WeightsForm.of(last_weights_used(services.store))
    return PlanForm(first.isoformat(), str(weeks), weights=weights, book=book)


def typed_form(given: MultiDict[str, str]) -> PlanForm:
    """What a request holds, of a book that its sender plans."""
    form = PlanForm.typed(given, usual(given))
    if not plans_book(form.book):
        abort(404 if given.get("book") else 403)
    return form


def shown(form: PlanForm, found: PlanPreview, *, was_sent: bool = False) -> str:
    return render_template(
        "plan/page.html",
        form=form,
        look=found,
        posts=posts_to_plan(services.store, form.book),
        books=books_to_plan(services.store, reach()),
        limits=limits(),
        weights=weights_view(form.weights),
        overview=overview(services.store, services.clock(), reach()),
        open_rounds=open_rounds(services.store, services.clock(), reach()),
        was_sent=was_sent,
    )


@pages.get("/plan")
@require(Right.PLAN)
def page() -> str:
    form = typed_form(request.args)
    return shown(form, look(form))


@pages.get("/plan/beforehand")
@require(Right.PLAN)
def beforehand() -> str:
    form = typed_form(request.args)
    return render_template("plan/beforehand.html", form=form, look=look(form))


@pages.get("/plan/weights")
@require(Right.PLAN)
def weights() -> str:
    form = typed_form(request.args)
    return render_template("plan/trades.html", weights=weights_view(form.weights))


@pages.get("/plan/jobs")
@require(Right.PLAN)
def jobs() -> WerkzeugResponse | str:
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".page", _anchor="jobs-title"))  # a part is no page
    return render_template(
        "plan/jobs.html", overview=overview(services.store, services.clock(), reach())
    )


@pages.post("/plan")
@require(Right.PLAN)
def start() -> WerkzeugResponse | tuple[str, int]:
    form = typed_form(request.form)
    found = look(form)
    if found.is_hopeless:
        return shown(form, found, was_sent=True), 422
    done = submit(services.store, form.request(), current_username(), services.clock())
    if not done.is_new:
        flash(_("You asked for the same a moment ago: this is it."))
    return redirect(url_for(".job", name=done.job.id))


def found(name: str) -> Job:
    job = find_job(services.store, name)
    return job if job is not None else abort(404)


@pages.get(JOB)
@require(Right.PLAN)
def job(name: str) -> str:
    one = found(name)
    if not one.status.is_over:
        shown = progress_of(under_way(services.store, one, services.clock()), services.clock())
        weighed = weights_view(WeightsForm.of(one.request.weights)).summary
        return render_template("plan/running.html", job=one, shown=shown, weighed=weighed)
    came, now = outcome(services.store, one), services.clock()
    if came.head is None:
        return render_template("plan/outcome.html", job=one, came=came, found=None)
    measured = figures_of(services.store, came.head.id, now)
    words = words_of(measured.roster.problem, current_language())
    return render_template(
        "plan/outcome.html",
        job=one,
        came=came,
        found=found_of(came),
        figures=figures_view(measured, request.args.get("sort", "")),
        health=team_counts_view(
            measured.roster.problem, measured.report, words, f"/rosters/{came.head.id}"
        ),
        company=company_of(
            measured.roster.problem, measured.roster.assignments, current_language()
        ),
        others=comparable(services.store, came.head.id),
        behind=behind_of(services.store, came.head.id, now),
        may_rebase=True,
    )


@pages.get(f"{JOB}/live")
@require(Right.PLAN)
def live(name: str) -> Response | str:
    one = found(name)
    waited = "waits" in request.args
    if one.status.is_over or (waited and one.status.is_under_way):
        # The whole page is another one now.
        return Response("", headers={"HX-Refresh": "true"})
    shown = progress_of(under_way(services.store, one, services.clock()), services.clock())
    return render_template("plan/live.html", job=one, shown=shown)


@pages.post(f"{JOB}/stop")
@require(Right.PLAN)
def stop(name: str) -> WerkzeugResponse:
    one = found(name)
    if not one.status.is_over:  # else it ended while somebody reached for the button
        cancel(
            services.store,
            one.id,
            current_username(),
            services.clock(),
            keep="keep" in request.form,
        )
    return redirect(url_for(".job", name=name))


@pages.post(f"{JOB}/again")
@require(Right.PLAN)
def again(name: str) -> WerkzeugResponse:
    done = submit(services.store, found(name).request, current_username(), services.clock())
    return redirect(url_for(".job", name=done.job.id))


@pages.post(f"{JOB}/on")
@require(Right.PLAN)
def search_on(name: str) -> WerkzeugResponse:
    one = found(name)
    if one.roster is None:
        return redirect(url_for(".job", name=name))
    # Another seed: the same one would take the same way again.
    onward = replace(one.request, start=one.roster, seed=one.request.seed + 1)
    done = submit(services.store, onward, current_username(), services.clock())
    return redirect(url_for(".job", name=done.job.id))


@pages.post(f"{JOB}/take-over")
@require(Right.PLAN)
def another_worker(name: str) -> WerkzeugResponse:
    one = found(name)
    if one.machine and one.is_silent(services.clock()):
        take_over(services.store, one.machine, services.clock())
    return redirect(url_for(".job", name=name))


@pages.post(f"{JOB}/drop")
@require(Right.PLAN)
def throw_away(name: str) -> WerkzeugResponse:
    one = found(name)
    if one.roster is not None:
        seen = request.form.get("seen", type=int) or 0
        drop_draft(services.store, one.roster, current_username(), services.clock(), seen)
        flash(_("The draft was thrown away."))
    return redirect(url_for(".page"))


@dataclass(frozen=True, slots=True)
class OpenReason:
    """Why one person does not fill an open shift, and what would free them."""

    person: str
    reason: str
    article: str
    frees: str


@dataclass(frozen=True, slots=True)
class Open:
    """A shift that stays open; `is_left`: nobody was sought for it."""

    post: str
    name: str
    start: datetime
    end: datetime
    missing: int
    reasons: tuple[OpenReason, ...]
    is_left: bool


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What the page says of a roster that was found.

    Parameters
    ----------
    verdict
        The outcome in a sentence.
    proof
        What is proven of each post that lacks somebody: its name and a sentence.
    ending
        How the search ended.
    quality
        What its quality is made of; None: an older version made it, and did not say.
    parts
        The parts of quality that cost something.
    departures
        Where it departs from the base rosters; None: nobody follows one.
    """

    verdict: str
    is_open: bool
    proof: tuple[tuple[str, str], ...]
    ending: str
    seconds: float
    steps: tuple[LevelStep, ...]
    open_shifts: tuple[Open, ...]
    quality: QualityView | None
    parts: tuple[str, ...]
    departures: DepartureView | None


def found_of(outcome: JobOutcome) -> OutcomeView | None:
    """What a job found; None: it made no roster, or a hand made it."""
    problem, result = outcome.problem, outcome.result
    if problem is None or result is None:
        return None
    left = posts_left(result)
    words = ProofWords(current_language(), planned_posts(problem, outcome.job), left)
    verdict, is_open = words.verdict(result)
    said = words_of(problem, current_language())
    head = outcome.head
    address = f"/rosters/{head.id}" if head else ""
    proof = [(post, words.minimum(result, post)) for post in words.priorities]
    return OutcomeView(
        verdict=verdict,
        is_open=is_open,
        proof=tuple(
            (problem.post_by_id[post].name, said) for post, (said, lacks) in proof if lacks
        ),
        ending=ending(result.status, is_whole=not left),
        seconds=result.seconds,
        steps=tuple(reports(result.levels, words.priorities, left)),
        open_shifts=tuple(
            _open(problem, shift) for shift in result.open_shifts if shift.post in words.priorities
        ),
        quality=quality_view(problem, result.quality, said, address)
        if result.quality.costs
        else None,
        parts=tuple(parts_used(result.quality, said)),
        departures=departures(problem, result),
    )


def ending(status: PlanStatus, *, is_whole: bool = True) -> str:
    """How the search ended, as a sentence; not whole: some shifts were left open."""
    if status is PlanStatus.OPTIMAL and not is_whole:
        return _("Every step is proven, for what was searched for.")
    return {
        PlanStatus.OPTIMAL: _("Every step is proven: no roster is better."),
        PlanStatus.FEASIBLE: _("The time was up; this is the best roster that was found."),
        PlanStatus.STOPPED: _("It was stopped by hand; this is the best roster until then."),
    }[status]


def _open(problem: RosterProblem, shift: OpenShift) -> Open:
    post, known = problem.post_by_id.get(shift.post), problem.shift_by_id.get(shift.shift)
    return Open(
        post=post.name if post else shift.post,
        name=known.name if known and not is_long(known) else "",
        start=shift.start,
        end=shift.end,
        missing=shift.missing,
        reasons=tuple(_why(problem, reason) for reason in shift.reasons),
        is_left=shift.is_left,
    )


def _why(problem: RosterProblem, reason: Reason) -> OpenReason:
    person = problem.person_by_id.get(reason.person)
    name = person.name if person else reason.person
    words = current_language()
    return OpenReason(
        name,
        words.say(reason.reason),
        words.article(reason.article),
        words.say(reason.frees),
    )
