"""The pages ``/relief``: deployments, who relieves whom, who was asked and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from data.model.account import Right
from data.model.demand import DemandSource
from data.model.deployment import SEAT_BY_CODE, TEAM_SEATS, TEAMS, LegalGround, ReliefStatus
from data.model.errors import InputError, Refused
from data.model.post import PostKind
from data.tables.period import ZONE
from scheduler.planning.demand_calendar import demand_rows, rostered_posts
from scheduler.relief.asking import answer, ask_everybody, is_of_deployment
from scheduler.relief.deployments import (
    NewDeployment,
    begin_deployment,
    end_deployment,
    extend,
    fill_open,
    shrink,
    why_open,
)
from scheduler.relief.overview import list_deployments, view_of
from scheduler.relief.roster import ReliefOrder
from scheduler.relief.seats import seat_name
from scheduler.relief.words import GROUND_WORDS, open_lines
from web.access.guard import current_username, require
from web.access.regions import reach, seen, shown_posts
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.shared.errors import error_messages
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.deployment import Deployment
    from data.model.errors import Fault

    Answer = WerkzeugResponse | str | tuple[str, int]

COUNT = "count:"  #: how fields of a form begin that hold a number of people
SECONDS = 6.0  #: of searching, while somebody waits for the page

pages = Blueprint("relief", __name__, url_prefix="/relief")


@dataclass(frozen=True, slots=True)
class TypedDeployment:
    """What was filled in.

    Parameters
    ----------
    teams, seats
        Codes of teams that are chosen as a whole, and of seats and posts.
    counts
        People by code of a seat or post, as typed.
    start, criteria
        As typed; empty: now, or not known.
    """

    name: str
    teams: tuple[str, ...]
    seats: tuple[str, ...]
    counts: Mapping[str, str]
    regions: tuple[str, ...]
    start: str
    criteria: str
    hours: str
    shift: str
    ground: str
    is_exercise: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """What is chosen, as `scheduler.relief.seats` reads it; a seat's count stands last."""
        in_teams = [seat.code for seat in TEAM_SEATS if seat.team in self.teams]
        counted = [
            f"{code}={self.counts[code]}"
            for code in dict.fromkeys((*in_teams, *self.seats))
            if self.counts.get(code, "1") != "1"
        ]
        return (*self.teams, *self.seats, *counted)


def _typed(form: MultiDict[str, str]) -> TypedDeployment:
    counts = {
        name.removeprefix(COUNT): text.strip() or "1"
        for name, text in form.items()
        if name.startswith(COUNT)
    }
    return TypedDeployment(
        form.get("name", "").strip(),
        tuple(form.getlist("team")),
        tuple(form.getlist("seat")),
        counts,
        tuple(form.getlist("region")),
        form.get("start", "").strip(),
        form.get("criteria", "").strip(),
        form.get("hours", "72").strip(),
        form.get("relieved_after", "8"),
        form.get("ground", LegalGround.NONE.value),
        form.get("exercise") == "yes",
    )


@pages.get("")
@require(Right.SEE_COVERAGE)
def list_page() -> str:
    return _list(_typed(MultiDict()), [])


@pages.post("")
@require(Right.HANDLE_GAPS)
def begin() -> Answer:
    typed = _typed(request.form)
    now, faults = services.clock(), []
    start, criteria = _moment(typed.start), _moment(typed.criteria)
    if (typed.start and start is None) or (typed.criteria and criteria is None):
        faults.append(_("A moment cannot be read. Write it as 14-1-2027 02:10."))
    ground = next((one for one in LegalGround if one.value == typed.ground), LegalGround.NONE)
    order = ReliefOrder(
        typed.codes,
        start or now,
        typed_number(typed.hours) or 0,
        typed_number(typed.shift) or 0,
        ground,
        typed.regions,
    )
    if faults:
        return _list(typed, faults), 422
    if not reach().is_all:
        order = _within_reach(order, typed)
    asked = NewDeployment(order, typed.name, criteria, typed.is_exercise)
    try:
        made, _roster = begin_deployment(services.store, asked, current_username(), now, SECONDS)
    except InputError as error:
        return _list(typed, _said(error.faults)), 422
    except Refused as refused:
        return _list(typed, _said(refused.reasons)), 422
    flash(_("The relief roster is made. Nobody was asked yet."))
    return redirect(url_for(".page", number=made.id))


