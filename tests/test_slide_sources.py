"""A source line longer than the two lines that a slide's layout keeps for it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from invented import tables, women_and_men
from pptx import Presentation

from quoted.language import language
from quoted.publish import native, slides
from quoted.report import charts


def test_a_source_of_four_lines_has_room_below_a_lower_chart(tmp_path: Path) -> None:
    data, lang = tables(women_and_men), language("en")
    made = charts(data, lang)
    id_ = next(id_ for id_ in made if id_.startswith("divide"))
    long = dataclasses.replace(made[id_], source="Source: " + "a survey of those who ride. " * 18)
    heights = {}
    for name, chart in {"short": made[id_], "long": long}.items():
        slides.write({id_: chart}, data, lang, tmp_path / f"{name}.pptx")
        shapes = [
            {shape.name.rpartition(":")[2]: shape for shape in slide.shapes}
            for slide in Presentation(str(tmp_path / f"{name}.pptx")).slides
        ]
        found = next(each for each in shapes if "source" in each)
        source, room = found["source"], next(s for s in found.values() if s.has_chart)
        lines = native.lines(source.text_frame.text, slides.SOURCE, source.width.pt)
        assert len(lines) * slides.LEADING * slides.SOURCE <= source.height.pt + 1.5
        assert source.top.pt + source.height.pt == 520
        assert room.top + room.height <= source.top
        heights[name] = len(lines), room.height.pt
    assert heights["short"][0] <= 2 and heights["long"][0] == 4
    assert heights["short"][1] - heights["long"][1] >= 27
