"""Forest, tipping curve and frontier: marks equal the data, words fit and say what holds."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import matplotlib.colors
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from quoted.charts import theme
from quoted.data import tables
from quoted.language import language
from quoted.report import uncertainty, whatif
from quoted.statistics import estimates

DATA = Path(__file__).parents[1] / "data"
MAKERS = {
    "gaps": uncertainty.gaps,
    "tipping": uncertainty.tipping,
    "frontier": uncertainty.frontier,
}
DESTINATIONS = ["column", "slide", "half", "bare", "bare_half"]
FORBIDDEN = ["significan", "margin of error", "because", "increase", "cause"]


@pytest.fixture(scope="module")
def data():
    return tables.load(DATA)


@pytest.fixture(scope="module")
def plain(data):
    """The same survey, had it published its group sizes and everything else."""
    groups = pd.DataFrame(
        [("executives", 400), ("entry_level", 600)], columns=["group", "n"]
    ).assign(
        survey_id="lightricks_ama_2024", qualifier="exact", source_id="kiosque_burkina", fragment=""
    )
    samples = pd.concat([data.samples, groups[list(data.samples.columns)]], ignore_index=True)
    return replace(data, samples=samples, disclosure=data.disclosure.assign(level="disclosed"))


@pytest.fixture(autouse=True)
def as_exported():
    """Measure text as it is exported, without hinting."""
    with theme.style():
        yield


def drawn(chart, destination="slide", dark=False):
    figure = chart.figure(destination, dark)
    FigureCanvasAgg(figure).draw()
    return figure


def texts(figure):
    renderer = figure.canvas.get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.artists + figure.texts
    ]


def ink(box):
    """Return the box of the letters alone: a line's box reaches from descenders to accents."""
    trim = 0.2 * box.height
    return box.x0, box.y0 + trim, box.x1, box.y1 - trim


def overlaps(figure):
    """Return the pairs of texts that touch, and the texts that touch a mark."""
    found = [(words, ink(box)) for words, box in texts(figure)]
    touching = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    for axes in figure.axes:
        for line in axes.lines:
            gid = line.get_gid() or ""
            points = axes.transData.transform(np.column_stack(line.get_data()))
            if line.get_linestyle() == "None":
                reach = line.get_markersize() / 2
            elif gid.split("-")[0] in ("interval", "limit", "line", "total", "estimate", "floor"):
                reach = line.get_linewidth() / 2
                steps = np.arange(0, len(points) - 1, 0.25 if len(points) > 2 else 0.02)
                points = np.column_stack(
                    [np.interp(steps, np.arange(len(points)), points[:, i]) for i in (0, 1)]
                )
                room = axes.get_window_extent()  # what leaves it is not drawn
                points = points[
                    (points >= (room.x0, room.y0)).all(axis=1)
                    & (points <= (room.x1, room.y1)).all(axis=1)
                ]
            else:
                continue
            for words, (left, bottom, right, top) in found:
                near = (points[:, 0] > left - reach) & (points[:, 0] < right + reach)
                near &= (points[:, 1] > bottom - reach) & (points[:, 1] < top + reach)
                if near.any():
                    touching.append((words, gid))
    return touching


def outside(figure):
    width, height = figure.get_size_inches() * 72
    return [
        words
        for words, box in texts(figure)
        if box.x0 < -0.5 or box.x1 > width + 0.5 or box.y0 < -0.5 or box.y1 > height + 0.5
    ]


@pytest.mark.parametrize("code", ["en", "fr", "en-XA"])
@pytest.mark.parametrize("name", MAKERS)
def test_nothing_overlaps_or_is_clipped_anywhere(data, name, code):
    chart = MAKERS[name](data, language(code))
    for destination in DESTINATIONS:
        figure = drawn(chart, destination)
        assert overlaps(figure) == [], destination
        assert outside(figure) == [], destination


@pytest.mark.parametrize("name", MAKERS)
def test_planted_faults_are_seen(data, name):
    figure = drawn(MAKERS[name](data, language("en")))
    title = figure.artists[0]
    moved = figure.artists[1]
    moved.set_position(title.get_position())
    assert overlaps(figure)
    moved.set_x(-3)
    assert outside(figure) == [moved.get_text()]


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(("destination", "floor"), [("slide", 12), ("column", 7.5), ("half", 8.9)])
def test_type_is_large_enough(data, name, destination, floor):
    chart = MAKERS[name](data, language("en"))
    texts = drawn(chart, destination).artists
    assert min(text.get_fontsize() for text in texts) >= floor
    if destination == "slide":  # 12 points are the source's alone
        small = [text.get_text() for text in texts if text.get_fontsize() < 14]
        assert " ".join(small) == chart.source


def lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def test_forest_marks_equal_the_data(data):
    chart = uncertainty.gaps(data, language("en"))
    figure = drawn(chart)
    gaps = chart.data.drop_duplicates("measure_id")["gap_points"]
    assert [line.get_xdata()[0] for line in lines(figure, "estimate")] == gaps.tolist()
    scenarios = chart.data.groupby(["n_executives", "deff"], sort=False)
    for n, (_, rows) in enumerate(scenarios):
        limits = [tuple(line.get_xdata()) for line in lines(figure, f"interval-{n}")]
        assert limits == list(zip(rows["low_points"], rows["high_points"], strict=True))
    widths = [lines(figure, f"interval-{n}")[0].get_linewidth() for n in range(3)]
    assert widths == sorted(widths, reverse=True)


def test_forest_reproduces_the_published_scenarios(data):
    rows = uncertainty.gaps(data, language("en")).data.query("measure_id == 'weekly_use'")
    limits = [(round(low, 1), round(high, 1)) for low, high in rows.iloc[:, -2:].to_numpy()]
    assert limits == [(12.8, 25.0), (11.3, 26.3), (8.1, 29.2)]


def test_tipping_marks_equal_the_data(data):
    chart = uncertainty.tipping(data, language("en"))
    figure = drawn(chart)
    for axes, (_, rows) in zip(
        figure.axes, chart.data.groupby("measure_id", sort=False), strict=True
    ):
        tips = next(line for line in axes.lines if line.get_gid() == "tips")
        assert tips.get_xdata().tolist() == rows["tipping_size"].unique().tolist()
        assert set(tips.get_ydata()) == {0}
        for n, (_, band) in enumerate(rows.groupby("deff")):
            drawn_band = next(c for c in axes.collections if c.get_gid() == f"band-{n}")
            points = drawn_band.get_paths()[0].vertices
            assert set(band["low_points"]) <= set(points[:, 1])
            assert set(band["high_points"]) <= set(points[:, 1])
            # the limit nearer to zero leaves it at the tip
            limit = "low_points" if band["gap_points"].iloc[0] > 0 else "high_points"
            clear = band[limit] * np.sign(band["gap_points"]) > 0
            assert (clear == (band["n_each"] >= band["tipping_size"] - 1)).sum() >= len(band) - 1


def test_tipping_names_the_sizes_and_the_floor(data):
    words = [text for text, _ in texts(drawn(uncertainty.tipping(data, language("en"))))]
    for tips in ("22 / 43", "43 / 86", "59 / 118", "110 / 220", "74 / 148"):
        assert tips in words
    assert "at least 64" in words


