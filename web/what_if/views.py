"""The pages ``/what-if``: scenarios, what each changes, and some of them side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from data.files.scenario_file import as_plain, read_scenarios
from data.model.account import Right
from data.model.errors import Fault, InputError, Place, Refused
from data.model.job import JobStatus
from data.model.post import PostKind
from data.model.scenario import MOST_COMPARED, PRODUCTIVE_HOURS, Scenario
from data.model.scenario_change import KINDS
from data.tables.period import ZONE
from scheduler.workforce import scenario_jobs as jobs
from scheduler.workforce.scenario_answer import comparison_answer
from scheduler.workforce.scenario_book import comparison_book
from scheduler.workforce.scenario_words import (
    change_lines,
    comparison_rows,
    kind_word,
    team_line,
)
from scheduler.workforce.scenarios import check, choices
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, current_language
from web.shared.errors import error_messages
from web.shared.responses import file_answer
from web.what_if.charts import comparison_charts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.post import Post
    from data.model.scenario_run import ScenarioRun
    from scheduler.workforce.scenario_jobs import ShownRun

    Answer = WerkzeugResponse | str | tuple[str, int]

SECONDS = {0: "", 30: "30 s", 60: "1 min", 180: "3 min", 600: "10 min"}  #: for each roster
USUAL_SECONDS = 60
RUN = "/runs/<string(length=8):name>"
_LISTS = ("posts", "functions", "regions", "people")
_NUMBERS = ("count", "hours", "from_week", "until_week")
_DAYS = ("from", "until")
_TEXTS = ("post", "pattern", "into", "name", "function", *_DAYS)
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

pages = Blueprint("what_if", __name__, url_prefix="/what-if")


@pages.context_processor
def words() -> dict[str, object]:
    return {"kind_word": lambda kind: kind_word(kind, current_language()), "PostKind": PostKind}


@pages.get("")
@require(Right.SEE_SCENARIOS)
def list_page() -> str:
    return _list([], [])


@pages.post("")
@require(Right.PLAN)
def begin() -> Answer:
    """Make a scenario that changes nothing yet."""
    try:
        made = _read({"name": request.form.get("name", "").strip()})
        number = jobs.save(services.store, made, current_username(), services.clock())
    except InputError as error:
        return _list(_said(error), []), 422
    except Refused as refused:
        return _list(_said(refused), []), 422
    return redirect(url_for(".page", number=number))


@pages.post("/compare")
@require(Right.PLAN)
def compare() -> Answer:
    numbers = [int(one) for one in request.form.getlist("scenario") if one.isdecimal()]
    seconds = request.form.get("seconds", "")
    kept = {one.id: one.scenario for one in jobs.list_scenarios(services.store)}
    chosen = [kept[one] for one in dict.fromkeys(numbers) if one in kept]
    limit = int(seconds) if seconds.isdecimal() and int(seconds) in SECONDS else USUAL_SECONDS
    try:
        run = jobs.ask(services.store, chosen, limit, current_username(), services.clock())
    except Refused as refused:
        return _list(_said(refused), numbers), 422
    return redirect(url_for(".run_page", name=run.id))


def _list(wrong: list[str], chosen: list[int]) -> str:
    kept = jobs.list_scenarios(services.store)
    names = choices(services.store).names_in(one.scenario for one in kept)
    return render_template(
        "what_if/list.html",
        scenarios=[(one, _lines(one.scenario, names)) for one in kept],
        runs=jobs.list_runs(services.store),
        wrong=wrong,
        chosen=chosen,
        seconds=SECONDS,
        usual=USUAL_SECONDS,
        most=MOST_COMPARED,
        status_word=status_word,
    )


@pages.get("/<int:number>")
@require(Right.SEE_SCENARIOS)
def page(number: int) -> str:
    return _page(number, [])


@pages.post("/<int:number>")
@require(Right.PLAN)
def change(number: int) -> Answer:
    """Change what a scenario is called and counted with."""
    form = request.form
    prices = {name: _number(form.get(name, "")) for name in ("work", "on_call")}
    given = {
        "name": form.get("name", "").strip(),
        "productive_hours": _number(form.get("productive_hours", "")) or PRODUCTIVE_HOURS,
        "prices": {name: price for name, price in prices.items() if price is not None},
        "first": form.get("first", "").strip() or None,
        "posts": form.getlist("posts"),
        "lapses": form.get("lapses") == "yes",
    }
    return _changed(number, given)


@pages.post("/<int:number>/changes")
@require(Right.PLAN)
def add_change(number: int) -> Answer:
    before, form = _plain(number), request.form
    if any(form.get(day, "").strip() and form.get(f"{day}_week", "").strip() for day in _DAYS):
        twice = Fault("both a week and a date are given", "Leave one of them out")
        return _page(number, _said(Refused([twice])), form), 422
    return _changed(number, {"change": [*before.get("change", []), _typed_change(form)]})


@pages.post("/<int:number>/changes/<int:at>/remove")
@require(Right.PLAN)
def remove_change(number: int, at: int) -> Answer:
    left = _plain(number).get("change", [])
    if not 1 <= at <= len(left):
        abort(404)
    return _changed(number, {"change": [*left[: at - 1], *left[at:]]})


@pages.post("/<int:number>/copy")
@require(Right.PLAN)
def copy(number: int) -> Answer:
    original = _kept(number).scenario
    name = _("{name}, copy").format(name=original.name)
    try:
        made = jobs.save(
            services.store, replace(original, name=name), current_username(), services.clock()
        )
    except Refused as refused:
        return _page(number, _said(refused)), 422
    return redirect(url_for(".page", number=made))


@pages.post("/<int:number>/remove")
@require(Right.PLAN)
def remove(number: int) -> Answer:
    _kept(number)
    gone = jobs.remove(services.store, number, current_username(), services.clock())
    flash(_("Removed: {name}").format(name=gone.scenario.name))
    return redirect(url_for(".list_page"))


@pages.get(RUN)
@require(Right.SEE_SCENARIOS)
def run_page(name: str) -> str:
    shown = _run(name)
    part = "what_if/live.html" if request.headers.get("HX-Request") else "what_if/run.html"
    return render_template(part, **_run_view(shown))


@pages.post(f"{RUN}/cancel")
@require(Right.PLAN)
def cancel(name: str) -> WerkzeugResponse:
    _run(name)
    try:
        jobs.cancel(services.store, name, current_username(), services.clock())
    except Refused as refused:
        flash(" ".join(_said(refused)))
    return redirect(url_for(".run_page", name=name))


@pages.post(f"{RUN}/take-over")
@require(Right.PLAN)
def another_worker(name: str) -> WerkzeugResponse:
    """Let another machine do what a silent one was at work on."""
    shown = _run(name)
    if shown.is_silent and shown.run.machine:
        jobs.take_over(services.store, shown.run.machine, services.clock())
    return redirect(url_for(".run_page", name=name))


@pages.get(f"{RUN}.xlsx")
@require(Right.SEE_SCENARIOS)
def workbook(name: str) -> Response:
    run = _run(name).run
    if not run.figures:
        abort(404)
    names = choices(services.store).names_in(run.scenarios)
    made = run.ended_at or run.asked_at
    book = comparison_book(run.scenarios, run.figures, names, made, current_language())
    return file_answer(book, f"scenarios-{run.id}.xlsx", _EXCEL)


def status_word(run: ScenarioRun) -> str:
    """How far a comparison is."""
    return {
        JobStatus.QUEUED: _("waits"),
        JobStatus.RUNNING: _("searching"),
        JobStatus.STOPPING: _("stopping"),
        JobStatus.DONE: _("finished"),
        JobStatus.FAILED: _("failed"),
        JobStatus.CANCELLED: _("cancelled"),
    }[run.status]


def _run_view(shown: ShownRun) -> dict[str, object]:
    run, speech = shown.run, current_language()
    names = choices(services.store).names_in(run.scenarios)
    first = run.figures[0].first if run.figures else None
    return {
        "run": run,
        "shown": shown,
        "rows": comparison_rows(run.figures, speech) if run.figures else [],
        "answer": comparison_answer(run.figures, speech) if run.figures else [],
        "charts": comparison_charts(run.figures) if run.figures else [],
        "changes": [_lines(one, names, first) for one in run.scenarios],
        "teams": [[team_line(team, names, speech) for team in one.teams] for one in run.figures],
        "status": status_word(run),
        "message": speech.say(run.message) if run.message else "",
    }


def _page(number: int, wrong: list[str], typed: MultiDict[str, str] | None = None) -> str:
    one, today = _kept(number), choices(services.store)
    found = today.with_posts_of(one.scenario)
    open_calls = [post for post in found.posts if post.kind is PostKind.OPEN_CALL]
    desks = [post for post in found.posts if post.kind is not PostKind.OPEN_CALL]
    several = [post for post in desks if len(post.regions) > 1]
    nothing_typed: MultiDict[str, str] = MultiDict()
    return render_template(
        "what_if/scenario.html",
        kept=one,
        lines=_lines(one.scenario, found.names_in([one.scenario])) if one.scenario.changes else [],
        found=found,
        posts_of_today=_named(today.posts),
        desks=_named(desks),
        called=_named(open_calls),
        several=_named(several),
        all_posts=_named(found.posts),
        patterns=[(code, code) for code in found.patterns],
        kinds=list(KINDS),
        idle_kinds=[
            kind for kind, posts in (("split", several), ("on_call", open_calls)) if not posts
        ],
        usual_hours=PRODUCTIVE_HOURS,
        wrong=wrong,
        typed=typed or nothing_typed,
        nothing_typed=nothing_typed,
    )


def _named(posts: Iterable[Post]) -> list[tuple[str, str]]:
    return [(post.id, post.name) for post in posts]


def _changed(number: int, given: Mapping[str, Any]) -> Answer:
    """Change some of a scenario, if all of it then fits the records."""
    try:
        made = _read({**_plain(number), **given})
        check(services.store, made, services.clock())
        jobs.save(services.store, made, current_username(), services.clock(), number)
    except InputError as error:
        return _page(number, _said(error), request.form), 422
    except Refused as refused:
        return _page(number, _said(refused), request.form), 422
    return redirect(url_for(".page", number=number))


def _kept(number: int) -> Any:  # noqa: ANN401 - KeptScenario, or no answer
    try:
        return jobs.read_scenario(services.store, number)
    except Refused:
        abort(404)


def _run(name: str) -> ShownRun:
    try:
        return jobs.read_run(services.store, name, services.clock())
    except Refused:
        abort(404)


def _plain(number: int) -> dict[str, Any]:
    return as_plain(_kept(number).scenario)


def _read(values: Mapping[str, Any]) -> Scenario:
    """A scenario from plain values, judged as that of a file is."""
    return read_scenarios(json.dumps({"scenario": [values]}), "")[0]


def _typed_change(form: MultiDict[str, str]) -> dict[str, Any]:
    """What was filled in for one change; an empty field is left out.

    The function of those who leave says nothing by itself: the field always holds one.
    """
    kind = form.get("kind", "")
    found: dict[str, Any] = {"kind": kind}
    for name in form:
        if name in _LISTS:
            found[name] = form.getlist(name)
        elif name in _NUMBERS and form[name].strip():
            found[name] = _number(form[name])
        elif name in _TEXTS and form[name].strip():
            found[name] = form[name].strip()
    if kind == "remove" and "count" not in found:
        found.pop("function", None)
    if kind == "absence":
        found["rate"] = (_number(form.get("percent", "")) or 0) / 100
    return found


def _number(text: str) -> float | int | None:
    """What somebody typed as a number; None: nothing, or no number."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return int(value) if value == int(value) else value


def _lines(scenario: Scenario, names: Mapping[str, str], first: date | None = None) -> list[str]:
    today = services.clock().astimezone(ZONE).date()
    return change_lines(scenario, first or scenario.begins(today), names, current_language())


def _said(error: InputError | Refused) -> list[str]:
    """What is wrong; where in a file it would stand is of no use here."""
    faults = error.faults if isinstance(error, InputError) else error.reasons
    return [str(one) for one in error_messages(replace(one, place=Place()) for one in faults)]
