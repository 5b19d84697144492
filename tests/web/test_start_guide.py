"""From an empty store to a signed roster: the guide on the board, the workbook, the checks."""

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from data.model.message import MessageStatus
from data.store import outbox
from data.store.audit import trail
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.notifications.channel_trials import TRIED
from scheduler.planning.drafts import keep_draft
from scheduler.planning.preparation import prepare
from scheduler.settings import Settings
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.support.once import copy_file
from tests.support.originals import EMPTY
from tests.web.conftest import PASSWORD, Visit
from tests.web.test_people_import import send, ticket_in
from web.app import create_app

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FIRST = date(2027, 1, 4)  # more than 28 days later, as the law asks
SECONDS_A_FIELD = 2
NAMES = ("Anna Bas Chris Dirk Esra Finn", "Gijs Hanna Iris Joep Kim Lars")


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "empty.db"
    copy_file(EMPTY.path(), path)
    store = Store(store_url(f"sqlite:///{path}"))
    migrate(store)
    for role in (Role.PLANNER, Role.DUTY_MANAGER):
        name = role.value.capitalize()
        add_account(
            store, NewAccount(role.value, name, frozenset({role}), None, "nl", PASSWORD), "t", NOW
        )
    yield store
    store.close()


def visit(store, role=Role.PLANNER, at=NOW):
    return Visit(create_app(store, Settings(), lambda: at), role)


def step_states(page):
    return re.findall(r'<li class="is-(done|begun|todo)">', page)


@dataclass
class Typist:
    """Fills a template as a person does: cell by cell, below the examples; and counts."""

    book: Any
    fields: int = 0
    rows: dict[str, int] = field(default_factory=dict)

    def row(self, sheet_name, **cells):
        sheet = self.book[sheet_name]
        headings = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[1]}
        number = self.rows.setdefault(sheet_name, sheet.max_row) + 1
        self.rows[sheet_name] = number
        for heading, value in cells.items():
            sheet.cell(number, headings[heading.replace("_", " ")]).value = value
            self.fields += 1

    def saved(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def fill(content, *, without=()):
    """A small region: a desk around the clock, weeks on call, twelve people."""
    typist = Typist(load_workbook(io.BytesIO(content)))
    row = typist.row
    row("Regio's", Code="vr", Naam="Veiligheidsregio Duinrand")
    row("Functies", Code="caco", Naam="Calamiteitencoördinator")
    row("Functies", Code="im", Naam="Informatiemanager")
    caco = {"Code": "mk", "Naam": "CaCo meldkamer", "Functie": "caco", "Regio's": "vr"}
    row("Posten", **caco, Soort="op locatie", Dienstpatroon="3x8")
    copi = {"Code": "copi", "Naam": "IM CoPI", "Functie": "im", "Regio's": "vr"}
    row("Posten", **copi, Soort="Piket", Dienstpatroon="week-fri")
    for number, name in enumerate(" ".join(NAMES).split()):
        code, start = name.lower(), date(2026, 1, 1)
        row("Personen", **{"Code": code, "Naam": f"{name} Visser", "Regio's": "vr"})
        row("Contracten", Persoon=code, Uren_per_week=36 if number < 8 else 24, Vanaf=start)
        function = "caco" if number < 8 else "im"
        row("Vakbekwaamheid", Persoon=code, Functie=function, Vanaf="1-1-2026")
        if "contacts" not in without:
            row("Contactgegevens", Persoon=code, Kanaal="sms", Adres=f"06123456{number:02}")
    if "managers" not in without:
        manager = {"Niveau": 1, "Naam": "Piketleider", "Kanaal": "sms", "Adres": "+31687654321"}
        row("Dienstdoende leidinggevenden", **manager)
    return typist


def imported(planner, content):
    """Through the page: look first, then carry it out."""
    look = send(planner, ("regio.xlsx", content))
    assert look.status_code == 200, re.sub(r"<[^>]+>", " ", look.text)
    done = planner.post("/people/import/now", data={"ticket": ticket_in(look)})
    assert done.status_code == 302


def drafted(store):
    with store.reading() as connection:
        prepared = prepare(connection, FIRST, 4, NOW)
    result = solve_roster(prepared.problem, SolveOptions(3))
    return keep_draft(store, prepared, result, "planner", NOW).head


def signature(page):
    names = ("seen", "kind", "subject", "shown", "answered")
    form = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in names}
    return form | {"reason": ["afgesproken" for _ in form["kind"]]}


