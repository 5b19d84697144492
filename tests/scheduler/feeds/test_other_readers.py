"""Our calendars, read by the parsers of others; and kept to the byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest

from data.tables.period import ZONE
from tests.scheduler.feeds.golden_samples import FOLDER, NAMES, samples
from tests.scheduler.feeds.support import ANNA, HOUR, feed, local, shift, version

pytestmark = pytest.mark.second

HERE = Path(__file__).parent
SAMPLES = samples()


def node() -> str:
    """Node of the system, or that of the test tools."""
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert found, "no Node; make test brings one"
    return found


def by_ical_js(content: bytes):
    if not (HERE / "node_modules" / "ical.js").exists():
        if os.environ.get("CACO_TEST_POSTGRESQL"):
            pytest.fail("make test promised ical.js, and it is not there")
        pytest.skip("no ical.js here; make test installs it")
    ran = subprocess.run(
        [node(), HERE / "read_with_ical_js.mjs"], input=content, capture_output=True, check=True
    )
    return json.loads(ran.stdout)


def by_icalendar(content: bytes):
    calendar = icalendar.Calendar.from_ical(content)
    assert not calendar.errors
    found = []
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        found.append(
            {
                "uid": str(event["UID"]),
                "start": _js(event.start),
                "end": _js(event.end),
                "summary": str(event["SUMMARY"]),
                "description": str(event["DESCRIPTION"]),
                "location": str(event["LOCATION"]),
                "sequence": int(event["SEQUENCE"]),
                "status": str(event["STATUS"]),
                "transp": str(event["TRANSP"]),
                "modified": _js(event.last_modified),
                "alarms": [alarm["TRIGGER"].dt.total_seconds() for alarm in event.walk("VALARM")],
            }
        )
    return found


def _js(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.parametrize("name", list(SAMPLES))
def test_each_calendar_is_as_it_should_be_to_the_byte(name):
    kept = FOLDER / name
    made = "python -m tests.scheduler.feeds.golden_samples writes them"
    assert kept.read_bytes() == SAMPLES[name], made


def test_no_calendar_is_kept_that_is_no_longer_made():
    assert {path.name for path in FOLDER.iterdir()} == set(SAMPLES)


def test_two_parsers_of_others_understand_the_same():
    both = b"".join(SAMPLES.values())
    assert both.count(b"BEGIN:VALARM")
    for content in SAMPLES.values():
        script = by_ical_js(content)
        assert script["events"] == by_icalendar(content)
        assert script["refresh"] == 3600
        assert script["color"]


def test_both_parsers_read_difficult_names_right():
    script = by_ical_js(SAMPLES["region-en.ics"])
    told = " ".join(event["summary"] for event in script["events"])
    assert all(name in told for name in NAMES.values())
    name = by_ical_js(SAMPLES["person-nl.ics"])["name"]
    # It takes NAME for no text, and leaves its escapes (RFC 7986, 5.1 says that it is one).
    assert name.replace("\\,", ",") == "Diensten van Anna Karekiet, jr."


def test_both_parsers_see_nights_of_seven_and_nine_hours():
    for events in (
        by_ical_js(SAMPLES["person-nl.ics"])["events"],
        by_icalendar(SAMPLES["person-nl.ics"]),
    ):
        lengths = {
            event["description"].splitlines()[0]: (
                datetime.fromisoformat(event["end"]) - datetime.fromisoformat(event["start"])
            )
            for event in events
        }
        summer = "za 27 mrt 23:00 – zo 28 mrt 07:00 (7 uur: de klok gaat vooruit)"
        winter = "za 30 okt 23:00 – zo 31 okt 07:00 (9 uur: de klok gaat terug)"
        assert (lengths[summer], lengths[winter]) == (7 * HOUR, 9 * HOUR)


def _as_read(events):
    """What a reader shows of each entry, on the local clock."""
    return sorted(
        (
            f"{datetime.fromisoformat(one['start']).astimezone(ZONE):%m-%d %H:%M}",
            f"{datetime.fromisoformat(one['end']).astimezone(ZONE):%m-%d %H:%M}",
            one["status"],
            one["sequence"],
        )
        for one in events
    )


PARTS = {
    "parts-anna-nl.ics": [
        ("03-22 15:00", "03-22 23:00", "CONFIRMED", 2),
        ("03-26 17:00", "03-27 18:00", "CONFIRMED", 1),
        ("03-27 23:00", "03-28 01:30", "CONFIRMED", 1),
        ("10-30 23:00", "10-31 01:00", "CONFIRMED", 1),
    ],
    "parts-bas-en.ics": [
        ("03-22 19:00", "03-22 23:00", "CANCELLED", 1),
        ("03-27 18:00", "03-27 23:00", "CONFIRMED", 0),
        ("03-28 01:30", "04-01 08:00", "CONFIRMED", 1),
    ],
    "parts-chantal-nl.ics": [
        ("04-01 08:00", "04-02 17:00", "CONFIRMED", 0),
        ("10-31 01:00", "10-31 07:00", "CONFIRMED", 0),
    ],
}


@pytest.mark.parametrize("name", list(PARTS))
def test_both_parsers_read_duties_in_parts_right(name):
    read = by_ical_js(SAMPLES[name])["events"], by_icalendar(SAMPLES[name])
    for events in read:
        assert _as_read(events) == PARTS[name]
    whole = sum(
        datetime.fromisoformat(one["end"]).timestamp()
        - datetime.fromisoformat(one["start"]).timestamp()
        for each in PARTS
        for one in by_ical_js(SAMPLES[each])["events"]
        if one["status"] == "CONFIRMED"
    )
    assert whole / 3600 == 8 + (7 * 24 - 1) + 9  # all of the three shifts, each minute once


@pytest.mark.slow
def test_both_parsers_read_five_thousand_entries():
    seats = []
    for number in range(5000):
        start = local("2027-01-04 07:00") + number * HOUR
        one = shift(f"CACO:{number}")
        seats.append([type(one)(one.id, "CACO", "D", start, start + HOUR, 60), ANNA])
    content = feed(version(1, *seats))
    script = by_ical_js(content)["events"]
    assert len(script) == 5000
    assert script == by_icalendar(content)
