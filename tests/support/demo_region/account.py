"""What the boards of the demonstration decided to be told of."""

from __future__ import annotations

from datetime import date

from data.demo.sheets import Row, row

_BOARD = "bestuurssecretaris@vr.example"
_BUREAU = "hoofd.veiligheidsbureau@vr.example"
_BOTH = f"{_BOARD};{_BUREAU}"
_FROM = date(2026, 1, 5)  #: a year before the period: its quarters are made up at once
_LATELY = date(2026, 12, 7)  #: of what is reported each month: the last one at once
_ROOM, _PEOPLE, _READY = "Meldkamer", "Vakbekwaamheid", "Paraatheid"
_AGENDA, _PLAN = date(2025, 11, 27), date(2025, 9, 25)


def account_lines() -> list[Row]:
    """A row for each line, as a planner would have typed it."""
    return [
        _line("caco-bezet", _ROOM, "filled_minutes", "Elke minuut een CaCo", _BOTH),
        _line("caco-maand", _ROOM, "filled_minutes", "Elke maand gevolgd", _BUREAU, often="month"),
        _line("open-oorzaak", _ROOM, "open_minutes", "Elk gat met zijn oorzaak", _BOTH),
        _line("op-tijd-bezet", _ROOM, "filled_in_time", "Meld ook wat goed gaat", _BOTH, goal=90),
        _line("tijd-tot-bezet", _ROOM, "time_to_fill", "Binnen een dag bezet", _BUREAU, goal=24),
        _line("alarmering", _READY, "call_out_minutes", "Volg 2, 5 en 30 minuten", _BOTH, goal=80),
        _line("vrije-instroom", _READY, "chance_of_nobody", "Zekerheid voor de IC in het BT", _BOTH,
              goal=5, regions="FL"),
        _line("bekwaam", _PEOPLE, "competent", "Overzicht van iedereen", _BOTH, goal=95),
        _line("verlopen", _PEOPLE, "lapses", "Niemand verloopt ongezien", _BUREAU),
        _line("onderdelen", _PEOPLE, "parts_tested", "Elk onderdeel elk jaar getest", _BOTH),
        _line("oefenen", _PEOPLE, "exercises", "Elk jaar een systeemtest", _BOTH, often="year"),
        _line("acties", "Leren en verbeteren", "actions_in_time", "Elke actie op haar dag klaar",
              _BOTH, goal=90),
        _line("een-persoon", _READY, "single_points", "Geen plek hangt aan één persoon", _BUREAU),
        _line("aankondiging", "Goed werkgeverschap", "short_notice", "28 dagen tevoren", _BUREAU),
        _line("gezond", "Goed werkgeverschap", "health_flaws", "Roosters die vol te houden zijn",
              _BUREAU, goal=3),
        _line("verklaringen", _PEOPLE, "declarations", "Op tijd verklaard", _BOTH, goal=100),
        _line("politie-verklaringen", "Partners", "declarations", "Zicht op verklaringen", _BOARD,
              partner="Politie", goal=100),
        _line("politie-acties", "Partners", "actions_in_time", "Zicht op acties van partners",
              _BOARD, partner="Politie", goal=90),
        _line("politie-oefeningen", "Partners", "exercises", "Oefenen met partners", _BOARD,
              partner="Politie"),
        _line("politie", "Partners", "hours_delivered", "Zicht op wat partners leveren", _BOARD,
              partner="Politie"),
    ]  # fmt: skip


def _line(
    code: str, theme: str, indicator: str, decision: str, readers: str, goal: float | None = None,
    often: str = "quarter", regions: str | None = None, partner: str | None = None,
) -> Row:  # fmt: skip
    return row(
        id=code,
        theme=theme,
        indicator=indicator,
        frequency=often,
        readers=readers,
        regions=regions,
        partner=partner,
        goal=goal,
        decision=decision,
        decided_on=_AGENDA if often == "quarter" else _PLAN,
        start=_FROM if often != "month" else _LATELY,
    )
