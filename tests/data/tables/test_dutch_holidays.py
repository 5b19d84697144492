"""The one country that is loaded by itself gives what the whole package does."""

from datetime import date

import holidays
import pytest

from data.tables.period import dutch_holidays

YEARS = range(2024, 2031)


@pytest.mark.parametrize("language", ["nl", "en_US"])
def test_public_holidays_are_those_of_the_package(language):
    whole = holidays.country_holidays("NL", years=YEARS, language=language)
    assert dutch_holidays(YEARS, language=language) == dict(whole)


@pytest.mark.parametrize("region", ["Noord", "Midden", "Zuid"])
def test_school_holidays_are_those_of_the_package(region):
    whole = holidays.country_holidays("NL", subdiv=region, years=YEARS, categories=("school",))
    assert dutch_holidays(YEARS, "school", region) == dict(whole)


def test_king_s_day_is_among_them():
    assert dutch_holidays([2027], language="nl")[date(2027, 4, 27)] == "Koningsdag"
