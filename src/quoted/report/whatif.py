"""Trying other assumptions in an open notebook: controls, and the forest and sentence that follow.

Here belong only the controls and what they redraw. The intervals are `estimates`', the picture is
the `forest` form's.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from quoted.charts import forest
from quoted.charts.chart import Chart, as_html
from quoted.charts.page import printable
from quoted.data.tables import Tables, pairs, rows
from quoted.language import Language
from quoted.report.labels import pair_labels
from quoted.report.uncertainty import ticks
from quoted.statistics import estimates

SIZE = (10.0, 5.6)
"""Of the live picture, in inches."""
SPAN = (-40, 60)
"""What the scale holds at least, in points, so that it stands still while controls move little."""
START = {"executives": 200, "entry_level": 800, "deff": 1.0, "level": 95}


class WhatIf:
    """Controls for group sizes, design effect and level, with the chart that they move.

    In a notebook with a kernel the controls are live; where there is none, the picture of the
    first setting stands in their place.
    """

    def __init__(self, tables: Tables, lang: Language) -> None:
        self._tables = tables
        self._lang = lang
        self._controls: Any = None

    def chart(self, executives: int, entry_level: int, deff: float, level: int) -> Chart:
        """Return the forest of the gaps under one set of assumptions.

        Parameters
        ----------
        executives, entry_level
            Respondents in each group.
        deff
            Design effect, 1 for simple random sampling.
        level
            Confidence level in percent.
        """
        lang = self._lang
        frame = pairs(self._tables).sort_values("gap", ascending=False, kind="stable")
        labels = pair_labels(self._tables, frame, lang)
        limits = estimates.difference_interval(
            frame["executives"] / 100 * executives,
            executives,
            frame["entry_level"] / 100 * entry_level,
            entry_level,
            level=level / 100,
            deff=deff,
        )
        data = frame.assign(low=100 * limits.low, high=100 * limits.high)
        shown = [
            forest.Row(
                label,
                lang.number(row.gap, 0, signed=True),
                row.gap,
                [(row.low, row.high)],
                lang("clear of zero") if row.low > 0 or row.high < 0 else lang("includes zero"),
            )
            for row, label in zip(rows(data), labels, strict=True)
        ]
        clear = sum(row.low > 0 or row.high < 0 for row in rows(data))
        given = {
            "level": lang.percent(level),
            "executives": lang.number(executives),
            "entry_level": lang.number(entry_level),
            "deff": lang.number(deff, 1),
        }
        title = lang(
            "{clear} of {n} intervals would leave out zero",
            clear=lang.number(clear),
            n=lang.number(len(shown)),
        )
        subtitle = lang(
            "If {executives} executives and {entry_level} entry-level marketers had been drawn at "
            "random, design effect {deff}: gap in points with its {level} interval",
            **given,
        )
        table = pd.DataFrame(
            {
                lang("Measure"): [row.label for row in shown],
                lang("Gap"): [row.value for row in shown],
                lang("Interval, points"): [lang.interval(*row.intervals[0]) for row in shown],
                lang("Zero"): [row.note for row in shown],
            }
        )
        alt = lang(
            "Forest chart of the gaps between executives and entry-level marketers, in points. "
            "{rows}.",
            rows=lang("; ").join(
                lang(
                    "{label}: {low_high}",
                    label=row.label,
                    low_high=lang.interval(*row.intervals[0]),
                )
                for row in shown
            ),
        )
        form = forest.Forest(
            shown,
            (),
            ticks([*SPAN, *data["low"], *data["high"]], lang, step=20),
            (
                (lang("Entry-level higher"), "entry_level"),
                (lang("Executives higher"), "executives"),
            ),
        )
        source = lang("The group sizes are assumed, not published.")
        return Chart(
            id="what_if",
            language=lang.code,
            data=data,
            table=table,
            title=title,
            subtitle=subtitle,
            source=source,
            caption=f"{subtitle}.",
            alt=alt,
            draw=partial(forest.draw, forest=form),
        )

    def controls(self) -> Any:
        """Return the live controls as one widget, made once."""
        if self._controls is None:
            self._controls = _controls(self.chart, self._lang)
        return self._controls

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live view with the static picture as what stands in for it."""
        data, metadata = self.chart(**START)._repr_mimebundle_()  # type: ignore[arg-type]
        live: dict[str, Any] = self.controls()._repr_mimebundle_()
        return {**live, **data}, metadata


def what_if(tables: Tables, lang: Language) -> WhatIf:
    """Return the what-if of the executive/entry-level gaps."""
    return WhatIf(tables, lang)


def _shown(chart: Chart) -> str:
    """Return picture and table as HTML; vector, since it draws faster than pixels."""
    picture = base64.b64encode(chart.svg(size=SIZE, destination="slide")).decode()
    return printable(
        f'<div lang="{chart.language}"><img alt="{html.escape(chart.alt)}"'
        f' src="data:image/svg+xml;base64,{picture}" style="width: 100%; max-width: 900px">'
        f"{as_html(chart.table)}</div>"
    )


def _controls(chart: Callable[..., Chart], lang: Language) -> Any:
    """Return the controls as fields for numbers, which everybody can use in JupyterLab.

    ipywidgets gives its sliders no name for screen readers, and JupyterLab takes the arrow keys
    from its lists.
    """
    import ipywidgets as widgets

    def field(kind: Any, name: str, label: str, **limits: float) -> Any:
        style, layout = {"description_width": "17em"}, widgets.Layout(width="25em")
        return kind(
            value=START[name],
            description=label,
            tooltip=label,
            style=style,
            layout=layout,
            **limits,
        )

    size = partial(field, widgets.BoundedIntText, min=10, max=1000, step=10)
    given = {
        "executives": size("executives", lang("Executives asked")),
        "entry_level": size("entry_level", lang("Entry-level marketers asked")),
        "deff": field(
            widgets.BoundedFloatText, "deff", lang("Design effect"), min=1, max=3, step=0.5
        ),
        "level": field(widgets.BoundedIntText, "level", lang("Level, in %"), min=50, max=99),
    }
    picture = widgets.HTML()

    def redraw(_: object = None) -> None:
        picture.value = _shown(chart(**{name: control.value for name, control in given.items()}))

    for control in given.values():
        control.observe(redraw, "value")
    redraw()
    return widgets.VBox([*given.values(), picture])