def test_frontier_marks_equal_the_data(data):
    chart = uncertainty.frontier(data, language("en"))
    figure = drawn(chart)
    for axes, (_, rows) in zip(
        figure.axes, chart.data.groupby("measure_id", sort=False), strict=True
    ):
        for n, (_, line) in enumerate(rows[rows["kind"] == "line"].groupby("deff")):
            finite = line[np.isfinite(line["n_entry_level"])]
            shown = next(one for one in axes.lines if one.get_gid() == f"line-{n}")
            assert shown.get_xdata().tolist() == finite["n_executives"].tolist()
            assert shown.get_ydata().tolist() == finite["n_entry_level"].tolist()
        splits = rows[rows["kind"] == "split"]
        marks = [line for line in axes.lines if line.get_gid() in ("holds", "fails")]
        shown = [(m.get_xdata()[0], m.get_ydata()[0], m.get_gid() == "holds") for m in marks]
        assert shown == list(splits.iloc[:, -3:].itertuples(index=False, name=None))
        hollow = [m.get_gid() == "fails" for m in marks]
        faces = [m.get_markerfacecolor() != m.get_color() for m in marks]
        assert faces == hollow


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_text_stands_out_from_every_fill(colours):
    def luminance(colour):
        channels = np.array(matplotlib.colors.to_rgb(colour))
        linear = np.where(
            channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        return linear @ [0.2126, 0.7152, 0.0722]

    for group in ("executives", "entry_level"):
        for fill in theme.tints(colours, group, 2):
            dark, light = sorted((luminance(fill), luminance(colours.text)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("name", MAKERS)
def test_words_keep_the_rules(data, name, code):
    chart = MAKERS[name](data, language(code))
    assert len(chart.title.split()) <= 15 or code == "fr"
    assert 150 <= len(chart.alt) <= 400
    assert chart.alt != chart.title
    said = " ".join([chart.title, chart.subtitle, chart.caption, chart.alt]).lower()
    assert not [word for word in FORBIDDEN if word in said]
    if code == "en":
        assert "if " in said and "would" in said and "not published" in chart.source
    assert chart.links


def test_titles_follow_the_data(data):
    lang = language("en")
    assert "5 gaps" in uncertainty.gaps(data, lang).title
    assert "110" in uncertainty.tipping(data, lang).title
    assert uncertainty.frontier(data, lang).title.startswith("4 of 5")
    figures = data.figures.copy()
    figures.loc[figures["figure_id"] == "role_crucial.executives", "value"] = 36
    changed = replace(data, figures=figures)
    assert uncertainty.gaps(changed, lang).title.startswith("4 of 5")
    least = estimates.tipping_size(36, 34)
    assert language("en").number(least) in uncertainty.tipping(changed, lang).title
    figures.loc[figures["figure_id"] == "role_crucial.executives", "value"] = 34
    changed = replace(data, figures=figures)
    assert "Not every gap" in uncertainty.tipping(changed, lang).title
    drawn(uncertainty.tipping(changed, lang))
    drawn(uncertainty.frontier(changed, lang))


def test_a_survey_with_group_sizes_has_plain_intervals(plain):
    chart = uncertainty.gaps(plain, language("en"))
    said = " ".join([chart.title, chart.subtitle, chart.source, chart.caption, chart.alt])
    assert not {"if", "would", "could", "assumption"} & set(said.lower().replace(".", " ").split())
    assert "not published" not in said
    assert set(chart.data["n_executives"]) == {400}
    assert len(chart.data) == chart.data["measure_id"].nunique()
    row = chart.data.query("measure_id == 'weekly_use'").iloc[0]
    interval = estimates.difference_interval(244, 400, 252, 600)
    assert (row["low_points"], row["high_points"]) == pytest.approx(
        (100 * interval.low, 100 * interval.high)
    )
    for destination in DESTINATIONS:
        figure = drawn(chart, destination)
        assert overlaps(figure) == [] and outside(figure) == []


@pytest.mark.parametrize("make", [uncertainty.tipping, uncertainty.frontier])
def test_published_group_sizes_are_named_and_not_denied(data, plain, make):
    unknown = "Group sizes are not published."
    known = "As published, 400 executives and 600 entry-level marketers answered."
    assert make(data, language("en")).caption.endswith(unknown)
    assert make(plain, language("en")).caption.endswith(known)


def test_scenarios_are_of_the_published_total(data):
    other = replace(data, samples=data.samples.assign(n=401))
    gaps = uncertainty.gaps(other, language("en"))
    cases = gaps.data[["n_executives", "n_entry_level", "deff"]].drop_duplicates()
    assert cases.to_numpy().tolist() == [[200, 201, 1], [80, 321, 1], [80, 321, 2]]
    assert "80 to 321" in gaps.title
    frontier = uncertainty.frontier(other, language("en"))
    assert "40 to 361, 80 to 321 and 200 to 201" in frontier.caption
    assert "from 41 to 360 executives" in frontier.title


def test_the_scale_of_the_what_if_holds_its_intervals_and_stands_still(data):
    trying = whatif.what_if(data, language("en"))
    usual = [-40, -20, 0, 20, 40, 60]
    for asked in ((200, 800, 1.0, 95), (150, 700, 1.5, 95), (1000, 1000, 1.0, 50)):
        assert scale(trying.chart(*asked)) == usual
    chart = trying.chart(10, 10, 3.0, 99)
    assert scale(chart)[0] <= chart.data["low"].min() < -40
    assert scale(chart)[-1] >= chart.data["high"].max() > 60
    figure = drawn(chart)
    assert overlaps(figure) == [] and outside(figure) == []


def scale(chart):
    return [tick for tick, _ in chart.draw.keywords["forest"].ticks]


def test_other_assumptions_are_drawn_as_given(data):
    scenarios = [uncertainty.Scenario(30, 40, 2)]
    chart = uncertainty.gaps(data, language("en"), scenarios=scenarios, level=0.9)
    assert set(chart.data["level"]) == {0.9}
    assert "90%" in chart.subtitle
    assert "30 to 40" in chart.title
    assert not chart.title.startswith("All")


@pytest.mark.parametrize("make", MAKERS.values())
@pytest.mark.parametrize("survey_id", ["statista_2023", "unnamed_metodas", "nobody"])
def test_surveys_without_pair_or_size_get_no_interval(data, make, survey_id):
    with pytest.raises(ValueError, match=survey_id):
        make(data, language("en"), survey_id=survey_id)


def test_a_survey_without_any_size_gets_no_interval(data):
    absent = data.disclosure["item"].eq("total_n")
    level = data.disclosure["level"].mask(absent, "absent")
    unsized = replace(data, disclosure=data.disclosure.assign(level=level))
    with pytest.raises(ValueError, match="found no published size"):
        uncertainty.gaps(unsized, language("en"))


def test_same_bytes_each_time(data):
    first, second = (uncertainty.gaps(data, language("en")).svg("slide") for _ in range(2))
    assert first == second
