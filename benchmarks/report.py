"""The page of the benchmarks and its chart, from ``results.json``: `python -m benchmarks.report`.

What is measured is the business of the other modules. Times are rounded here, not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

import quoted
from benchmarks.exporters import ITSELF, TITLES
from benchmarks.project import STOCK, STOCK_INSTALLED, STOCK_PACKAGES
from quoted.charts.chart import Chart

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results.json")
BEGIN, END = "<!-- speed: python -m benchmarks.report -->", "<!-- speed ends -->"
OURS = "typstpdf"
PANELS = {"in process": "in a running Python", "as a command": "as a command"}
"""The two kinds of times in the chart, and what the page calls them."""
NAMES = {
    "typstpdf": "typstpdf",
    "xelatex": "XeLaTeX",
    "webpdf": "Chromium",
    "weasyprint": "WeasyPrint",
}
BUILDING = {
    "fresh copy to PDF": ("a fresh copy, installing included, to the PDF", STOCK_INSTALLED),
    "quoted build": ("everything: two languages, all files and decks", STOCK),
    "changed sentence to PDFs": ("one changed sentence to both PDFs", STOCK),
    "changed number to PDF": ("one changed number to the English PDF", STOCK),
    "nothing changed": ("nothing changed", STOCK),
}
"""What is built, and what stock nbconvert does for one notebook meanwhile."""
PARTS = ("in process", "in process, other words", "as a command", "build", "content", "figures",
         "charts", "memory")  # fmt: skip


def complete(found: Mapping[str, Any]) -> bool:
    """Say whether results hold all that the section tells of our own work."""
    ours = ("in process", "in process, other words", "as a command", "memory")
    return (
        all(isinstance(found.get(part), dict) and "failed" not in found[part] for part in PARTS)
        and all("failed" not in found[part][OURS] for part in ours)
        and all("growth" in part for part in (found["content"][OURS], found["figures"],
                                              found["charts"]))
        and "seconds" in found["build"]["quoted build"]
    )  # fmt: skip


def write(found: Mapping[str, Any], root: Path) -> None:
    """Put the section into the page between its marks, and its chart beside the results."""
    readme = root / "benchmarks" / "README.md"
    text = readme.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"benchmarks/README.md: found no {BEGIN} and {END}, expected both")
    readme.write_text(f"{before}{BEGIN}\n{section(found)}{END}{after}", "utf-8")
    drawn = chart(found)
    for ending in ("svg", "png"):
        drawn.save(root / "benchmarks" / f"speed.{ending}", size=(9, 5.4), dpi=144)


def section(found: Mapping[str, Any]) -> str:
    """Return the section, in Markdown."""
    return "\n".join(
        [
            f"![{chart(found).alt}](speed.svg)",
            "",
            *_table(found),
            "",
            *_building(found["build"]),
            "",
            *_remarks(found),
            "",
        ]
    )


def _table(found: Mapping[str, Any]) -> list[str]:
    rows = [
        "| the report's notebook to PDF | in a running Python | | the same, new words | |"
        " as a command | | memory |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, title in TITLES.items():
        cells = []
        for part in ("in process", "in process, other words", "as a command"):
            cells += [_seconds(found[part][name]), _ratio(found[part], name)]
        cells.append(_memory(found["memory"][name]))
        rows.append(f"| {title} | {' | '.join(cells)} |")
    return rows


def _seconds(entry: Mapping[str, Any]) -> str:
    if "seconds" not in entry:
        return "failed" if "failed" in entry else "absent"
    return spoken(entry["seconds"])


def spoken(seconds: float) -> str:
    """Return seconds in two digits, or whole above ten."""
    return f"{seconds:.2f} s" if seconds < 0.995 else f"{seconds:.{1 if seconds < 9.95 else 0}f} s"


def _ratio(part: Mapping[str, Any], name: str) -> str:
    ratio = ratios(part).get(name)
    return "" if ratio is None or name == OURS else f"× {_times(ratio)}"


def _times(ratio: float) -> str:
    return f"{ratio:.{2 if ratio < 0.995 else 1 if ratio < 9.95 else 0}f}"


def ratios(part: Mapping[str, Any], to: str = OURS) -> dict[str, float]:
    """Return how many times as long as one way the others take."""
    return {
        name: entry["seconds"] / part[to]["seconds"]
        for name, entry in part.items()
        if isinstance(entry, dict) and "seconds" in entry and "seconds" in part[to]
    }


def _memory(entry: Mapping[str, Any]) -> str:
    return f"{entry['process']} MB" if "process" in entry else "–"


def _remarks(found: Mapping[str, Any]) -> list[str]:
    machine, xelatex = found["machine"], found["in process"]["xelatex"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    lines = [
        "- *In a running Python*: the exporter is called in a process that has imported it and "
        "made a PDF before. *New words*: there too, with words that it has not met, so that "
        "nothing read or laid out before helps. *As a command*: `jupyter nbconvert`, from the "
        "start of Python to its end. Memory is that of the largest process of the command.",
        f"- × says how many times as long as {OURS} a way takes, in the lower table as `quoted "
        f"build`. Times are medians of {found['rounds']} rounds after one that does not count; in "
        "each round all ways have their turn.",
    ]
    inkscape = xelatex.get("inkscape", {}).get("seconds")
    if inkscape:
        rest = xelatex["seconds"] - inkscape
        times = _times(rest / found["in process"][OURS]["seconds"])
        lines.append(
            f"- Inkscape, which turns the charts into PDF for XeLaTeX, takes "
            f"{spoken(inkscape)} of its time in a running Python; the rest is still × {times}."
        )
    lines += [*_itself(found["as a command"]), *_scaling(found)]
    total = found["memory"]["quoted build"]
    lines += [
        f"- Memory: at most {found['memory'][OURS]['process']} MB in a process of the exporter's "
        f"and {total['process']} MB in one of the full build's, kernels included; all processes "
        f"of the build together, shared pages counted in each, at most {total['tree']} MB.",
        f"- Measured on {machine['cores']} cores, {machine['processor']}, with Python "
        f"{machine['python']}, {packages}.",
    ]
    return lines


def _itself(commands: Mapping[str, Any]) -> list[str]:
    """Return what of the commands' times is nbconvert's own, and the ratios without it."""
    own = commands.get(ITSELF, {}).get("seconds")
    taken = {name: commands[name]["seconds"] for name in TITLES if "seconds" in commands[name]}
    others = [name for name in taken if name != OURS]
    if own is None or not others:
        return []

    def times(of: float, to: float) -> str:
        return ", ".join(f"{NAMES[name]} × {_times((taken[name] - of) / to)}" for name in others)

    return [
        f"- Each command spends {spoken(own)} on nbconvert itself: so long does `nbconvert --to "
        f"python` take, which makes no PDF. Without that it is {times(own, taken[OURS] - own)}; "
        f"with it, an exporter that took no time at all would have {times(0, own)}."
    ]


def _building(build: Mapping[str, Any]) -> list[str]:
    rows = [f"| the project | `quoted build` | `{STOCK}` | |", "|---|--:|--:|--:|"]
    for name, (title, beside) in BUILDING.items():
        if name in build:
            stock = build[beside]
            ratio = ratios({"stock": stock, name: build[name]}, name).get("stock")
            times = "" if ratio is None else f"× {_times(ratio)}"
            rows.append(f"| {title} | {_seconds(build[name])} | {_seconds(stock)} | {times} |")
    told = (
        "nbconvert runs and prints the report's notebook alone, in one language, and does so anew "
        "after any change."
    )
    if build.keys() == {*BUILDING, STOCK, STOCK_INSTALLED}:
        told += (
            f" In the first row `pip install {' '.join(STOCK_PACKAGES)}` goes before it, and "
            "nothing that is installed comes from a cache. Processes keep what they compile, as a "
            "user's do: `PYTHONDONTWRITEBYTECODE`, under which each compiles all that it imports, "
            "is not set. Builds are measured once, after one that does not count."
        )
    return [*rows, "", told]


def _scaling(found: Mapping[str, Any]) -> list[str]:
    told = {
        "The notebook, repeated in one PDF": found["content"][OURS],
        "The figures, repeated in tables that are checked, loaded and listed": found["figures"],
        "Charts drawn to files": found["charts"],
    }
    lines = []
    for what, sizes in told.items():
        numbers = [int(size) for size in sizes if size != "growth"]
        middle = sorted(numbers)[-2]
        times = ", ".join(f"{number} in {_seconds(sizes[str(number)])}" for number in numbers)
        lines.append(
            f"- {what}: {times}. From the {middle + 1}th on, each adds {sizes['growth']:.2f} times "
            "the seconds that each before it added."
        )
    others = [
        f"{NAMES[name]} {_seconds(sizes['1'])} and {_seconds(sizes['3'])}"
        for name, sizes in found["content"].items()
        if name != OURS and "3" in sizes
    ]
    if others:
        lines.append(f"- The others, the notebook once and three times: {'; '.join(others)}.")
    return lines


def _bars(data: pd.DataFrame, ax: Axes) -> None:
    """Draw both kinds of times, the key where the bars of a browser leave room."""
    sns.barplot(data, x="seconds", y="way", hue="kind", ax=ax)
    ax.set_ylabel("")
    sns.move_legend(ax, "center right", bbox_to_anchor=(1, 0.38), title="")


def chart(found: Mapping[str, Any]) -> Chart:
    """Return the chart of both kinds of times."""
    rows = [
        (said, NAMES[name], entry["seconds"])
        for kind, said in PANELS.items()
        for name, entry in found[kind].items()
        if name in NAMES and "seconds" in entry
    ]
    data = pd.DataFrame(rows, columns=["kind", "way", "seconds"])
    ours = found["in process"][OURS]["seconds"]
    others = {n: r for n, r in ratios(found["in process"]).items() if n != OURS}
    title = f"The report's PDF in {spoken(ours)} in a running Python" + (
        f"; others take {_times(min(others.values()))} to {_times(max(others.values()))} times "
        "as long"
        if others
        else ""
    )
    told = "; ".join(
        f"{kind}: " + ", ".join(f"{way} {spoken(s)}" for each, way, s in rows if each == kind)
        for kind in PANELS.values()
    )
    return quoted.chart(
        _bars,
        data,
        id="speed",
        title=title,
        subtitle="Seconds from the executed notebook to its PDF, median; shorter is better",
        source=f"benchmarks/results.json, {found['machine']['cores']} cores, "
        f"Python {found['machine']['python']}",
        alt=f"Bar chart of seconds from a notebook to its PDF, {told}.",
    )


if __name__ == "__main__":
    write(json.loads(RESULTS.read_text("utf-8")), ROOT)
