"""The eighteen rules that a good calendar feed keeps to, one by one."""

from __future__ import annotations

import gzip
import logging
import re
from dataclasses import replace
from datetime import datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.account import Scope
from data.model.errors import StoreError
from scheduler.feeds.calendar import Colour
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.links import rotate_link
from scheduler.feeds.rendering import _COLOURS
from scheduler.feeds.series import AssignmentHolder
from tests.scheduler.feeds.support import (
    ANNA,
    BAS,
    HOUR,
    KNOWN,
    NOW,
    entries,
    events,
    feed,
    key_for,
    local,
    shift,
    version,
)

DAY = shift()
MOVED = shift("CACO:b", "2027-01-04 08:00", "2027-01-04 16:00")
ON_CALL = shift("IM:a", "2027-01-08 17:00", "2027-01-15 17:00", name="P")


def header(content: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(content)


def test_rule_1_a_uid_is_that_of_the_assignment_and_elsewhere_that_of_the_slot():
    versions = version(1, [DAY, ANNA]), version(2, [MOVED, ANNA])
    mine = [entries(*versions[:n])[0].uid for n in (1, 2)]
    theirs = [entries(*versions[:n], key=key_for(Scope.POST, "CACO"))[0].uid for n in (1, 2)]
    assert len(set(mine)) == len(set(theirs)) == 1
    assert mine[0] != theirs[0]
    handed_on = version(1, [DAY, ANNA]), version(2, [DAY, BAS])
    assert entries(*handed_on, key=key_for(Scope.ALL))[0].uid == theirs[0]
    assert entries(*handed_on, key=key_for(subject=str(BAS)))[0].uid != mine[0]
    assert re.fullmatch("[0-9a-f]{32}@caco-rooster", mine[0])


@pytest.mark.parametrize(
    ("second", "sequence"),
    [
        (version(2, [DAY, ANNA]), 0),
        (version(2, [MOVED, ANNA]), 1),
        (version(2, [shift(end="2027-01-04 16:00"), ANNA]), 1),
        (version(2, [DAY, BAS]), 1),
        (version(2), 1),
        (version(2, [DAY, AssignmentHolder(ANNA, True)]), 1),
    ],
)
def test_rule_2_sequence_counts_changes_and_last_modified_is_the_stored_moment(second, sequence):
    (event,) = events(feed(version(1, [DAY, ANNA]), second))
    assert event["SEQUENCE"] == sequence
    assert event.last_modified == (second if sequence else version(1)).published_at


def test_rule_3_the_stamp_is_utc_and_the_moment_of_the_last_change():
    (event,) = events(feed(version(1, [DAY, ANNA])))
    assert event.DTSTAMP == event.last_modified == version(1).published_at
    assert event["DTSTAMP"].to_ical().endswith(b"Z")


def test_rule_4_times_are_utc_without_recurrence_and_local_times_are_told():
    content = feed(version(1, [DAY, ANNA]))
    assert b"DTSTART:20270104T060000Z" in content
    assert b"DTEND:20270104T140000Z" in content
    assert not re.search(rb"TZID|VTIMEZONE|RRULE|VALUE=DATE", content)
    assert header(content)["X-WR-TIMEZONE"] == "Europe/Amsterdam"
    assert "Mon 4 Jan 07:00 – 15:00 (8 hours)" in events(content)[0]["DESCRIPTION"]


def test_rule_5_it_is_published_and_never_a_request():
    content = feed(version(1, [DAY, ANNA]))
    found = header(content)
    assert (found["METHOD"], found["VERSION"], found["CALSCALE"]) == ("PUBLISH", "2.0", "GREGORIAN")
    assert found["PRODID"].startswith("-//CaCo Rooster//")
    assert not re.search(rb"REQUEST|ATTENDEE|ORGANIZER", content)


@pytest.mark.parametrize("scope", list(Scope))
def test_rule_6_it_has_a_name_and_a_colour_by_name_and_by_number(scope):
    subject = {Scope.POST: "CACO", Scope.REGION: "FL", Scope.BOOK: "MK"}.get(scope, "")
    found = header(feed(version(1, [DAY, ANNA]), key=key_for(scope, subject)))
    assert found["NAME"] == found["X-WR-CALNAME"] != ""
    assert found["COLOR"] == _COLOURS[scope].value
    assert re.fullmatch("[a-z]+", found["COLOR"])
    assert re.fullmatch("#[0-9A-F]{6}", found["X-APPLE-CALENDAR-COLOR"])
    assert set(_COLOURS.values()) == set(Colour)


def test_rule_7_it_hints_at_an_hour_and_names_no_secret_address():
    content = feed(version(1, [DAY, ANNA]))
    found = header(content)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in content
    assert found["URL"] == "https://caco.example/"
    assert found["LAST-MODIFIED"].dt == version(1).published_at
    assert found["CATEGORIES"].cats == ["roster"]
    assert "SOURCE" not in found  # it would be the secret itself


def test_rule_8_validators_are_strong_honoured_and_never_go_back(client, link, region, clock):
    path = link()
    first = client.get(path)
    etag, modified = first.headers["ETag"], first.last_modified
    assert re.fullmatch('"[0-9a-f]{32}"', etag)
    for said in (etag, f"W/{etag}", "*", f'"other", {etag}', f'W/"x" , W/{etag}'):
        again = client.get(path, headers={"If-None-Match": said})
        assert (again.status_code, again.data) == (304, b"")
        assert (again.headers["ETag"], again.last_modified) == (etag, modified)
    person, duty, _ = region.duties()[0]
    region.give(duty.id, person)
    clock.now = NOW - timedelta(hours=3)  # a clock that was set back
    second = client.get(path, headers={"If-None-Match": etag})
    assert second.status_code == 200
    assert second.last_modified > modified


def test_rule_8_the_tag_outranks_the_date_and_the_date_is_really_read(client, link):
    path = link()
    first = client.get(path)

    def status(**said):
        return client.get(
            path, headers={k.replace("_", "-"): v for k, v in said.items()}
        ).status_code

    date, etag = first.headers["Last-Modified"], first.headers["ETag"]
    assert status(If_Modified_Since=date) == 304
    assert status(If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT") == 200
    assert status(If_Modified_Since="yesterday") == 200
    assert status(If_Modified_Since="") == 200
    assert status(If_None_Match='"other"', If_Modified_Since=date) == 200
    assert status(If_None_Match=etag, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT") == 304
    assert status(If_None_Match="") == 200


def test_rule_9_headers_are_those_of_a_private_feed(client, link):
    path = link()
    plain = client.get(path)
    assert plain.content_type == "text/calendar; charset=utf-8"
    assert plain.headers["Cache-Control"] == "private, no-cache"
    assert "Content-Disposition" not in plain.headers
    assert "Vary" not in plain.headers
    for accept in ("application/json", "text/html", "image/png;q=0"):
        assert client.get(path, headers={"Accept": accept}).data == plain.data
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    same = ("Content-Type", "Content-Length", "ETag", "Last-Modified")
    assert [head.headers[name] for name in same] == [plain.headers[name] for name in same]


def test_rule_9_nothing_is_compressed_for_a_program_that_may_not_unpack_it(client, link):
    path = link()
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in packed.headers
    assert packed.data == client.get(path).data
    # A server in front may compress, and then weakens the tag (RFC 9110, 8.8.3.3).
    weak = {"If-None-Match": f"W/{packed.headers['ETag']}", "Accept-Encoding": "gzip"}
    assert client.get(path, headers=weak).status_code == 304
    assert gzip.decompress(gzip.compress(packed.data)) == packed.data


def test_rule_10_what_was_cancelled_is_told_for_fourteen_days_and_then_no_more():
    far = shift("CACO:far", "2027-03-01 07:00", "2027-03-01 15:00")
    versions = version(1, [far, ANNA]), version(2, [far, BAS])
    (event,) = events(feed(*versions))
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 1, "TRANSPARENT")
    assert event["SUMMARY"].startswith("Cancelled: ")
    lost = version(2).published_at
    assert len(entries(*versions, now=lost + timedelta(days=13))) == 1
    assert not entries(*versions, now=lost + timedelta(days=15))
    again = (*versions, version(3, [far, ANNA]))
    (event,) = events(feed(*again))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 2)


def test_rule_11_on_call_is_free_and_on_site_is_busy_unless_the_owner_chose():
    bed = shift("BED:a", "2027-01-06 20:00", "2027-01-07 08:00")
    seats = version(1, [DAY, ANNA], [ON_CALL, ANNA], [bed, ANNA])

    def busy(**chosen):
        found = events(feed(seats, key=key_for(**chosen)))
        pairs = [(str(e["TRANSP"]), str(e["X-MICROSOFT-CDO-BUSYSTATUS"])) for e in found]
        assert set(pairs) <= {("OPAQUE", "BUSY"), ("TRANSPARENT", "FREE")}
        return [transp == "OPAQUE" for transp, _ in pairs]

    assert busy() == [True, True, False]
    assert busy(busy=True) == [True] * 3
    assert busy(busy=False) == [False] * 3
    assert busy(scope=Scope.ALL) == [False] * 3  # not the reader's own duties
    assert busy(scope=Scope.ALL, busy=True) == [True] * 3


def test_rule_12_alarms_are_off_unless_asked_for_and_never_for_what_is_cancelled():
    versions = version(1, [DAY, ANNA], [ON_CALL, ANNA]), version(2, [DAY, ANNA])
    assert b"VALARM" not in feed(*versions)
    first, cancelled = events(feed(*versions, key=key_for(alarm_minutes=90)))
    (alarm,) = first.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-90)
    assert alarm["ACTION"] == "DISPLAY"
    assert not cancelled.walk("VALARM")


