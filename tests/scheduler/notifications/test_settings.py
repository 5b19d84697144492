"""Settings: what is understood, and what is told of the rest."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from data.model.errors import InputError
from scheduler.settings import settings

ZONE = ZoneInfo("Europe/Amsterdam")


def test_quiet_hours_are_written_as_people_do(monkeypatch):
    monkeypatch.setenv("CACO_QUIET_HOURS", "21:30 - 6:45")
    assert settings().quiet_hours == (time(21, 30), time(6, 45))
    assert settings().is_quiet(datetime(2027, 2, 1, 5, 44, tzinfo=UTC), ZONE)
    assert not settings().is_quiet(datetime(2027, 2, 1, 5, 45, tzinfo=UTC), ZONE)
    monkeypatch.setenv("CACO_QUIET_HOURS", "00:00-00:00")
    assert not settings().is_quiet(datetime(2027, 2, 1, 23, 0, tzinfo=UTC), ZONE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIET_HOURS", "22:00"),
        ("QUIET_HOURS", "22-7"),
        ("QUIET_HOURS", "24:00-07:00"),
        ("BASE_URL", "rooster.example.org"),
        ("LANGUAGE", "fy"),
        ("HORIZON_WEEKS", "0"),
        ("DIGEST_AT", "early"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"CACO_{name}", value)
    with pytest.raises(InputError, match=f"CACO_{name} "):
        settings()


def test_all_that_makes_no_sense_is_told_at_once_and_without_its_value(monkeypatch):
    monkeypatch.setenv("CACO_BASE_URL", "s3cret")
    monkeypatch.setenv("CACO_QUIET_HOURS", "s3cret")
    with pytest.raises(InputError) as caught:
        settings()
    assert len(caught.value.faults) == 2
    assert "s3cret" not in str(caught.value)


def test_a_channel_is_named_after_its_variable(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailtos://u:p@host?to={to}")
    monkeypatch.setenv("CACO_CHANNEL_SMS", "")
    assert dict(settings().channels) == {"mail": "mailtos://u:p@host?to={to}"}
