"""``caco partners``: who employs people here, and how far each is with its declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from scheduler.partners.overview import PartnersOverview


def partners(as_json: AsJson = False, lang: Lang = None) -> None:
    """Show the partners, and how far each is with the declarations that it was asked for."""
    from scheduler.partners.overview import partners_overview, state_word

    with store_session() as at:
        found = partners_overview(at.store, at.now)
    if as_json:
        print_json(facts(found))
        return
    speech = speech_of(lang)
    say = speech.gettext
    rows = [
        (
            escape(one.partner.name),
            escape(one.partner.mail or "–"),
            str(one.people),
            state_word(one.state, speech) if one.state else "–",
            coloured(str(one.waiting), "red") if one.waiting else "0",
            coloured(str(one.refused), "red") if one.refused else "0",
        )
        for one in found.rows
    ]
    counts = (say("People"), say("Waiting"), say("Not given"))
    head = (say("Partner"), say("Mail"), counts[0], say("Declarations"), *counts[1:])
    show(table(head, rows, right=counts))
    for name, count in found.unknown.items():
        text = say("{name} is no partner, and employs {count}.")
        show(escape(text.format(name=name, count=count)))


def facts(found: PartnersOverview) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs."""
    return {
        "partners": [
            {
                "id": one.partner.id,
                "name": one.partner.name,
                "kind": one.partner.kind.value,
                "people": one.people,
                "state": one.state.value if one.state else None,
                "waiting": one.waiting,
                "refused": one.refused,
            }
            for one in found.rows
        ],
        "unknown": dict(found.unknown),
    }