def test_rule_13_it_shows_a_year_ahead_and_thirty_days_back_by_the_local_day():
    def shown(start, now="2027-01-02 09:00"):
        end = (datetime.fromisoformat(start) + 8 * HOUR).isoformat()
        early = version(1, [shift("CACO:x", start, end), ANNA], at=local("2026-06-01 12:00"))
        return bool(entries(early, now=local(now)))

    assert shown("2028-01-01 23:30")
    assert not shown("2028-01-02 00:00")
    assert shown("2026-12-02 23:00")
    assert not shown("2026-12-02 16:00")
    assert shown("2026-12-02 17:00")
    assert shown("2026-12-02 17:00", "2027-01-02 23:59")
    assert not shown("2026-12-02 17:00", "2027-01-03 00:00")


def test_rule_13_the_role_and_the_place_are_in_the_title():
    by_person = entries(version(1, [DAY, ANNA], [ON_CALL, ANNA]))
    assert [one.summary for one in by_person] == [
        "Day: CaCo meldkamer",
        "On call: IM CoPI Flevoland",
    ]
    assert by_person[1].location == "Veiligheidsregio Flevoland"


NAMES = {ANNA: "Anna; \"O'Brien\", d\\'Ærø", BAS: "Bås 😀👩‍🚒 \nØ" + "ø" * 90}


