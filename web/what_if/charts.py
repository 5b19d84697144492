"""Charts of scenarios side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.locale import _
from web.shared.charts import Chart, bar_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.scenario_figures import FoundRoster, ScenarioFigures


def comparison_charts(compared: Sequence[ScenarioFigures]) -> list[Chart]:
    """People and jobs by scenario, and what stays open in the longest roster that was searched."""
    import pandas as pd  # slow to load, and wanted only where there is something to draw

    names = [one.name for one in compared]
    people = {
        _("People by law, at least"): [float(one.people) for one in compared],
        _("Full-time jobs (FTE)"): [one.fte for one in compared],
    }
    title = _("People and jobs by scenario")
    charts = [bar_chart(pd.DataFrame(people, index=names), key="people", title=title, decimals=1)]
    longest = [max(one.rosters, key=lambda found: found.weeks, default=None) for one in compared]
    known = [one for one in longest if one]
    if known:
        shares = {
            _("Open in the best roster found"): [_share(o, o.open_found) for o in longest if o],
            _("Open whatever one does"): [_share(o, o.open_proven) for o in longest if o],
        }
        title = _("Places left open by scenario, in per cent of {weeks} weeks").format(
            weeks=max(one.weeks for one in known)
        )
        shown = [name for name, one in zip(names, longest, strict=True) if one]
        frame = pd.DataFrame(shares, index=shown)
        charts.append(bar_chart(frame, key="open", title=title, decimals=1))
    return charts


def _share(found: FoundRoster, count: int) -> float:
    return 100 * count / max(1, found.places)