def test_an_empty_region_is_no_alarm_but_a_guide_for_who_can_fill_it(store):
    page = visit(store).get("/now").text
    assert "Uw regio in vijf stappen, dan het eerste rooster" in page
    assert 'href="/people/template.xlsx"' in page
    assert step_states(page) == ["todo"] * 7
    assert "is-bad" not in page
    assert "is-gap" not in page
    other = visit(store, Role.DUTY_MANAGER).get("/now").text
    assert "vijf stappen" not in other
    assert "Er is nog niets te bewaken." in other
    assert visit(store, Role.DUTY_MANAGER).get("/start").status_code == 403


def test_each_step_has_its_state_and_a_way_to_carry_it_out(store):
    planner = visit(store)
    for address in re.findall(r'href="(/[^"]+)"', planner.get("/start").text):
        assert planner.get(address).status_code in (200, 302), address
    template = planner.get("/people/template.xlsx").data
    imported(planner, fill(template, without=("contacts", "managers")).saved())
    page = planner.get("/now").text
    assert step_states(page) == ["done", "begun", "done", "todo", "todo", "todo", "todo"]
    assert "12 personen, 12 niet bereikbaar." in page
    assert "Niemand krijgt nog bericht over CaCo meldkamer, IM CoPI." in page
    assert 'href="/plan"' in page
    assert "Er is nog geen rooster ondertekend." in page
    assert 'class="block gap' not in page  # time before a first roster is no alarm
    assert 'class="block not_begun' in page
    assert "gap-card" not in page


@pytest.mark.second
def test_a_newcomer_comes_from_nothing_to_a_signed_roster_with_the_workbook(store):
    planner = visit(store)
    typist = fill(planner.get("/people/template.xlsx").data)
    imported(planner, typist.saved())
    draft = drafted(store)
    path = f"/rosters/{draft.id}/publish"
    page = planner.get(path).text
    assert planner.post(path, data=signature(page)).status_code == 302
    for at in (NOW + timedelta(minutes=5), datetime(2027, 1, 8, 12, tzinfo=UTC)):
        sweep(store, 8, at)
        for role in (Role.PLANNER, Role.DUTY_MANAGER):
            board = visit(store, role, at).get("/now").text
            assert "is-bad" not in board
            assert "has-gap" not in board
    assert "Beide posten zijn bezet." in board
    # All that a person types, at two seconds a field; and the clicks of a filled workbook.
    assert typist.fields * SECONDS_A_FIELD <= 15 * 60
    assert typist.fields == 166  # as docs/benchmarks.md says


def by_forms(planner):
    """The same region by forms alone, as somebody types and chooses; how many fields they fill."""
    forms = [
        ("/records/regions", {"name": "Duinrand"}),
        ("/records/functions", {"name": "CaCo"}),
        ("/records/functions", {"name": "IM"}),
    ]
    for name, function, kind, pattern in (
        ("CaCo meldkamer", "caco", "on_site", "3x8"),
        ("IM CoPI", "im", "on_call", "week-fri"),
    ):
        post = {"name": name, "function": function, "kind": kind, "pattern": pattern}
        forms.append(("/admin/posts", post | {"regions": "duinrand"}))
    for number, name in enumerate(" ".join(NAMES).split()):
        colleague = {"name": f"{name} Visser", "regions": "duinrand"}
        colleague["competence-function"] = "caco" if number < 8 else "im"
        colleague["contract-hours_per_week"] = "36" if number < 8 else "24"
        colleague["contact-phone"] = f"06123456{number:02}"
        forms.append(("/records/people/new", colleague))
    manager = {"level": "1", "name": "Piketleider", "channel": "sms", "address": "0687654321"}
    forms.append(("/records/duty_managers", manager))
    for path, typed in forms:
        days = dict.fromkeys(("contract-from", "competence-from"), "2026-01-01")  # as shown there
        standing = days if "people" in path else {}
        if path == "/admin/posts":
            standing = {"authority": "regional", "priority": "", "required": ""}
        then = {"next": "1"} if "people" in path else {}
        answer = planner.post(path, data={**standing, **typed, **then})
        assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.text)
        assert "people" not in path or answer.location.endswith("/records/people/new")
    return sum(len(typed) for _, typed in forms)


