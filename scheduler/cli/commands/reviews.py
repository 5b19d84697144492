"""``caco reviews``: by when rules, patterns and the like are looked at once more, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.i18n.sheet_words import choice_word
from data.model.review import ReviewState
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.i18n.language import Language
    from data.model.review import Review
    from scheduler.improvement.reviews import ReviewedThing

_NEAR = (ReviewState.OVERDUE, ReviewState.SOON)


def reviews(
    due: Annotated[
        bool, typer.Option("--due", help="Only what is overdue or due within a month.")
    ] = False,
    done: Annotated[bool, typer.Option("--done", help="What was reviewed instead.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show by when rules, patterns and the like are reviewed, by whom, and what came of it."""
    from scheduler.improvement.reviews import reviewed_things

    speech = speech_of(lang)
    with store_session() as at:
        found = reviewed_things(at.store, speech, at.now.astimezone(ZONE).date())
    wanted = [
        one
        for one in found
        if (one.file.done if done else one.file.next) and (one.state in _NEAR or not due)
    ]
    if as_json:
        print_json([facts(one) for one in wanted])
    elif done:
        _show_done(wanted, speech)
    else:
        _show_next(wanted, speech)


def _show_next(found: Sequence[ReviewedThing], speech: Language) -> None:
    say = speech.gettext
    if not found:
        show(say("No day is set on which anything is reviewed, or none of them is near."))
        return
    rows = []
    for one in found:
        assert one.file.next is not None
        day, last = speech.short_date(one.file.next.due), one.file.last
        rows.append(
            (
                *_named(one, speech),
                coloured(day, "red") if one.state is ReviewState.OVERDUE else day,
                escape(one.file.next.reviewer or "–"),
                speech.short_date(last.done_on) if last and last.done_on else "–",
            )
        )
    heads = (say("Kind"), say("What"), say("To be reviewed by"), say("Reviewer"))
    show(table((*heads, say("Last reviewed")), rows))


def _show_done(found: Iterable[ReviewedThing], speech: Language) -> None:
    say = speech.gettext
    rows = [
        (
            *_named(one, speech),
            speech.short_date(review.done_on or review.due),
            escape(review.reviewer),
            escape(review.outcome),
        )
        for one in found
        for review in one.file.done
    ]
    heads = (say("Kind"), say("What"), say("Reviewed on"), say("By"), say("Outcome"))
    show(table(heads, rows))


def _named(one: ReviewedThing, speech: Language) -> tuple[str, str]:
    return choice_word(one.file.subject.value, speech), escape(one.name)


def facts(one: ReviewedThing) -> Any:  # noqa: ANN401 - JSON
    """One thing with its reviews, for programs."""
    return {
        "subject": one.file.subject.value,
        "code": one.file.code,
        "name": one.name,
        "is_there": one.is_there,
        "state": one.state.value,
        "next": _facts_of(one.file.next) if one.file.next else None,
        "done": [_facts_of(review) for review in one.file.done],
    }


def _facts_of(one: Review) -> Any:  # noqa: ANN401 - JSON
    done_on = one.done_on.isoformat() if one.done_on else None
    return {
        "due": one.due.isoformat(),
        "reviewer": one.reviewer,
        "done_on": done_on,
        "outcome": one.outcome,
    }