def _within_reach(order: ReliefOrder, typed: TypedDeployment) -> ReliefOrder:
    """The order of somebody whose rights hold for some regions: of their people and posts."""
    if any(code not in SEAT_BY_CODE and code not in shown_posts() for code in typed.seats):
        abort(404)
    mine = tuple(sorted(reach().regions or ()))
    return replace(order, regions=order.regions or mine)


def _moment(text: str) -> datetime | None:
    """A moment of the local clock as programs write it, UTC; None: it is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.replace(tzinfo=read.tzinfo or ZONE).astimezone(ZONE)


def _list(typed: TypedDeployment, wrong: list[str]) -> str:
    now, speech = services.clock(), current_language()
    inputs = seen(now).facts.inputs
    posts = [p for p in inputs.posts.values() if p.kind is not PostKind.OPEN_CALL]
    teams = [
        (
            team,
            _bilingual(TEAMS[team]),
            [
                (seat.code, _bilingual(seat.name), seat.article)
                for seat in TEAM_SEATS
                if seat.team == team
            ],
        )
        for team in TEAMS
    ]
    return render_template(
        "relief/list.html",
        found=list_deployments(services.store, now, speech, reach()),
        typed=typed,
        wrong=wrong,
        teams=teams,
        posts=[(post.id, post.name) for post in posts],
        regions=sorted({region for post in inputs.posts.values() for region in post.regions}),
        grounds=[(one.value, _(GROUND_WORDS[one])) for one in LegalGround],
    )


def _bilingual(text: object) -> str:
    return str(getattr(text, current_language().code, "") or getattr(text, "en", ""))


@pages.get("/<int:number>")
@require(Right.SEE_COVERAGE)
def page(number: int) -> Answer:
    try:
        view = view_of(services.store, number, services.clock(), current_language())
    except Refused as refused:
        return render_template(
            "trouble.html", title=_("There is nothing here"), lines=_said(refused.reasons)
        ), 404
    demands = _demands(view.deployment)
    return render_template("relief/page.html", view=view, demands=demands, Status=ReliefStatus)


@dataclass(frozen=True, slots=True)
class ReliefDemand:
    """More people at a post that goes on beside a deployment.

    Parameters
    ----------
    number
        Of its row in the records.
    times
        When it holds, in the time of the deployment.
    """

    number: int
    post: str
    required: int
    times: tuple[tuple[datetime, datetime], ...]
    reason: str


def _demands(deployment: Deployment) -> list[ReliefDemand]:
    """What relief asks of posts within reach while a deployment lasts."""
    if deployment.is_exercise or deployment.over_at <= deployment.start:
        return []
    names = {post.id: post.name for post in rostered_posts(services.store)}
    if not reach().is_all:
        names = {code: name for code, name in names.items() if code in shown_posts()}
    rows = demand_rows(services.store, deployment.start, deployment.over_at)
    return [
        ReliefDemand(row.number, names[one.post], one.required, row.times, one.reason)
        for row in rows
        for one in [row.demand]
        if one.source is DemandSource.RELIEF and one.post in names
    ]


@pages.get("/<int:number>/open")
@require(Right.HANDLE_GAPS)
def open_page(number: int) -> Answer:
    now, speech = services.clock(), current_language()
    try:
        view = view_of(services.store, number, now, speech)
        made = why_open(services.store, number, now, SECONDS / 2)
    except (Refused, InputError) as error:
        faults = error.reasons if isinstance(error, Refused) else error.faults
        return render_template(
            "trouble.html", title=_("There is nothing here"), lines=_said(faults)
        ), 404
    people = made.problem.person_by_id if made else {}
    could = [
        (people[duty.person].name, seat_name(shift.seat, {}, speech), shift)
        for duty in (made.roster.duties if made else ())
        for shift in [made.shifts[duty.shift]]  # type: ignore[union-attr]
    ]
    found = [
        (
            seat,
            when,
            [
                (
                    people[one.person].name,
                    speech.say(one.reason),
                    " ".join(filter(None, (one.rule, speech.article(one.article)))),
                    speech.say(one.frees),
                )
                for one in shift.reasons
            ],
        )
        for shift, seat, when in (open_lines(made, speech) if made else ())
    ]
    return render_template("relief/open.html", view=view, could=could, found=found)


@pages.post("/<int:number>/ask")
@require(Right.HANDLE_GAPS)
def ask(number: int) -> Answer:
    try:
        done = ask_everybody(
            services.store, services.settings, number, current_username(), services.clock()
        )
    except Refused as refused:
        return _refused(number, refused)
    text = ngettext("{count} duty was asked for.", "{count} duties were asked for.", done.asked)
    flash(text.format(count=done.asked))
    if done.out_of_reach:
        names = ", ".join(done.out_of_reach)
        flash(_("No message can reach: {names}. Call them.").format(names=names), "error")
    return redirect(url_for(".page", number=number))


@pages.post("/<int:number>/fill")
@require(Right.HANDLE_GAPS)
def fill(number: int) -> Answer:
    try:
        made = fill_open(services.store, number, current_username(), services.clock(), SECONDS)
    except Refused as refused:
        return _refused(number, refused)
    count = len(made.roster.duties) if made else 0
    text = ngettext("{count} duty was added.", "{count} duties were added.", count)
    flash(text.format(count=count))
    return redirect(url_for(".page", number=number))


@pages.post("/<int:number>/extend")
@require(Right.HANDLE_GAPS)
def extend_page(number: int) -> Answer:
    hours = typed_number(request.form.get("hours", "").strip()) or 0
    try:
        extend(services.store, number, hours, current_username(), services.clock(), SECONDS)
    except Refused as refused:
        return _refused(number, refused)
    flash(_("The deployment goes on {hours} hours longer.").format(hours=hours))
    return redirect(url_for(".page", number=number))


@pages.post("/<int:number>/shrink")
@require(Right.HANDLE_GAPS)
def shrink_page(number: int) -> Answer:
    known = {*SEAT_BY_CODE, *services.coverage.snapshot(services.clock()).facts.inputs.posts}
    counts = {
        code: count
        for name, text in request.form.items()
        if name.startswith(COUNT)
        and (code := name.removeprefix(COUNT)) in known
        and (count := typed_number(text.strip())) is not None
    }
    try:
        shrink(
            services.store,
            services.settings,
            number,
            counts,
            current_username(),
            services.clock(),
        )
    except Refused as refused:
        return _refused(number, refused)
    flash(_("The seats are asked for as they stand here now."))
    return redirect(url_for(".page", number=number))


@pages.post("/<int:number>/end")
@require(Right.HANDLE_GAPS)
def end(number: int) -> Answer:
    try:
        end_deployment(
            services.store, services.settings, number, current_username(), services.clock()
        )
    except Refused as refused:
        return _refused(number, refused)
    flash(_("The deployment is over."))
    return redirect(url_for(".page", number=number))


@pages.post("/<int:number>/duties/<int:duty>")
@require(Right.HANDLE_GAPS)
def note_answer(number: int, duty: int) -> Answer:
    """Somebody said by telephone that they come, or that they do not."""
    comes = request.form.get("comes") == "yes"
    if not is_of_deployment(services.store, duty, number):
        abort(404)
    try:
        answer(
            services.store,
            duty,
            services.clock(),
            current_language(),
            comes=comes,
            who=current_username(),
        )
    except Refused as refused:
        return _refused(number, refused)
    return redirect(url_for(".page", number=number))


def _refused(number: int, refused: Refused) -> WerkzeugResponse:
    for line in _said(refused.reasons):
        flash(line, "error")
    return redirect(url_for(".page", number=number))


def _said(faults: Sequence[Fault]) -> list[str]:
    return [str(one) for one in error_messages(faults)]
