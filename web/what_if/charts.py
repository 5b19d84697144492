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

    people = {one.name: [float(one.people), one.fte] for one in compared}
    rows = [_("People by law"), _("FTE")]
    title = _("People and jobs by scenario")
    charts = [bar_chart(pd.DataFrame(people, index=rows), key="people", title=title, decimals=1)]
    longest = {
        one.name: max(one.rosters, key=lambda found: found.weeks) for one in compared if one.rosters
    }
    if longest:
        shares = {
            name: [_share(one, one.open_found), _share(one, one.open_proven)]
            for name, one in longest.items()
        }
        rows = [_("Best found"), _("Proven")]
        title = _("Places left open by scenario, in per cent of {weeks} weeks").format(
            weeks=max(one.weeks for one in longest.values())
        )
        frame = pd.DataFrame(shares, index=rows)
        charts.append(bar_chart(frame, key="open", title=title, decimals=1))
    return charts


def _share(found: FoundRoster, count: int) -> float:
    return 100 * count / max(1, found.places)