def escaped(text):
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def unfolded(content, name):
    text = content.decode().replace("\r\n ", "")
    return next(line for line in text.split("\r\n") if line.startswith(f"{name}:"))


def test_rule_14_texts_are_escaped_and_folded_without_breaking_a_letter():
    known = type(KNOWN)(KNOWN.posts, NAMES, KNOWN.regions)
    both = version(1, [shift(required=2), ANNA, BAS])
    content = feed(both, known=known, key=key_for(Scope.ALL))
    (event,) = events(content)
    for person, name in NAMES.items():
        assert name in event["SUMMARY"]
        mine = feed(both, known=known, key=key_for(subject=str(person)))
        assert mine.count(b"\r\n\r\n") == 0
        assert escaped(name) in unfolded(mine, "NAME")
        assert escaped(name) in unfolded(mine, "X-WR-CALNAME")
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert not re.search(rb"[\r\n]", line)
        line.decode()


@given(st.text(st.characters(codec="utf-8"), max_size=120), st.booleans())
def test_rule_14_any_name_can_be_written_and_read_again(name, ends_with_a_backslash):
    name = f"{name}\\" if ends_with_a_backslash else name
    known = replace(KNOWN, people={ANNA: name})
    content = feed(version(1, [DAY, ANNA]), known=known, key=key_for(Scope.ALL))
    (event,) = events(content)
    kept = "".join(sign for sign in name if sign == "\n" or sign.isprintable() or ord(sign) > 159)
    assert str(event["SUMMARY"]) == f"CaCo meldkamer: {kept}"
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_rule_15_a_link_is_long_hashed_scoped_and_dies_at_once(client, link, region, caplog):
    caplog.set_level(logging.DEBUG)
    path = link()
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits, six to a sign
    with region.store.reading() as connection:
        for table in ("subscription", "audit_entry"):
            kept = str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert token not in kept
    assert client.get(path).status_code == 200
    assert client.get(path).headers["Referrer-Policy"] == "no-referrer"
    new = rotate_link(region.store, 1, "planner", NOW)
    assert client.get(path).status_code == 410
    assert client.get(f"/calendar/{new.token}.ics").status_code == 200
    assert token not in caplog.text + repr(new)
    assert new.token not in caplog.text + repr(new)


