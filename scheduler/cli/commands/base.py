"""``caco base``: base rosters, the cycles that teams live by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from data.model.quality import POINT
from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    Preset,
    Seed,
    TimeLimit,
    WeightOptions,
    local_today,
    parse_date,
    speech_of,
    weights_asked,
)
from scheduler.cli.output import coloured, escape, plain, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from rich.table import Table

    from data.i18n.language import Language
    from data.i18n.quality_words import QualityWords
    from data.model.designed_cycle import DesignedCycle
    from scheduler.planning.base_design import DesignTask

app = typer.Typer(help="Base rosters: the cycles that teams live by.", no_args_is_help=True)

#: Of shifts, in the order in which they begin on a day.
_COLOURS = ("yellow", "cyan", "magenta", "green", "blue", "red")
_FREE = "·"
_A_MONDAY = date(2024, 1, 1)


@app.command()
def design(
    post: Annotated[str, typer.Option("--post", metavar="POST", help="Id of a post at the desk.")],
    members: Annotated[
        int | None,
        typer.Option(
            "--members",
            metavar="N",
            min=1,
            help="People in the team; default those who may fill the post and have a contract.",
        ),
    ] = None,
    hours: Annotated[
        float | None,
        typer.Option(
            "--hours",
            metavar="H",
            help="Contract hours a week of each, on average; default those of that team.",
        ),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option(
            "--weeks", metavar="N", min=1, help="Weeks in the cycle; default as few as fit."
        ),
    ] = None,
    alternatives: Annotated[
        int, typer.Option("--alternatives", metavar="N", min=1, max=9, help="How many to show.")
    ] = 3,
    first: First = None,
    time_limit: TimeLimit = 30,
    preset: Preset = None,
    weight: WeightOptions = None,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="CODE", help="Keep one as a base roster of this name."),
    ] = None,
    choice: Annotated[
        int,
        typer.Option("--choice", metavar="N", min=1, help="Which one is kept; default the best."),
    ] = 1,
    seed: Seed = 0,
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Design the cycle of a team: legal when it goes on and on, full, and healthy.

    Demand is that of the post's pattern. All work the same cycle, and each begins in another week
    of it. Flaws cost what they cost in a plan; --weight and --preset change that.
    """
    from data.model.errors import Fault, Refused
    from scheduler.planning.base_design import (
        DesignRequest,
        keep_cycle,
        prepare_design,
        refuse_known_code,
        run_design,
    )
    from scheduler.planning.quality_weights import last_weights_used

    speech = speech_of(lang)
    say = speech.gettext
    today = local_today()
    day = parse_date(first) if first else today + timedelta(days=7 - today.weekday())
    with store_session(by) as at:
        weights = weights_asked(last_weights_used(at.store), preset, weight, None)
        request = DesignRequest(post, day, members, hours, weeks, weights)
        task = prepare_design(at.store, request)
        if keep is not None:
            refuse_known_code(at.store, keep)  # before the search, not after it
        found = run_design(task, time_limit, alternatives, seed=seed)
        if not found:
            raise Refused(
                [Fault("no cycle was found in this time", "Give it more time: --time-limit")]
            )
        if as_json:
            print_json(design_facts(task, found))
        else:
            _show_all(task, found, speech)
        if keep is None:
            return
        if choice > len(found):
            raise Refused([Fault(f"there is no alternative {choice}", f"Choose 1 to {len(found)}")])
        count = keep_cycle(at.store, task, found[choice - 1].weeks, keep, at.who, at.now)
    if not as_json:
        text = say("Alternative {number} is kept as base roster {code}; {count} people follow it.")
        typer.echo(text.format(number=choice, code=keep, count=count))


def design_facts(task: DesignTask, found: tuple[DesignedCycle, ...]) -> dict[str, object]:
    """What was asked and what came of it, for programs."""
    return {
        "post": task.post.id,
        "from": task.request.first.isoformat(),
        "people": task.people,
        "hours": task.hours,
        "weeks": task.weeks,
        "team": list(task.team),
        "alternatives": [
            {
                **plain(cycle),
                "hours_per_week": round(cycle.hours_per_week, 2),
                "hours_by_week": [round(minutes / 60, 2) for minutes in cycle.minutes],
            }
            for cycle in found
        ],
    }


def _show_all(task: DesignTask, found: tuple[DesignedCycle, ...], speech: Language) -> None:
    from scheduler.planning.derived_data import sentences_of
    from scheduler.planning.quality_weights import quality_words

    say = speech.gettext
    sentences = sentences_of(task.problem.ruleset)[speech.code]
    words = quality_words(task.request.weights, speech, sentences)
    text = say(
        "{post}: {people} people of {hours} hours a week, in a cycle of {weeks} weeks from {first}"
    )
    said = text.format(
        post=task.post.name,
        people=task.people,
        hours=_number(task.hours, speech),
        weeks=task.weeks,
        first=speech.day(task.request.first),
    )
    show(escape(said))
    for number, cycle in enumerate(found, start=1):
        show("")
        show(coloured(say("Alternative {number}").format(number=number), "bold"))
        show(cycle_table(cycle, speech))
        for line in cycle_lines(cycle, speech, words):
            show(escape(line))


def weekdays(speech: Language) -> list[str]:
    """The names of the days of the week, from Monday."""
    return [speech.weekday(_A_MONDAY + timedelta(days=day)) for day in range(7)]


def cycle_table(cycle: DesignedCycle, speech: Language) -> Table:
    """A row a week, a column a day, and the hours of the week."""
    say = speech.gettext
    names = list(dict.fromkeys(name for name in cycle.days if name))
    colours = dict(zip(sorted(names), _COLOURS * len(names), strict=False))
    days = weekdays(speech)
    hours = say("Hours")
    rows = [
        (
            str(number),
            *(coloured(escape(name), colours[name]) if name else _FREE for name in week),
            _number(minutes / 60, speech),
        )
        for number, (week, minutes) in enumerate(
            zip(cycle.weeks, cycle.minutes, strict=True), start=1
        )
    ]
    return table((say("Week"), *days, hours), rows, right=(hours,), indent=2)


def _number(hours: float, speech: Language) -> str:
    return speech.number(hours, 0 if hours == int(hours) else 1)


def cycle_lines(cycle: DesignedCycle, speech: Language, words: QualityWords) -> list[str]:
    """What a cycle is worth, a line each."""
    say = speech.gettext
    text = say("{hours} hours a week; {free} of {weeks} weekends free")
    lines = [
        text.format(
            hours=_number(cycle.hours_per_week, speech),
            free=cycle.free_weekends,
            weeks=len(cycle.weeks),
        )
    ]
    if cycle.open_shifts:
        days = weekdays(speech)
        shifts = ", ".join(f"{days[one.weekday]} {one.name}" for one in cycle.open_shifts)
        lines.append(say("Open each turn of the cycle: {shifts}").format(shifts=shifts))
    else:
        lines.append(say("All shifts are filled"))
    lines.append(
        say("Score: {points}").format(points=words.in_points(POINT * cycle.points))
        + (f" ({say('proven: none is better')})" if cycle.is_best else "")
    )
    lines += [
        f"  {words.rule(score.rule)}: {score.count} ({words.in_points(POINT * score.points)})"
        for score in cycle.scores
    ]
    if cycle.exceptions:
        text = say("Only in weeks in which the clock changes: {rules}")
        rules = ", ".join(sorted({one.rule for one in cycle.exceptions}))
        lines.append(text.format(rules=rules))
    return lines
