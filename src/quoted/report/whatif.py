"""Trying other assumptions in an open notebook: controls, and the chart and table that follow.

Here belong only the controls and what they redraw. Intervals are those of `comparisons`, the
picture is the `forest` form's.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from quoted.charts import forest
from quoted.charts.chart import Chart, Form, as_html
from quoted.data.tables import Tables
from quoted.language import Language
from quoted.language.shown import printable
from quoted.report.labels import gap_labels, group_name, heading
from quoted.statistics.comparisons import Comparison, Scenario, comparisons

SIZE = (10.0, 5.6)
"""Of the live picture, in inches."""
SPAN = (-40, 60)
"""What the scale holds at least, in points, so that it stands still while controls move little."""
LARGEST = 10_000_000
"""People in a group; more than any survey asks."""


class WhatIf:
    """Controls for group sizes, design effect, level and rounding, with the chart that they move.

    In a notebook with a kernel the controls are live; where there is none, the picture of the
    first setting stands in their place.
    """

    def __init__(self, tables: Tables, lang: Language, comparison: Comparison) -> None:
        self._tables, self._lang, self._of = tables, lang, comparison
        self._controls: Any = None
        sizes = comparison.sizes or (comparison.splits[1] if comparison.splits else (200, 800))
        self.start: dict[str, Any] = {
            "first_n": sizes[0],
            "second_n": sizes[1],
            "deff": 1.0,
            "level": 95,
            "worst": False,
        }

    def chart(
        self, first_n: int, second_n: int, deff: float = 1.0, level: float = 95, worst: bool = False
    ) -> Chart:
        """Return the forest of the gaps under one set of assumptions.

        Parameters
        ----------
        first_n, second_n
            Respondents in each group.
        deff
            Design effect, 1 for simple random sampling.
        level
            Confidence level in percent, above 0 and below 100.
        worst
            Whether intervals are widened by what rounding may hide.

        Raises
        ------
        ValueError
            A value is outside of these; it names the value.
        """
        lang, of = self._lang, self._of
        for said, value, low, high in (
            (lang("people in a group"), first_n, 1, LARGEST),
            (lang("people in a group"), second_n, 1, LARGEST),
            (lang("design effect"), deff, 1, 100),
            (lang("level, in %"), level, 1, 99.9),
        ):
            if not low <= value <= high:
                raise ValueError(
                    lang(
                        "{what}: found {value}, expected {low} to {high}",
                        what=said,
                        value=lang.number(value),
                        low=lang.number(low),
                        high=lang.number(high),
                    )
                )
        scenario = Scenario(first_n, second_n, deff)
        labels = gap_labels(self._tables, of.gaps, lang)
        limits = {gap.id: gap.interval(scenario, level / 100, worst) for gap in of.gaps}
        data = pd.DataFrame(
            {
                "gap_id": list(labels),
                "gap_points": [gap.points for gap in of.gaps],
                "low_points": [float(each.low) for each in limits.values()],
                "high_points": [float(each.high) for each in limits.values()],
            }
        )
        clear = sum(bool(each.excludes_zero) for each in limits.values())
        shown = {
            id_: lang.interval(float(each.low), float(each.high)) for id_, each in limits.items()
        }
        undone = {gap.id: self._undone(gap.points, limits[gap.id]) for gap in of.gaps}
        zero = {
            id_: lang("clear of zero") if each.excludes_zero else lang("includes zero")
            for id_, each in limits.items()
        }
        names = {
            "first": group_name(self._tables, of.first, lang),
            "second": group_name(self._tables, of.second, lang),
        }
        given = names | {
            "level": lang.percent(level, 0 if level == int(level) else 1),
            "a": lang.number(first_n),
            "b": lang.number(second_n),
            "total": lang.number(first_n + second_n),
            "deff": lang.number(deff),
        }
        subtitle = (
            lang(
                "If {a} {first} and {b} {second} ({total} in all) had been drawn at random, design "
                "effect {deff}: gap in points with its {level} interval, at the worst rounding",
                **given,
            )
            if worst
            else lang(
                "If {a} {first} and {b} {second} ({total} in all) had been drawn at random, "
                "design effect {deff}: gap in points with its {level} interval",
                **given,
            )
        )
        points = {gap.id: lang.number(gap.points, gap.decimals, signed=True) for gap in of.gaps}
        table = pd.DataFrame(
            {
                lang("Measure"): list(labels.values()),
                lang("Gap"): list(points.values()),
                lang("Interval, points"): list(shown.values()),
                lang("Zero"): list(zero.values()),
                lang("Would vanish with"): list(undone.values()),
            }
        )
        rows = [
            lang("{label}: {low_high}", label=labels[id_], low_high=shown[id_]) for id_ in labels
        ]
        form = partial(
            forest,
            y="gap_id",
            x="gap_points",
            low="low_points",
            high="high_points",
            labels=labels,
            texts={lang("points"): shown, lang("zero"): zero},
            sides=(
                lang("{Group} higher", Group=heading(self._tables, of.second, lang)),
                lang("{Group} higher", Group=heading(self._tables, of.first, lang)),
            ),
            zero=lang("no gap"),
            span=SPAN,
            fmt=partial(lang.number, decimals=max(gap.decimals for gap in of.gaps), signed=True),
        )
        return Chart(
            form=Form(form.func, form.keywords),
            data=data,
            id="what_if",
            language=lang.code,
            table=table,
            title=lang(
                "{clear} of {n} intervals would leave out zero",
                clear=lang.number(clear),
                n=lang.number(len(labels)),
            ),
            subtitle=subtitle,
            source=lang("The sizes are those that were entered."),
            caption=f"{subtitle}.",
            alt=lang(
                "Forest chart of {first} minus {second}, in points. {rows}.",
                rows=lang("; ").join(rows),
                **names,
            ),
        )

    def _undone(self, points: float, interval: Any) -> str:
        """Say how many points of bias that touches one group more would erase a gap."""
        nearest = interval.low if points > 0 else -interval.high
        if not interval.excludes_zero:
            return self._lang("nothing more: zero is inside")
        return self._lang(
            "a bias of {points} between the groups", points=self._lang.points(nearest)
        )

    def controls(self) -> Any:
        """Return the live controls as one widget, made once."""
        if self._controls is None:
            self._controls = _controls(self, self._names())
        return self._controls

    def _names(self) -> dict[str, str]:
        lang, of = self._lang, self._of
        return {
            "first_n": lang("{Group} asked", Group=heading(self._tables, of.first, lang)),
            "second_n": lang("{Group} asked", Group=heading(self._tables, of.second, lang)),
            "deff": lang("Design effect"),
            "level": lang("Level, in %"),
            "worst": lang("Worst rounding"),
        }

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live view with the static picture as what stands in for it."""
        data, metadata = self.chart(**self.start)._repr_mimebundle_()
        live: dict[str, Any] = self.controls()._repr_mimebundle_()
        return {**live, **data}, metadata


