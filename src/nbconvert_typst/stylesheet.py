"""What the style sheets of an HTML output say about its cells: pandas' Styler, gt, and the like.

Selectors of tags, classes, ids and ``nth-child`` are understood, as descendants or children; others
say nothing here. What a declaration means is the business of `looks`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nbconvert_typst import looks

_SHOWN = ("color", "background", "font-weight", "font-style", "text-align", "display", "visibility")
"""Properties, or what they start with, that are shown; rules of others are not kept."""
_RULE = re.compile(r"(?<![^{}])([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[#.][\w-]+|:nth-child\([^)]*\)|:(?:first|last)-child)*)"
)
_PART = re.compile(r"([#.])([\w-]+)|:nth-child\(([^)]*)\)|:(first|last)-child")
MOST = 2_000
"""Rules, apart from those of single ids, beyond which the others are not looked at."""

Style = dict[str, str]


@dataclass
class Compound:
    """What is asked of one element: its tag, id, classes and place; and whether it is a child."""

    tag: str
    ids: list[str]
    classes: set[str]
    places: list[tuple[int, int]]
    last: bool
    child: bool

    def fits(self, element: Any) -> bool:
        """Say whether an element is one of these."""
        if self.tag not in ("*", element.tag) or any(
            element.get("id") != each for each in self.ids
        ):
            return False
        if self.classes and not self.classes <= set((element.get("class") or "").split()):
            return False
        if self.last and element.getnext() is not None:
            return False
        if not self.places:
            return True
        parent = element.getparent()
        place = parent.index(element) + 1 if parent is not None else 1
        return all(
            (place - b) % a == 0 and (place - b) // a >= 0 if a else place == b
            for a, b in self.places
        )


class Stylesheet:
    """The rules of all style sheets of one output."""

    def __init__(self) -> None:
        self._ids: dict[str, Style] = {}
        self._rules: list[tuple[tuple[int, int, int], list[Compound], Style]] = []
        self._known: dict[Any, Style] = {}

    def add(self, css: str) -> None:
        """Read a style sheet."""
        css = re.sub(r"/\*.*?(?:\*/|\Z)", "", css, flags=re.S)
        css = re.sub(r"@media[^{@]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
        for selectors, body in _RULE.findall(css):
            told = {
                name: setting
                for name, setting in looks.style(body).items()
                if name.startswith(_SHOWN)
            }
            for selector in selectors.split(",") if told else ():
                selector = selector.strip()
                if re.fullmatch(r"#[\w-]+", selector):
                    self._ids.setdefault(selector[1:], {}).update(told)
                elif len(self._rules) < MOST and not selector.startswith(".dataframe"):
                    compounds = _compounds(selector)
                    if compounds:
                        self._rules.append((_weight(compounds), compounds, told))

    def style(self, element: Any) -> Style:
        """Return what is said of an element, by rules and by itself."""
        known = self._known.get(element)
        if known is None:
            found: Style = {}
            for _, compounds, told in sorted(self._rules, key=lambda rule: rule[0]):
                if _fits(compounds, element):
                    found |= told
            found |= self._ids.get(element.get("id") or "", {})
            known = self._known[element] = found | looks.style(element.get("style") or "")
        return known


def _compounds(selector: str) -> list[Compound]:
    """Return the parts of a selector, or nothing where it asks for more than is understood."""
    found = []
    child = False
    for word in re.sub(r"\s*>\s*", " > ", selector).split():
        if word == ">":
            child = True
            continue
        match = _COMPOUND.fullmatch(word)
        if not match or not word:
            return []
        made = Compound(match["tag"] or "*", [], set(), [], False, child)
        for kind, name, place, end in _PART.findall(match["rest"]):
            if kind == "#":
                made.ids.append(name)
            elif kind:
                made.classes.add(name)
            elif end == "last":
                made.last = True
            else:
                numbers = (0, 1) if end else _places(place)
                if numbers is None:
                    return []
                made.places.append(numbers)
        found.append(made)
        child = False
    return found


def _places(told: str) -> tuple[int, int] | None:
    """Return a and b of every (a n + b)th child."""
    told = {"even": "2n", "odd": "2n+1"}.get(told.strip(), told.replace(" ", ""))
    found = re.fullmatch(r"(?:([-+]?\d*)n)?([-+]?\d+)?", told)
    if not found or not told:
        return None
    step = found[1]
    a = 0 if step is None else int(f"{step}1") if step in ("", "+", "-") else int(step)
    return a, int(found[2] or 0)


def _weight(compounds: list[Compound]) -> tuple[int, int, int]:
    return (
        sum(len(each.ids) for each in compounds),
        sum(len(each.classes) + len(each.places) + each.last for each in compounds),
        sum(each.tag != "*" for each in compounds),
    )


def _fits(compounds: list[Compound], element: Any) -> bool:
    *before, last = compounds
    if not last.fits(element):
        return False
    if not before:
        return True
    above = element.iterancestors()
    if last.child:
        parent = next(above, None)
        return parent is not None and _fits(before, parent)
    return any(_fits(before, each) for each in above)
