"""Where links inside a notebook lead: the anchors that it defines and those that are asked for.

Only anchors that a link asks for become Typst labels, so that the many ids of generated HTML
neither clash nor clutter the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

_PUNCTUATION = re.compile(r"[^\w\- ]")


def slug(title: str) -> str:
    """Return the anchor of a heading as GitHub spells it."""
    return _PUNCTUATION.sub("", title.strip().lower()).replace(" ", "-")


def _key(anchor: str) -> str:
    return slug(anchor.replace("-", " "))


@dataclass
class Labels:
    """The anchors of one notebook, collected before anything is written."""

    asked: set[str] = field(default_factory=set)
    _ids: dict[str, str] = field(default_factory=dict)
    _headings: dict[str, str] = field(default_factory=dict)
    _figures: set[str] = field(default_factory=set)
    _placed: set[str] = field(default_factory=set)

    def ask(self, hrefs: Iterable[str]) -> None:
        """Record links: those that start with ``#`` ask for an anchor."""
        self.asked.update(unquote(href[1:]) for href in hrefs if href.startswith("#"))

    def define(self, anchors: Iterable[str], *, figure: bool = False) -> None:
        """Record ids, of captioned figures and tables or of anything else."""
        for anchor in anchors:
            self._ids.setdefault(anchor, anchor)
            if figure:
                self._figures.add(anchor)

    def define_heading(self, anchor: str, title: str) -> None:
        """Record a heading, to be found as pandoc, Jupyter and GitHub spell its anchor."""
        self._ids.setdefault(anchor, anchor)
        for spelling in (anchor, title):
            self._headings.setdefault(_key(spelling), anchor)

    def target(self, href: str) -> str | None:
        """Return the label that an internal link leads to, or None where there is none."""
        anchor = unquote(href[1:])
        return self._ids.get(anchor) or self._headings.get(_key(anchor))

    def is_figure(self, name: str) -> bool:
        """Say whether a label is that of a numbered figure or table."""
        return name in self._figures

    def place(self, anchor: str, *, heading: bool = False) -> str | None:
        """Return the label to put at an anchor: the first time that it is met, and if asked for.

        None either where a figure or table has that name: links lead there.
        """
        if not anchor or anchor in self._placed or anchor in self._figures:
            return None
        if not any(self.target("#" + asked) == anchor for asked in self._wanted(anchor, heading)):
            return None
        self._placed.add(anchor)
        return anchor

    def place_figure(self, name: str) -> str | None:
        """Return the label of a captioned figure or table: the first time that it is met."""
        if not name or name in self._placed:
            return None
        self.define([name], figure=True)
        self._placed.add(name)
        return name

    def _wanted(self, anchor: str, heading: bool) -> list[str]:
        if anchor in self.asked:
            return [anchor]
        if not heading:
            return []
        return [asked for asked in self.asked if self.target("#" + asked) == anchor]
