"""Example rows of a template workbook: a small region that hangs together, dated from a Monday on.

Without the mark in their first cell they are sound input; a test reads them so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Row = dict[str, str]
Day = Callable[[int], str]  #: the date so many days after the first one


def example_rows(first: date) -> dict[str, list[Row]]:
    """The example rows of each table, by its name; two or more of each.

    Parameters
    ----------
    first
        The Monday on which the period to be planned begins.
    """

    def day(number: int) -> str:
        return (first + timedelta(days=number)).isoformat()

    return {
        **_region(),
        **_demand(day),
        **_people(day),
        **_register(day),
        **_time(day),
        **_rules(day),
        **_alerts(day),
        **_exercises(day),
        **_account(day),
        **_improvement(day),
        **_partners(day),
    }


def _row(**cells: str) -> Row:
    """A row; a column that Python keeps for itself ends in ``_`` here."""
    return {name.rstrip("_"): text for name, text in cells.items()}


def _region() -> dict[str, list[Row]]:
    return {
        "regions": [
            _row(id="vr", name="Veiligheidsregio Voorbeeld", school_region="midden"),
            _row(id="buur", name="Veiligheidsregio Buurland", school_region="noord"),
        ],
        "functions": [
            _row(
                id="caco", name="Calamiteitencoördinator", discipline="control_room",
                recruiting_months="4", training_months="9",
            ),
            _row(id="im", name="Informatiemanager", discipline="safety_region"),
        ],
        "books": [
            _row(id="meldkamer", name="Meldkamer", weeks="13", notice_days="28"),
            _row(id="piket", name="Piket", weeks="52", notice_days="56", signers="jansen;bakker"),
        ],
        "posts": [
            _row(
                id="meldkamer", name="CaCo meldkamer", function="caco", regions="vr;buur",
                kind="on_site", pattern="3x8", priority="1", authority="inspectorate",
            ),
            _row(
                id="im-copi", name="IM CoPI", function="im", regions="vr", kind="on_call",
                pattern="week-fri", priority="2", authority="statute", start_norm_minutes="30",
            ),
            _row(
                id="im-vrij", name="IM ROT", function="im", regions="vr", kind="open_call",
                priority="3",
            ),
        ],
        "patterns": [
            _row(
                pattern="kantoor", name="O", weekdays="mo;tu;we;th;fr", start="08:00", end="12:30",
            ),
            _row(
                pattern="kantoor", name="M", weekdays="mo;tu;we;th;fr", start="12:30", end="17:00",
            ),
        ],
    }  # fmt: skip


def _demand(day: Day) -> dict[str, list[Row]]:
    return {
        "demand": [
            _row(
                post="meldkamer", start=f"{day(12)} 18:00", end=f"{day(13)} 02:00", required="2",
                source="event", reason="Nieuwjaarsfeest in de haven", yearly="yes",
            ),
            _row(
                post="im-copi", start=day(16), end=day(16), required="0", source="closed",
                reason="Oefendag van de hele regio",
            ),
        ],
        "minimum_cover": [
            _row(
                post="meldkamer", weekdays="sa;su", start="14:00", end="22:00", required="2",
                from_=day(0),
            ),
            _row(post="meldkamer", weekdays="fr", start="18:00", end="02:00", required="2"),
        ],
    }  # fmt: skip


def _partners(day: Day) -> dict[str, list[Row]]:
    return {
        "partners": [
            _row(
                id="vr", name="Veiligheidsregio", kind="employer", discipline="safety_region",
                mail="personeel@vr.example.org", regions="vr",
            ),
            _row(id="waterschap", name="Waterschap", kind="network"),
        ],
        "reviews": [
            _row(
                subject="requirement", code="oefening", due=day(-30), reviewer="Petra de Vries",
                done_on=day(-35), outcome="Blijft twee keer per jaar",
            ),
            _row(subject="pattern", code="kantoor", due=day(180)),
        ],
    }  # fmt: skip


def _account(day: Day) -> dict[str, list[Row]]:
    return {
        "account_lines": [
            _row(
                id="caco-bezet", theme="Meldkamer", indicator="filled_minutes",
                frequency="quarter", readers="bestuur@vr.example.org", regions="vr;buur",
                decision="Elke minuut een CaCo", decided_on=day(-200), from_=day(-180),
            ),
            _row(
                id="bekwaam", theme="Vakbekwaamheid", indicator="competent", frequency="half_year",
                goal="95", decision="Overzicht van alle functionarissen", decided_on=day(-200),
                from_=day(-180), until=day(540),
            ),
        ]
    }  # fmt: skip


def _people(day: Day) -> dict[str, list[Row]]:
    begin = day(-52 * 7)
    return {
        "people": [
            _row(id="jansen", name="Anna Jansen", employer="Veiligheidsregio", regions="vr;buur"),
            _row(id="bakker", name="Bas Bakker", regions="vr", max_shifts_per_month="4"),
        ],
        "contracts": [
            _row(person="jansen", hours_per_week="36", from_=begin),
            _row(person="bakker", hours_per_week="24", from_=begin, until=day(52 * 7)),
        ],
        "competences": [
            _row(person="jansen", function="caco", level="qualified", from_=begin),
            _row(person="bakker", function="im", level="qualified", from_=begin),
        ],
        "provisions": [
            _row(person="jansen", kind="holy_day", from_=begin, weekday="sa", consent="no"),
            _row(person="bakker", kind="night_exemption", from_=begin),
        ],
        "contacts": [
            _row(person="jansen", channel="sms", address="+31612345678"),
            _row(person="bakker", channel="mail", address="bas.bakker@example.org"),
        ],
    }


def _register(day: Day) -> dict[str, list[Row]]:
    begin = day(-52 * 7)
    return {
        "requirements": [
            _row(
                id="basis", name="Basisopleiding", functions="caco;im", kind="course",
                from_=begin,
            ),
            _row(
                id="oefening", name="Oefening dit jaar", functions="caco", kind="exercise",
                times="1", months="12", warning_days="60", from_=begin,
            ),
        ],
        "evidence": [
            _row(person="jansen", requirement="basis", date=day(-300), declared_by="R. de Wit"),
            _row(person="jansen", requirement="oefening", date=day(-90), declared_by="R. de Wit"),
        ],
        "overrides": [
            _row(
                person="bakker", function="im", from_=day(0), until=day(55), decided_by="R. de Wit",
                reason="Basisopleiding is besteld; loopt tot dan mee met een collega",
            ),
            _row(
                person="bakker", function="im", from_=day(56), until=day(83),
                decided_by="R. de Wit", reason="De opleider schoof de cursus een maand op",
            ),
        ],
    }  # fmt: skip


def _time(day: Day) -> dict[str, list[Row]]:
    return {
        "weekly_work": [
            _row(
                person="bakker", weekdays="mo;tu", start="09:00", end="17:00", break_minutes="30",
            ),
            _row(person="bakker", weekdays="we", start="09:00", end="12:30", from_=day(0)),
        ],
        "elsewhere": [
            _row(
                person="bakker", post="les", kind="elsewhere", start=f"{day(10)} 09:00",
                end=f"{day(10)} 16:00", work_minutes="390",
            ),
            _row(
                person="jansen", post="overleg", kind="elsewhere", start=f"{day(15)} 10:00",
                end=f"{day(15)} 12:00",
            ),
        ],
        "absences": [
            _row(person="jansen", kind="leave", start=day(42), end=day(48)),
            _row(
                person="bakker", kind="course", start=f"{day(17)} 09:00", end=f"{day(17)} 17:00",
            ),
        ],
        "wishes": [
            _row(person="jansen", kind="avoid", from_=day(11), until=day(13), weight="5"),
            _row(person="bakker", kind="want", from_=day(18), until=day(25), post="im-copi"),
        ],
        "pairings": [
            _row(
                person="jansen", other="bakker", kind="apart", from_=day(0), until=day(90),
                posts="meldkamer",
            ),
            _row(
                person="jansen", other="bakker", kind="together", from_=day(91), where="any_post",
                weight="3", reason="Inwerken",
            ),
        ],
        "traineeships": [
            _row(person="bakker", function="caco", shifts="10", mentor="jansen", from_=day(0)),
            _row(person="jansen", function="im", shifts="4", from_=day(0), until=day(90)),
        ],
        "substitutions": [
            _row(
                function="caco", substitute="im", price="20", authority="Bestuursbesluit 2027-3",
                decided_by="Hoofd meldkamer", from_=day(0), until=day(60),
            ),
            _row(
                function="im", substitute="caco", price="5", authority="Regionaal crisisplan",
                decided_by="Directeur", from_=day(0),
            ),
        ],
        "skill_mixes": [
            _row(
                id="beide", function="im", required="1", posts="meldkamer;im-copi", from_=day(0),
            ),
            _row(
                id="winter", function="caco", required="1", posts="meldkamer", from_=day(0),
                until=day(60),
            ),
        ],
        "base_rosters": [
            _row(
                id="ploeg", post="meldkamer", from_=day(0), week="1", mo="D", tu="D", we="L",
                th="L",
            ),
            _row(
                id="ploeg", post="meldkamer", from_=day(0), week="2", fr="N", sa="N", su="N",
            ),
        ],
        "base_members": [
            _row(base_roster="ploeg", person="jansen", week="1", until=day(181)),
            _row(base_roster="ploeg", person="jansen", week="2", from_=day(182)),
        ],
        "history": [
            _row(
                person="jansen", post="meldkamer", kind="work", start=f"{day(-7)} 07:00",
                end=f"{day(-7)} 15:00", work_minutes="450", shift="D",
            ),
            _row(
                person="bakker", post="im-copi", kind="on_call", start=f"{day(-10)} 17:00",
                end=f"{day(-3)} 17:00",
            ),
        ],
        "pins": [
            _row(person="jansen", post="meldkamer", start=f"{day(1)} 07:00"),
            _row(person="bakker", post="im-copi", start=f"{day(4)} 17:00"),
        ],
    }  # fmt: skip


def _rules(day: Day) -> dict[str, list[Row]]:
    return {
        "rules": [
            _row(rule="QUICK_RETURN", parameter="rest", value="660"),
            _row(rule="LONE_DAY_OFF", enabled="no"),
        ],
        "book_rules": [
            _row(book="piket", rule="QUICK_RETURN", parameter="rest", value="720"),
            _row(book="meldkamer", rule="LONE_SHIFT", enabled="no"),
        ],
        "holidays": [
            _row(date=day(40), name="Streekfeest"),
            _row(date=day(60), name="Bevrijdingsdag", book="piket"),
        ],
        "agreements": [
            _row(rule="R17", basis="CAR-UWO, lokaal convenant 2026", from_=day(-52 * 7)),
            _row(rule="R11", basis="CAR-UWO", from_=day(-52 * 7), until=day(52 * 7)),
        ],
        "carry_over": [
            _row(person="jansen", measure="nights", amount="2"),
            _row(person="bakker", measure="on_call", amount="-1"),
        ],
    }


def _alerts(day: Day) -> dict[str, list[Row]]:
    return {
        "duty_managers": [
            _row(level="1", person="jansen"),
            _row(
                level="1", name="Piket leiding", channel="sms", address="+31687654321",
                books="piket",
            ),
        ],
        "alert_steps": [
            _row(hours_before="336", channel="digest", level="1", waits="yes"),
            _row(
                hours_before="24", channel="sms", level="1", repeat_hours="4",
                escalate_minutes="60", books="piket",
            ),
        ],
        "call_outs": [
            _row(
                id="brand-haven", label="Brand haven", posts="im-copi", grip="1",
                alert_at=f"{day(-20)} 14:05", picture_at=f"{day(-20)} 14:09",
                over_at=f"{day(-20)} 19:30",
            ),
            _row(
                id="oefening-9", label="Oefening", regions="vr", exercise="yes",
                alert_at=f"{day(-40)} 19:00", over_at=f"{day(-40)} 22:00",
            ),
        ],
        "call_out_people": [
            _row(
                call_out="brand-haven", person="bakker", post="im-copi", came="yes", minutes="24",
            ),
            _row(call_out="oefening-9", person="jansen", post="meldkamer", came="no"),
        ],
        "pledges": [
            _row(
                post="im-vrij", person="bakker", start=f"{day(5)} 18:00", end=f"{day(6)} 08:00",
            ),
            _row(
                post="im-vrij", person="bakker", start=f"{day(12)} 18:00", end=f"{day(13)} 08:00",
            ),
        ],
    }  # fmt: skip


def _exercises(day: Day) -> dict[str, list[Row]]:
    return {
        "exercise_themes": [
            _row(id="nafase", name="Overdracht naar de nafase", from_=day(-180), until=day(540)),
            _row(id="stroom", name="Langdurige stroomuitval", from_=day(-180)),
        ],
        "exercises": [
            _row(
                id="systeemtest", name="Systeemtest voorjaar", kind="system_test",
                start=f"{day(-60)} 13:00", end=f"{day(-60)} 17:00", regions="vr",
                functions="caco;im", place="Oefencentrum", theme="stroom",
                goals="Startbeeld binnen vijf minuten", requirement="oefening",
                parts="control_room;incident_command_team", goals_met="partly",
                remark="Het beeld kwam na zeven minuten",
            ),
            _row(
                id="nazorg", name="Oefening overdracht", kind="exercise",
                start=f"{day(45)} 09:00", end=f"{day(45)} 12:00", regions="vr;buur",
                functions="caco", theme="nafase", requirement="oefening",
                partner="waterschap",
            ),
        ],
        "attendance": [
            _row(exercise="systeemtest", person="jansen", state="present"),
            _row(exercise="nazorg", person="jansen", state="invited"),
        ],
    }  # fmt: skip


def _improvement(day: Day) -> dict[str, list[Row]]:
    return {
        "findings": [
            _row(
                id="2026-001", found_on=day(-60), origin="exercise", theme="Overdracht nafase",
                text="De overdracht is niet geoefend", regions="vr", closed_on=day(-10),
                closed_by="planner",
            ),
            _row(
                id="2026-002", found_on=day(-30), origin="coverage", theme="CaCo 24/7",
                text="De nacht van zondag bleef open", function="caco", regions="vr;buur",
            ),
        ],
        "actions": [
            _row(
                id="2026-001-1", finding="2026-001", what="Overdracht in elke oefening",
                owner="jansen", due=day(-20), done_on=day(-25), remark="Staat in het draaiboek",
            ),
            _row(
                id="2026-002-1", finding="2026-002", what="Tweede flexpool vullen",
                owner_login="planner", due=day(40),
            ),
        ],
        "checks": [
            _row(
                finding="2026-001", date=day(-15), helped="yes", by="planner",
                evidence="Twee oefeningen met overdracht",
            ),
            _row(
                finding="2026-001", action="2026-001-1", date=day(-20), helped="partly",
                by="planner",
            ),
        ],
        "assessments": [
            _row(
                part="Operationele prestaties", point="Alarmering", region="vr", date=day(-90),
                mark="to_be_improved", assessed_by="Inspectie JenV", finding="2026-002",
            ),
            _row(
                part="Operationele prestaties", point="Nafase", region="vr", date=day(-90),
                mark="risky", reason="Wacht op het nieuwe crisisplan",
            ),
        ],
        "ambitions": [
            _row(year="2027", share="75"),
            _row(year="2028", share="80", part="Operationele prestaties", region="vr"),
        ],
        "action_templates": [
            _row(template="Overdracht nafase", what="Overdrachtsdocument opstellen", days="2"),
            _row(
                template="Overdracht nafase", what="Nafase evalueren", days="30", owner="jansen",
            ),
        ],
    }  # fmt: skip
