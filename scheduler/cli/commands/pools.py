"""``caco pools``: how many people each function will have, and which seats hang on one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.errors import Fault, Refused
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import console, escape, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.person_loss import LossReport
    from scheduler.cli.session import StoreSession
    from scheduler.workforce.forecast import Pools


def pools(
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="PERSON",
            help="Work out now what stays open without somebody; more than once for more people.",
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help="Of the posts and people of a region alone; more than once for more regions.",
        ),
    ] = None,
    months: Annotated[
        int, typer.Option("--months", metavar="N", min=1, max=60, help="Months to look ahead.")
    ] = 24,
    renew: Annotated[
        bool,
        typer.Option(
            "--renew", help="Work out anew what stays open without each person, and keep it."
        ),
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show how many people each function will have, and which seats hang on one person.

    Month by month against the least by law, what is bearable, and today; why, and when recruiting
    has to begin.
    """
    from scheduler.accounts.regions import posts_within
    from scheduler.workforce.forecast import forecast_pools
    from scheduler.workforce.single_points import read_losses

    speech = speech_of(lang)
    with store_session() as at:
        within = _within(at, region or ())
        found = forecast_pools(at.store, at.now, months, within)
        if without or renew:
            report: LossReport | None = _worked_out(at, without, speech)
            is_stale = False
        else:
            kept = read_losses(at.store, at.now)
            report = None if kept is None else kept.report
            is_stale = kept is not None and kept.is_stale
        if report is not None and not within.is_all:
            report = report.of_posts(posts_within(at.store, within))
    if as_json:
        print_json(
            {
                "forecasts": found.forecasts,
                "by_region": found.by_region,
                "losses": report,
                "losses_are_stale": is_stale,
            }
        )
        return
    _show_forecasts(found, speech)
    _show_regions(found, speech)
    _show_losses(report, found, speech, is_stale=is_stale)


def _within(at: StoreSession, codes: Collection[str]) -> Reach:
    from data.model.account import EVERYWHERE, Reach
    from data.tables.faults import nearest, shown
    from scheduler.accounts.account_queries import list_regions

    known = list_regions(at.store)
    wrong = [
        Fault(f"there is no region {shown(one)}", nearest(one, known))
        for one in codes
        if one not in known
    ]
    if wrong:
        raise Refused(wrong)
    return Reach(frozenset(codes)) if codes else EVERYWHERE


def _worked_out(at: StoreSession, without: Collection[str] | None, speech: Language) -> LossReport:
    from scheduler.workforce.single_points import renew_losses, work_out_losses

    with console(stderr=True).status("") as status:

        def tell(done: int, count: int) -> bool:
            text = speech.gettext("{done} of {count} worked out")
            status.update(text.format(done=done, count=count))
            return True

        if without:
            return work_out_losses(at.store, at.now, without, tell=tell)
        return renew_losses(at.store, at.now, tell)


def _show_forecasts(found: Pools, speech: Language) -> None:
    from data.model.pool_forecast import Outlook, PoolLevel
    from scheduler.workforce.pool_words import PoolWords

    say, words = speech.gettext, PoolWords(found, speech)
    for one in found.forecasts:
        show(escape(words.function(one.function)), "bold")
        for text in words.headline(one).sentences:
            show(escape(text))
        headings = (
            say("Level"),
            say("People"),
            *(words.below(outlook) for outlook in Outlook),
        )
        rows = [
            (
                escape(words.level(one.levels, level)),
                str(one.levels.value(level)),
                *(words.first_below(one.first_below(level, outlook)) for outlook in Outlook),
            )
            for level in PoolLevel
        ]
        show(table(headings, rows, right=[say("People")]))
        months = [
            (speech.month(each.first), *(str(each.people(outlook)) for outlook in Outlook))
            for each in one.months
        ]
        show(table((say("Month"), *(words.outlook(outlook) for outlook in Outlook)), months))
        for change in one.changes:
            show(f"  {speech.short_date(change.on)}: {escape(words.change(change))}")
        for shortage in one.shortages:
            show(escape(words.shortage(one, shortage)))
        show("")


def _show_regions(found: Pools, speech: Language) -> None:
    if not found.by_region:
        return
    say = speech.gettext
    known = {(one.function, one.region): one for one in found.by_region}
    rows = []
    for forecast in found.forecasts:
        cells = [known.get((forecast.function, region)) for region in found.regions]
        texts = [
            f"{one.today} ({say('least {count}').format(count=one.law)})" if one else "–"
            for one in cells
        ]
        rows.append((escape(found.functions.get(forecast.function, forecast.function)), *texts))
    show(say("Today, by region"), "bold")
    show(table((say("Function"), *found.regions), rows))


def _show_losses(
    report: LossReport | None, found: Pools, speech: Language, *, is_stale: bool
) -> None:
    from data.tables.period import ZONE
    from scheduler.workforce.pool_words import PoolWords

    say, words = speech.gettext, PoolWords(found, speech)
    show(say("Loss of one person"), "bold")
    if report is None:
        show(say("What stays open without each person was not worked out yet: caco pools --renew"))
        return
    when = say("Worked out on {moment} over {first} – {last}.").format(
        moment=speech.moment(report.made_at, ZONE),
        first=speech.short_date(report.first),
        last=speech.short_date(report.last),
    )
    show(when)
    if report.ends:
        show(escape(words.ends(report)))
    if is_stale:
        show(say("Rosters or records changed since: caco pools --renew"), "yellow")
    for weeks in report.lengths:
        show(f"{words.gone(weeks)}: {words.verdict(report, weeks)}")
        for loss in report.missed(weeks):
            show(f"  {escape(words.name(loss.person))}: {words.loss(loss)}")
            for line in words.seats(loss):
                show(f"    {escape(line)}", "dim")
