"""The pages ``/plan`` and ``/plan/<job>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from scheduler.planning.drafts import drop_draft
from scheduler.planning.preflight import next_period
from scheduler.planning.stale_draft import behind_of
from scheduler.solve_jobs.job_queries import find_job, outcome, overview, posts_to_plan, under_way
from scheduler.solve_jobs.submission import cancel, submit, take_over
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _
from web.plan.form import PlanForm, PlanPreview, limits, look
from web.plan.outcome import found_of
from web.plan.progress import progress_of, status_text, title, what_of_it

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.job import Job

JOB = "/plan/<string(length=8):name>"


pages = Blueprint("plan", __name__)
pages.app_template_global("job_status")(status_text)
pages.app_template_global("job_title")(title)
pages.app_template_global("what_of_it")(what_of_it)


def usual() -> PlanForm:
    first, weeks = next_period(services.store, services.clock())
    return PlanForm(first.isoformat(), str(weeks))


def shown(form: PlanForm, found: PlanPreview, *, was_sent: bool = False) -> str:
    return render_template(
        "plan/page.html",
        form=form,
        look=found,
        posts=posts_to_plan(services.store),
        limits=limits(),
        overview=overview(services.store, services.clock()),
        was_sent=was_sent,
    )


@pages.get("/plan")
@require(Right.PLAN)
def page() -> str:
    form = PlanForm.typed(request.args, usual())
    return shown(form, look(form))


@pages.get("/plan/beforehand")
@require(Right.PLAN)
def beforehand() -> str:
    form = PlanForm.typed(request.args, usual())
    return render_template("plan/beforehand.html", form=form, look=look(form))


@pages.get("/plan/jobs")
@require(Right.PLAN)
def jobs() -> WerkzeugResponse | str:
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".page", _anchor="jobs-title"))  # a part is no page
    return render_template("plan/jobs.html", overview=overview(services.store, services.clock()))


@pages.post("/plan")
@require(Right.PLAN)
def start() -> WerkzeugResponse | tuple[str, int]:
    form = PlanForm.typed(request.form, usual())
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
        return render_template("plan/running.html", job=one, shown=shown)
    came = outcome(services.store, one)
    since = behind_of(services.store, came.head.id, services.clock()) if came.head else None
    return render_template(
        "plan/outcome.html",
        job=one,
        came=came,
        found=found_of(came),
        behind=since,
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