@pytest.mark.second
def test_a_newcomer_comes_from_nothing_to_a_signed_roster_with_forms_alone(store):
    planner = visit(store)
    assert by_forms(planner) * SECONDS_A_FIELD <= 5 * 60
    page = planner.get("/now").text
    assert step_states(page) == ["done", "done", "done", "todo", "done", "todo", "todo"]
    draft = drafted(store)
    page = planner.get("/start").text
    assert step_states(page)[5:] == ["done", "todo"]
    path = f"/rosters/{draft.id}/publish"
    assert f'href="{path}"' in page
    page = planner.get(path).text
    assert "12 mensen met diensten zijn alleen te bellen" in page  # a telephone is all they gave
    answer = planner.post(path, data=signature(page))
    assert answer.status_code == 302
    signed = planner.get(answer.location).text
    assert "krijgt daar bericht van" not in signed  # nothing leaves without a channel
    assert "Er is geen kanaal ingesteld" in signed
    assert planner.get("/start").location == "/now"
    for at in (NOW, datetime(2027, 1, 8, 12, tzinfo=UTC)):
        sweep(store, 8, at)
        board = visit(store, at=at).get("/now").text
        assert "is-bad" not in board
        assert "has-gap" not in board
        assert "guide" not in board


def checks(page):
    found = re.findall(r'<li class="(is-fine|is-missing-something)">\s*<div[^>]*><h3>([^<]+)', page)
    return {title: state == "is-fine" for state, title in found}


@pytest.mark.second
def test_before_signing_is_told_who_is_reached_and_by_what(store, monkeypatch):
    planner = visit(store)
    template = planner.get("/people/template.xlsx").data
    imported(planner, fill(template, without=("contacts", "managers")).saved())
    draft = drafted(store)
    path = f"/rosters/{draft.id}/publish"
    page = planner.get(path).text
    assert checks(page) == {
        "Contactgegevens": False,
        "Dienstdoende leidinggevenden": False,
        "Alarmstappen": False,
        "Uitgaande berichten": False,
    }
    assert "Er is geen kanaal ingesteld" in page
    assert "komen ervoor in de plaats" not in page
    imported(planner, fill(template).saved())
    for channel in ("MAIL", "SMS", "PUSH"):
        monkeypatch.setenv(f"CACO_CHANNEL_{channel}", "json://localhost/{to}")
    planner = visit(store)
    page = planner.get(path).text
    assert checks(page) == {
        "Contactgegevens": True,
        "Dienstdoende leidinggevenden": True,
        "Alarmstappen": True,
        "Uitgaande berichten": False,
    }
    assert "nog geen kanaal geprobeerd" in page
    with store.writing() as connection:
        trail.take_turn(connection)
        tried = trail.Act(TRIED, "channel/sms", None, {"message": "m1"})
        trail.append(connection, [tried], "planner", NOW)
    assert "is niet vertrokken" in planner.get(path).text
    monkeypatch.setattr(
        outbox,
        "read_message",
        lambda _, name: SimpleNamespace(status=MessageStatus.SENT) if name == "m1" else None,
    )
    page = planner.get(path).text
    assert checks(page)["Uitgaande berichten"]
    assert "Een testbericht via sms is vertrokken op di 24 nov 10:00, verstuurd door" in page
