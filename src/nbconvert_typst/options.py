"""What cells say about themselves: front matter, ``#|`` options, collapsed parts, page breaks.

They are read as they stand in JupyterLab, Quarto and papermill; what is done about them is the
business of `document`, and of `exporter` for settings.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 20_000
"""Characters of front matter that are read."""
BREAK_TAGS = {"page-break", "page_break", "pagebreak", "newpage", "new-page"}
HIDDEN_TAGS = {"injected-parameters"}
_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\s*\Z", re.S)
_BREAK = re.compile(
    r"\s*(?:\\(?:newpage|pagebreak|clearpage|cleardoublepage)(?:\{\}|\[\d\])?"
    r"|\{\{< pagebreak >\}\})\s*"
)
_OPTION = re.compile(r"(?://|--|%|#|!|;+)\|[ \t]?(.*)")
_NAMES = {
    "toc": "toc",
    "toc-depth": "toc_depth",
    "number-sections": "number_sections",
    "papersize": "paper",
    "paper": "paper",
    "margin": "margin",
    "landscape": "landscape",
    "bibliography": "bibliography",
    "logo": "logo",
}
"""Settings that Quarto has in front matter, and ours."""
_NEVER = ("today", "now", "last-modified")


@dataclass
class Options:
    """What a code cell asks for.

    Attributes
    ----------
    source
        Its code without the options.
    caption, alt, label
        Of its pictures or its table.
    warnings
        Whether what it writes to the error stream is shown.
    """

    source: str
    show_input: bool = True
    show_output: bool = True
    warnings: bool = True
    captions: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    table_caption: str = ""
    label: str = ""


def is_break(source: str) -> bool:
    """Say whether a text is nothing but LaTeX's or Quarto's word for a new page."""
    return bool(_BREAK.fullmatch(source))


def front_matter(source: str) -> dict[str, Any]:
    """Return the settings of a cell that is nothing but front matter, or nothing."""
    found = _FRONT.match(source)
    return _mapping(found[1]) if found and len(source) <= LONGEST else {}


def settings(front: Mapping[str, Any]) -> dict[str, Any]:
    """Return front matter with the names that a notebook's metadata has for the same."""
    told = {
        str(key): str(each) if isinstance(each, datetime.date) else each
        for key, each in front.items()
    }
    if str(told.get("date", "")).lower().startswith(_NEVER):
        told.pop("date")
    formats = front.get("format")
    formats = formats if isinstance(formats, Mapping) else {}
    given: dict[str, Any] = {}
    for source in (front, formats.get("pdf"), formats.get("typst")):
        if isinstance(source, Mapping):
            given |= {_NAMES[key]: each for key, each in source.items() if key in _NAMES}
    if isinstance(given.get("bibliography"), str):
        given["bibliography"] = [given["bibliography"]]
    if isinstance(given.get("margin"), Mapping):
        sides = given["margin"]
        x, y = sides.get("x", "2.5cm"), sides.get("y", "2.5cm")
        order = (("top", y), ("right", x), ("bottom", y), ("left", x))
        given["margin"] = " ".join(str(sides.get(side, other)) for side, other in order)
    execute = front.get("execute")
    if isinstance(execute, Mapping) and execute.get("echo") is False:
        given["hide_input"] = True
    own = told.get("typst")
    return {**told, "typst": {**given, **(own if isinstance(own, Mapping) else {})}}


def code_options(cell: Mapping[str, Any], source: str) -> Options:
    """Return what a code cell asks for in its first lines, its metadata and its tags."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = first
    told = []
    while end < len(lines) and (found := _OPTION.fullmatch(lines[end].rstrip())):
        told.append(found[1])
        end += 1
    given = _mapping("\n".join(told)) if told else {}
    made = Options("\n".join(lines[end:]) if told else source)
    about = cell.get("metadata") or {}
    state = about.get("jupyter")
    state = state if isinstance(state, Mapping) else {}
    tags = set(about.get("tags") or ())
    included = given.get("include") is not False and not tags & HIDDEN_TAGS
    made.show_input = included and given.get("echo") is not False and not state.get("source_hidden")
    made.show_output = (
        included
        and given.get("output") is not False
        and not (state.get("outputs_hidden") or about.get("collapsed") is True)
    )
    made.warnings = given.get("warning") is not False
    caption, alt = given.get("caption"), given.get("alt")  # as MyST has them
    made.captions = _texts(given.get("fig-cap", caption))
    made.alts = _texts(given.get("fig-alt", alt))
    made.table_caption = " ".join(_texts(given.get("tbl-cap", caption)))
    made.label = str(given.get("label") or "")
    return made


def _texts(told: object) -> list[str]:
    if isinstance(told, list):
        return [str(each) for each in told]
    return [told] if isinstance(told, str) else []


def _mapping(told: str) -> dict[str, Any]:
    import yaml

    try:
        read = yaml.safe_load(told)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