def what_if(tables: Tables, lang: Language) -> WhatIf:
    """Return the what-if of the first survey's gaps.

    Raises
    ------
    ValueError
        No survey has a gap.
    """
    found = comparisons(tables)
    if not found:
        raise ValueError("figures.csv: found no measure of two groups of one survey, expected one")
    return WhatIf(tables, lang, found[0])


def _shown(chart: Chart) -> str:
    """Return picture and table as HTML; vector, since it draws faster than pixels."""
    picture = base64.b64encode(chart.svg(size=SIZE, destination="slide")).decode()
    return printable(
        f'<div lang="{chart.language}"><img alt="{html.escape(chart.alt)}"'
        f' src="data:image/svg+xml;base64,{picture}" style="width: 100%; max-width: 900px">'
        f"{as_html(chart.table)}</div>"
    )


def _controls(what_if: WhatIf, names: dict[str, str]) -> Any:
    """Return the controls as fields for numbers, which everybody can use in JupyterLab.

    ipywidgets gives its sliders no name for screen readers, and JupyterLab takes the arrow keys
    from its lists. Fields without limits: what is out of range is said, not moved in silence.
    """
    import ipywidgets as widgets

    style, layout = {"description_width": "17em"}, widgets.Layout(width="25em")
    kinds: dict[str, Callable[..., Any]] = {
        "first_n": widgets.IntText,
        "second_n": widgets.IntText,
        "deff": widgets.FloatText,
        "level": widgets.FloatText,
        "worst": widgets.Checkbox,
    }
    given = {
        name: kind(
            value=what_if.start[name],
            description=names[name],
            tooltip=names[name],
            style=style,
            layout=layout,
        )
        for name, kind in kinds.items()
    }
    picture = widgets.HTML()

    def redraw(_: object = None) -> None:
        try:
            drawn = what_if.chart(**{name: control.value for name, control in given.items()})
            picture.value = _shown(drawn)
        except ValueError as error:  # out of range, or too wide for the scale
            picture.value = f'<p role="alert">{html.escape(printable(str(error)))}</p>'

    for control in given.values():
        control.observe(redraw, "value")
    redraw()
    return widgets.VBox([*given.values(), picture])
