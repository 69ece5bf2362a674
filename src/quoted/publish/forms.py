"""The page of forms: what each draws, the example of its docstring, and the picture that it makes.

Examples are run here as they stand; that they give what they say is for doctest. Which form suits
which rows is for whoever draws.
"""

from __future__ import annotations

import base64
import doctest
import inspect
from html import escape
from pathlib import Path
from typing import Any

import quoted
from quoted import charts
from quoted.charts import theme
from quoted.charts.chart import Chart
from quoted.system.atomic import replace

NAME = "forms.html"
STYLE = """
body { font: 1rem/1.5 Lato, sans-serif; color: #1B2733; background: #FFFFFF;
       max-width: 60rem; margin: 0 auto; padding: 1rem; }
pre { background: #F3F6F9; padding: 0.8rem; overflow-x: auto; }
img { width: 100%; max-width: 30rem; height: auto; }
"""


def write(folder: Path) -> Path:
    """Write the page."""
    parts = "".join(map(_part, charts.__all__))
    text = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>The forms of charts</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        "<h1>The forms of charts</h1>\n<p>Each is a function of <code>quoted.charts</code> that "
        "takes a tidy frame and the names of its columns, draws on the axes that it is given and "
        "returns them; <code>help</code> lists what else it takes. <code>quoted.chart</code> makes "
        "a chart of one, with title, source and alternative text. The numbers are invented.</p>\n"
        f"{parts}</main>\n</body>\n</html>\n"
    )
    path = folder / NAME
    folder.mkdir(exist_ok=True)  # in a new project it is the first to stand there
    replace(path, text.encode())
    return path


def example(name: str) -> tuple[str, Chart]:
    """Return the code in the docstring of a form as far as it draws, and the chart that it makes.

    Raises
    ------
    ValueError
        The docstring draws nothing.
    """
    from matplotlib import pyplot

    documented = inspect.getdoc(getattr(charts, name)) or ""
    found, names = "", dict[str, Any]()
    with theme.style():
        pyplot.figure(figsize=(10, 6))
        for step in doctest.DocTestParser().get_examples(documented):
            found += step.source
            exec(step.source, names)
            if "ax" in names:
                said = f"Example of the form {name}, of invented numbers: {_summary(documented)}"
                made = quoted.chart(names["ax"], title=_summary(documented), alt=said, id=name)
                return found, made
    raise ValueError(f"{name}: found no example that draws on ax, expected one")


def _summary(documented: str) -> str:
    return documented.partition("\n")[0].rstrip(".")


def _part(name: str) -> str:
    code, chart = example(name)
    picture = base64.b64encode(chart.svg("bare_half")).decode()
    return (
        f'<section id="{name}">\n<h2><code>{name}</code></h2>\n<p>{escape(chart.title)}.</p>\n'
        f'<img alt="{escape(chart.alt)}" src="data:image/svg+xml;base64,{picture}">\n'
        f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n</section>\n'
    )
