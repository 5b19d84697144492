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