def test_rule_15_there_are_no_telephone_numbers_in_it(client, link, region):
    for scope in (Scope.PERSON, Scope.ALL):
        told = client.get(link(scope)).text.replace("\r\n ", "")
        # The digits of an identity may look like anything.
        said = re.sub(r"^UID:.*$", "", told, flags=re.MULTILINE)
        assert not re.search(r"06-?\d{8}|\+31|tel:|mailto:", said)


def test_rule_16_https_is_offered_first_and_webcal_second():
    from data.i18n.language import language
    from scheduler.cli.commands.calendars import given_lines
    from scheduler.feeds.links import Given

    class Link:
        id = 1

    lines = given_lines(Given(Link(), "s3cret"), "https://caco.example/", language("nl"))
    assert lines[0] == "https://caco.example/calendar/s3cret.ics"
    assert lines[2].endswith(" webcal://caco.example/calendar/s3cret.ics")


def test_rule_17_a_failure_is_503_and_never_an_empty_calendar(client, link, monkeypatch):
    path = link()

    def fail(*_):
        raise StoreError("caco.db: the disk is full", "Make room")

    monkeypatch.setattr(CalendarCache, "at_hand", lambda *_: None)
    monkeypatch.setattr(CalendarCache, "current", fail)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "BEGIN:VCALENDAR" not in answer.text
    assert "disk" not in answer.text


def test_rule_17_a_defect_is_503_too_and_tells_no_secret(client, link, monkeypatch, caplog):
    path = link()
    token = path.removeprefix("/calendar/").removesuffix(".ics")

    def fail(*_):
        raise RuntimeError(f"lost {path}")

    monkeypatch.setattr("scheduler.feeds.service.key_of", fail)
    answer = client.get(path)
    assert answer.status_code == 503
    assert token not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_rule_17_unknown_links_are_404_and_withdrawn_ones_410(client, link, region, clock):
    unknown = client.get("/calendar/" + "x" * 43 + ".ics")
    assert (unknown.status_code, unknown.mimetype) == (404, "text/plain")
    expiring = link(expires_at=NOW + HOUR)
    assert client.get(expiring).status_code == 200
    clock.pass_(hours=1)
    assert client.get(expiring).status_code == 410
    mine = link()
    region.leaves(region.person)
    gone = client.get(mine)
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-store")


@pytest.mark.second
def test_rule_18_five_thousand_entries_are_the_same_bytes_again():
    seats = []
    for number in range(5000):
        start = local("2027-01-04 07:00") + number * HOUR
        one = shift(f"CACO:{number}")
        seats.append([type(one)(one.id, "CACO", "D", start, start + HOUR, 60), ANNA])
    first = version(1, *seats)
    content = feed(first)
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 5000
    assert feed(first) == content
