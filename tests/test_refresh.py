"""A deck of older data, edited by its owner: refreshed, it is still his, with new numbers."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pandas as pd
import pytest
from foreign_decks import foreign
from lxml import etree
from pptx import Presentation
from pptx.util import Inches, Pt
from test_slides import cells

import quoted
from quoted.charts import dumbbell
from quoted.cli import main
from quoted.data import tables
from quoted.language import language
from quoted.publish import record, refresh, slides, table_slides
from quoted.report import gallery
from quoted.report.display_tables import DisplayTable, display_tables

ROOT = Path(__file__).parent.parent
DATA = tables.load(ROOT / "data")


def older():
    """Return the tables as they were before a number was put right."""
    figures = DATA.figures.copy()
    figures.loc[figures["figure_id"] == "weekly_use.executives", "value"] = 58
    return dataclasses.replace(DATA, figures=figures)


def shape(slide, name):
    (found,) = [one for one in slide.shapes if one.name == name]
    return found


def place(one):
    return one.left, one.top, one.width, one.height


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """Return a deck as its owner left it, the same refreshed, and what was said."""
    folder = tmp_path_factory.mktemp("decks")
    deck = foreign("footer")
    charts = gallery.charts(older(), language("en"))
    for id_ in ("divide", "polls", "provenance"):
        slides.add(deck, charts[id_], slides.notes(charts[id_], older(), language("en")))
    divide, polls = deck.slides[1], deck.slides[2]
    moved = shape(divide, "quoted:divide")
    moved.left, moved.top, moved.width, moved.height = map(Inches, (1, 2, 7, 4))
    divide.shapes.title.text_frame.text = "Bosses use it more"
    divide.shapes.add_textbox(*map(Inches, (9, 2, 3, 1))).text_frame.text = "My own remark"
    polls.notes_slide.notes_text_frame.text = "What I say here"
    source = shape(polls, "quoted:polls:source")
    source._element.getparent().remove(source._element)
    listed = deck.slides._sldIdLst
    listed.append(listed[1])  # the slide of the pairs comes last
    path = folder / "mine.pptx"
    deck.save(path)
    status = main(["--root", str(ROOT), "refresh", str(path)])
    assert status == 0
    return Presentation(path), Presentation(folder / "mine.refreshed.pptx"), path


def test_the_chart_is_where_its_owner_put_it_with_new_numbers(decks):
    before, after, _ = decks
    assert [s.slide_id for s in after.slides] == [s.slide_id for s in before.slides]
    for old, new in zip(before.slides, after.slides, strict=True):
        assert [(s.name, s.shape_id, place(s)) for s in new.shapes] == [
            (s.name, s.shape_id, place(s)) for s in old.shapes
        ]
    held = [
        cells(shape(deck.slides[3], "quoted:divide").chart.part.chart_workbook.xlsx_part.blob)
        for deck in decks[:2]
    ]
    shares = [{held_[f"B{row}"] for row in range(2, 7)} for held_ in held]
    assert 58 in shares[0] and 61 in shares[1]
    executives = DATA.figures[DATA.figures["figure_id"].str.endswith(".executives")]
    assert shares[1] <= {*executives["value"]}


def test_what_its_owner_worded_stays_and_what_we_worded_follows(decks):
    _, after, _ = decks
    divide, polls = after.slides[3], after.slides[1]
    assert divide.shapes.title.text_frame.text == "Bosses use it more"
    assert "My own remark" in [s.text_frame.text for s in divide.shapes if s.has_text_frame]
    assert "61%" in divide.notes_slide.notes_text_frame.text
    assert "58%" not in divide.notes_slide.notes_text_frame.text
    assert polls.notes_slide.notes_text_frame.text == "What I say here"
    assert "61%" in shape(divide, "quoted:divide")._element.xpath(".//p:cNvPr/@descr")[0]
    assert after.slides[0].shapes.title.text_frame.text == "A slide of its owner"


def test_nothing_is_left_of_the_old_chart_and_a_second_run_changes_nothing(decks, capsys):
    _, after, path = decks
    refreshed = path.with_name("mine.refreshed.pptx")
    assert main(["--root", str(ROOT), "refresh", str(refreshed), "--in-place"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "slide 2, polls: unchanged",
        "slide 3, provenance: unchanged",
        "slide 4, divide: title worded by hand: left as it is (ours would be: "
        f"{gallery.charts(DATA, language('en'))['divide'].title})",
    ]
    again = Presentation(refreshed)
    names = [
        {str(part.partname) for part in deck.part.package.iter_parts()} for deck in (after, again)
    ]
    assert [sum("charts/chart" in name for name in one) for one in names] == [2, 2]


def test_it_says_what_changed(decks, capsys):
    _, _, path = decks
    main(["--root", str(ROOT), "refresh", str(path), "-o", str(path.with_name("other.pptx"))])
    said = capsys.readouterr().out
    assert "slide 4, divide: Use AI at least weekly, " in said and "58% → 61%" in said
    assert "slide 4, divide: title worded by hand: left as it is" in said
    assert "slide 2, polls: unchanged" in said
    assert said.endswith("other.pptx\n")


def test_tables_follow_cell_by_cell():
    lang = language("en")
    before = display_tables(older(), lang)["outlets"]
    deck = foreign("footer")
    slides._tabled(deck, before, lang)
    frame = shape(deck.slides[1], "quoted:table:outlets")
    frame.table.cell(1, 0).text_frame.paragraphs[0].runs[0].text = "My own name"
    said = list(refresh._tables(deck, DATA))
    after = display_tables(DATA, lang)["outlets"]
    shown = [[cell.text for cell in row.cells] for row in list(frame.table.rows)[1:]]
    changed = [
        (i, j) for i, row in enumerate(after.frame.to_numpy()) for j, text in enumerate(row)
        if text != before.frame.to_numpy()[i][j]
    ]  # fmt: skip
    assert changed and all(
        shown[i][j] == after.frame.to_numpy()[i][j] for i, j in changed if (i, j) != (0, 0)
    )
    assert shown[0][0] == "My own name"
    assert sum("→" in line for line in said) == len(changed)
    assert any("worded by hand: left as it is" in line for line in said)
    assert [line for line in refresh._tables(deck, DATA) if "→" in line] == []


def test_a_cell_that_was_empty_is_set_like_the_others_and_one_that_is_emptied_has_no_run():
    (slide,) = foreign("footer").slides
    names = ("Name", "Text")
    was, now = (
        DisplayTable("t", "A caption", names, [("", row) for row in cells])
        for cells in ([("a", ""), ("b", "2")], [("a", "1"), ("b", "")])
    )
    (page,) = table_slides.pages(was, 300, 200)
    frame = table_slides.add(slide, was, page, (10, 20, 300, 200))
    ours, new = ([list(names), *one.frame.to_numpy().tolist()] for one in (was, now))
    said = list(refresh._cells(frame, ours, new))
    assert said == ["a, Text: empty → 1", "b, Text: 2 → empty"]
    filled, emptied = (frame.table.cell(n, 1).text_frame.paragraphs[0] for n in (1, 2))
    assert [run.font.size for run in filled.runs] == [Pt(page.size)] and not emptied.runs


PAIRS = pd.DataFrame(
    {
        "what": ["walk", "walk", "ride", "ride"],
        "who": ["cats", "dogs"] * 2,
        "pct": [65.0, 34, 48, 33],
    }
)
PETS = quoted.chart(
    dumbbell, PAIRS, y="what", x="pct", hue="who", id="pets", title="Cats walk more",
    alt="A dumbbell chart of cats and dogs", subtitle="Share in %", source="Source: pets",
)  # fmt: skip
NEW = PETS.but(
    rows=PAIRS.assign(pct=[20.0, 34, 48, 33]), title="Dogs walk more", alt="Cats walk little"
)


def test_a_second_run_finds_its_chart_and_others_are_added():
    deck = Presentation()
    first = PETS.add_to(deck)
    assert NEW.add_to(deck).slide_id == first.slide_id
    assert first.shapes.title.text_frame.text.split() == NEW.title.split()
    french = dataclasses.replace(PETS, language="fr")
    assert french.add_to(deck).slide_id != first.slide_id
    unnamed = dataclasses.replace(PETS, id="chart")
    assert unnamed.add_to(deck).slide_id != unnamed.add_to(deck).slide_id
    assert len(deck.slides) == 4


def renewed(deck, chart):
    (found,) = refresh.find(deck)
    return refresh.renew(deck, found, chart)


def test_a_number_typed_on_the_slide_is_that_of_the_data_again():
    deck = Presentation()
    slide = PETS.add_to(deck)
    assert renewed(deck, PETS) == []
    root = shape(slide, "quoted:pets").chart.part._element
    typed = [v for v in root.iter("{*}v") if v.text == "65%"]
    typed[0].text = "70%"
    assert renewed(deck, PETS) == ["numbers edited on the slide are those of the data again"]
    assert b"70%" not in shape(slide, "quoted:pets").chart.part.blob


def test_colours_and_type_of_its_owner_stay_as_long_as_only_numbers_change():
    deck = Presentation()
    slide = PETS.add_to(deck)
    root = shape(slide, "quoted:pets").chart.part._element
    root.xpath("//c:marker//a:schemeClr")[0].set("val", "accent6")
    root.xpath("//c:dLbl//a:rPr")[0].set("sz", "4400")
    assert renewed(deck, PETS) == []
    other = PETS.but(rows=PAIRS.assign(pct=[70.0, 34, 48, 33]), title="More", alt="Cats walk 70%")
    assert renewed(deck, other) == ["walk, pct: 65.0 → 70.0", "title: More"]
    frame = shape(slide, "quoted:pets")
    assert b"accent6" in frame.chart.part.blob and b'sz="4400"' in frame.chart.part.blob
    assert b"70%" in frame.chart.part.blob and b"65%" not in frame.chart.part.blob
    assert frame._element.xpath(".//p:cNvPr/@descr") == ["Cats walk 70%"]
    held = cells(frame.chart.part.chart_workbook.xlsx_part.blob)
    assert [held[place] for place in ("B2", "C2", "D2")] == [70, 34, 36]
    said = renewed(deck, NEW)  # the labels change sides
    assert said[0] == "walk, pct: 70.0 → 20.0" and said[1].startswith("drawn anew: other than")
    anew = shape(slide, "quoted:pets").chart.part._element
    cats, dogs = (anew.xpath(f"//c:ser[c:tx/c:v='{who}']")[0] for who in ("cats", "dogs"))
    inks = [{*one.xpath("./c:marker//a:schemeClr/@val"), *one.xpath("./c:dLbls//a:schemeClr/@val")}
            for one in (cats, dogs)]  # fmt: skip
    assert inks == [{"accent6"}, {"accent2"}] and b'sz="4400"' not in etree.tostring(anew)


def test_a_chart_that_its_owner_made_smaller_keeps_lines_and_look():
    deck = Presentation()
    slide = PETS.add_to(deck)
    frame = shape(slide, "quoted:pets")
    frame.chart.part._element.xpath("//c:marker//a:schemeClr")[0].set("val", "accent6")
    frame.width, frame.height = frame.width // 3, frame.height // 2
    other = PETS.but(rows=PAIRS.assign(pct=[70.0, 34, 48, 33]), title="More", alt="Cats walk 70%")
    assert renewed(deck, other) == ["walk, pct: 65.0 → 70.0", "title: More"]
    small = place(frame)
    assert b"accent6" in frame.chart.part.blob and b"70%" in frame.chart.part.blob
    assert renewed(deck, NEW)[1].startswith("drawn anew")  # for the place that it has now
    frame = shape(slide, "quoted:pets")
    assert place(frame) == small
    known = record.read(slide.part, frame._element)
    assert known["size"] == [frame.width, frame.height]


def test_a_picture_that_its_owner_cut_is_cut_as_before():
    deck = Presentation()
    charts = [gallery.charts(data, language("en"))["tipping"] for data in (older(), DATA)]
    slide = charts[0].add_to(deck)
    picture = shape(slide, "quoted:tipping")
    picture.crop_left, picture.width = 0.25, picture.width * 3 // 4
    was, drawn = place(picture), picture.image.size
    assert "Use AI at least weekly, Gap, points: +16 → +19" in renewed(deck, charts[1])
    picture = shape(slide, "quoted:tipping")
    assert (place(picture), picture.crop_left, picture.image.size) == (was, 0.25, drawn)


def test_without_its_record_words_stay_and_that_is_said():
    deck = Presentation()
    slide = PETS.add_to(deck)
    element = shape(slide, "quoted:pets")._element
    for tags in element.xpath(".//p:custDataLst"):
        tags.getparent().remove(tags)
    said = renewed(deck, NEW)
    assert said[0] == "drawn anew; what it showed is not known"
    assert said[1] == "title worded by hand: left as it is (ours would be: Dogs walk more)"
    assert record.read(slide.part, shape(slide, "quoted:pets")._element)["title"] == NEW.title


@pytest.mark.parametrize(
    ("made", "expected"),
    [(lambda path: path.write_text("no deck"), "found no presentation of PowerPoint"),
     (lambda path: Presentation().save(path), "found no chart that quoted put there")],
)  # fmt: skip
def test_what_cannot_be_refreshed_is_refused(tmp_path, capsys, made, expected):
    path = tmp_path / "deck.pptx"
    made(path)
    assert main(["--root", str(ROOT), "refresh", str(path)]) == 1
    assert expected in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["deck.pptx"]


def test_a_chart_in_a_group_is_found():
    deck = Presentation()
    slide = PETS.add_to(deck)
    group = slide.shapes.add_group_shape()
    group._element.append(shape(slide, "quoted:pets")._element)
    assert "walk, pct: 65.0 → 20.0" in renewed(deck, NEW)
    assert b"quoted:pets" in io.BytesIO(slide.part.blob).getvalue()
    assert [one.name for one in group.shapes] == ["quoted:pets"]
