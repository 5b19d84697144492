"""Charts: where values are drawn, what is said to those who do not see it, and what is missing."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pandas as pd
import pytest
from flask import render_template_string

from web.shared.charts import Threshold, bar_chart, line_chart, spark_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

MONTHS = ["jan", "feb", "mrt", "apr", "mei"]


@pytest.fixture
def spoken(app: Flask) -> Iterator[Flask]:
    """The product, in English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield app


def figures(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=MONTHS[: len(next(iter(columns.values())))])


@pytest.mark.usefixtures("spoken")
def test_a_line_goes_from_side_to_side_and_from_zero_up_to_a_round_value() -> None:
    chart = line_chart(figures(CaCo=[8, 6, 4, 2, 0]), key="c", title="People")
    (series,) = chart.series
    assert [mark.x for mark in series.marks] == [0, 25, 50, 75, 100]
    assert [tick.text for tick in chart.up] == ["0", "2", "4", "6", "8"]
    assert [mark.y for mark in series.marks] == [0, 25, 50, 75, 100]
    assert series.path == "M0,0 L250,250 L500,500 L750,750 L1000,1000"


@pytest.mark.usefixtures("spoken")
def test_a_missing_value_interrupts_a_line_and_a_step_holds_until_the_next_one() -> None:
    chart = line_chart(
        figures(a=[5, nan, 5, 10, 10], b=[0, 5, 5, nan, nan]), key="c", title="", stepped={"a"}
    )
    first, second = chart.series
    assert first.path == "M0,500 M500,500 H750 V0 H1000 V0"
    assert second.path == "M0,1000 L250,500 L500,500"
    assert len(first.marks) == 4
    assert chart.rows[1] == ("feb", ("", "5"))


@pytest.mark.usefixtures("spoken")
def test_values_below_a_limit_are_marked_and_levels_are_named() -> None:
    limits = (Threshold("by law", 5, is_limit=True), Threshold("bearable", 7))
    chart = line_chart(figures(CaCo=[6, 5, 4]), key="c", title="", thresholds=limits)
    assert [mark.is_below for mark in chart.series[0].marks] == [False, False, True]
    assert [level.name for level in chart.levels] == ["by law: 5", "bearable: 7"]
    assert chart.description == (
        "CaCo: 6 at first, 4 at last, lowest 4 (mrt). by law: 5. bearable: 7."
    )


@pytest.mark.usefixtures("spoken")
def test_bars_of_a_label_stand_beside_each_other_on_the_ground() -> None:
    chart = bar_chart(figures(a=[10, 5], b=[nan, 10]), key="c", title="")
    first, second = chart.series
    assert [(mark.y, mark.height) for mark in first.marks] == [(0, 100), (50, 50)]
    assert second.marks[0].x == pytest.approx(first.marks[1].x + first.marks[1].width)
    assert [mark.text for mark in second.marks] == ["b, feb: 10"]


@pytest.mark.usefixtures("spoken")
def test_labels_are_at_equal_distances_and_fewer_on_a_telephone() -> None:
    many = pd.DataFrame({"a": range(25)}, index=[str(at) for at in range(25)])
    chart = line_chart(many, key="c", title="")
    assert [tick.text for tick in chart.across] == [str(at) for at in range(0, 25, 4)]
    assert [tick.text for tick in chart.across if not tick.is_minor] == ["0", "8", "16", "24"]


@pytest.mark.usefixtures("spoken")
def test_counts_of_people_have_whole_steps() -> None:
    chart = line_chart(figures(a=[1, 1]), key="c", title="")
    assert [tick.text for tick in chart.up] == ["0", "1"]


@pytest.mark.usefixtures("spoken")
def test_a_scale_of_shares_need_not_begin_at_zero() -> None:
    chart = line_chart(figures(a=[97.5, 99.2]), key="c", title="", decimals=1, from_zero=False)
    assert chart.up[0].text.startswith("97")


@pytest.mark.usefixtures("spoken")
def test_nothing_to_draw_is_refused_and_a_line_without_values_says_so() -> None:
    chart = line_chart(figures(a=[nan, nan]), key="c", title="")
    assert chart.description == "a: no figures."
    assert chart.series[0].path == ""
    with pytest.raises(ValueError, match="at least one row"):
        line_chart(pd.DataFrame({"a": []}), key="c", title="")


@pytest.mark.usefixtures("spoken")
def test_a_small_line_ends_in_its_last_value() -> None:
    spark = spark_line(pd.Series([1.0, 2.0, nan, 3.0, nan]), "rising")
    assert spark.path == "M0,1000 L250,500 M750,0"
    assert list(spark.last or ()) == [75, 0]
    assert spark_line(pd.Series([nan]), "nothing").last is None


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("draw", ["line_chart", "bar_chart"])
def test_what_is_drawn_has_a_title_its_figures_and_escaped_names(draw: str) -> None:
    make = line_chart if draw == "line_chart" else bar_chart
    shown = pd.DataFrame({"<b>": [3, 1], "IM": [1, nan]}, index=["jan", "feb"])
    chart = make(shown, key="pool", title="People & posts")
    html = render_template_string(
        f"{{% from 'macros/charts.html' import {draw} with context %}}{{{{ {draw}(chart) }}}}",
        chart=chart,
    )
    page = ElementTree.fromstring(html)
    plot = page.find(".//svg[@role='img']")
    assert plot is not None
    assert plot.get("aria-labelledby") == "pool-title pool-text"
    assert page.find(".//title[@id='pool-title']").text == "People & posts"
    assert "style=" not in html
    assert [cell.text for cell in page.findall(".//tbody/tr[2]/td")] == ["1", "–"]
    assert len(page.findall(".//thead//th")) == 2
