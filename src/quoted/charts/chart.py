"""A chart as a value: its data, its words, and how to draw it at any destination.

Notebooks, files, slides and report all use this one value. A form (`quoted.charts.dumbbell`, a
function of seaborn, a reader's own) draws what lies between title and source line, from the data;
the words of the report's charts are written in `quoted.report`.
"""

from __future__ import annotations

import base64
import html
import inspect
import io
import pickle
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from quoted.charts import kept, layout, png, svg, theme
from quoted.charts.page import LEADING, Box, wrap
from quoted.language import language
from quoted.language.shown import LITERAL, printable
from quoted.system.atomic import replace as write_whole

LICENCE = "CC BY 4.0"
PNG_DPI = 200
NOTEBOOK_DPI = 120
WORDS = ("id", "title", "subtitle", "source", "caption", "alt", "table", "links")
"""What `Chart.but` sets as it is given."""
LOOKS = {
    *("labels", "names", "details", "texts", "totals", "heads", "sides", "zero", "foot"),
    *("between", "counts", "palette", "span", "fmt", "gap_fmt", "size_fmt"),
}
"""Keywords of our forms that draw the same rows in other words or colours: no word gets false."""
DENSE = (1, 0.9, 0.8)
"""What all type is multiplied by where small labels alone do not make a chart fit."""
LARGER = (1.5, 1.3, 1.15)
"""What labels are multiplied by where a chart is higher than wide and they fit."""
HEIGHTS = tuple(round(90 * 1.15**n) for n in range(15))
"""Of a chart in the report, in points: the first that does is taken."""
BLACK_AND_WHITE = {"#000000": theme.DARK.text, "#ffffff": theme.DARK.background}
"""What matplotlib draws with unless told otherwise, on a dark background."""
UNNAMED = "chart"
"""Id of a chart that nobody named: a notebook may show several, so no link leads to it."""
MOST = 100
"""Inches of width and height up to which a chart is drawn: 20,000 pixels."""


@dataclass(frozen=True)
class Destination:
    """Where a chart goes: its size in inches, its base type size, what it leaves out.

    Attributes
    ----------
    width, height
        In inches; without a height, a chart is as high as it needs to be.
    base
        Base type size in points.
    words
        Whether title, subtitle and source line are inside.
    above, below
        Room kept free for the slide's own title and source where they are not, in points.
    transparent
        Whether the background is left out.
    margin
        On all sides, in points.
    formats
        Of its files.
    dark
        Whether it has a dark version.
    spare
        Whether a chart that does not fit does without.
    """

    width: float
    height: float | None
    base: float
    words: bool = True
    above: float = 0
    below: float = 0
    transparent: bool = False
    margin: float = 0
    formats: tuple[str, ...] = ("svg", "png")
    dark: bool = True
    spare: bool = False


DESTINATIONS = {
    "column": Destination(16 / 2.54, None, 9, words=False, margin=2, formats=("svg",), dark=False),
    "slide": Destination(40 / 3, 7.5, 18, margin=40),
    "half": Destination(6.0, 5.5, 13, margin=18, spare=True),
    "phone": Destination(5.0, 80 / 9, 14, margin=16, formats=("svg",), dark=False, spare=True),
    "bare": Destination(
        40 / 3, 7.5, 18, words=False, above=100, below=10, transparent=True, margin=40
    ),
    "bare_half": Destination(6.0, 5.5, 13, words=False, transparent=True, margin=18, spare=True),
}


class Files(NamedTuple):
    """A chart as files: width and height in inches, and the content of each format."""

    width: float
    height: float
    contents: dict[str, bytes]


@dataclass(frozen=True)
class Form:
    """What draws a chart's data: a function of axes, ours or any other, and what it is told.

    Attributes
    ----------
    function
        Called with `data` (unless there are none), `ax`, and the keywords.
    keywords
        By name; see the function.
    changed
        Those of the keywords that `but` set.
    """

    function: Callable[..., Any]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The function's name."""
        return str(getattr(self.function, "__name__", type(self.function).__name__))

    @property
    def ours(self) -> bool:
        """Whether it is a form that measures itself what it draws."""
        return str(getattr(self.function, "__module__", "")).startswith("quoted.charts.forms.")

    def read(self, data: pd.DataFrame) -> Any:
        """Return what one of our forms makes of the data, without drawing it.

        Raises
        ------
        TypeError
            A keyword is missing, or unknown.
        ValueError
            The data do not make this form.
        """
        inspect.signature(self.function).bind(data, **self.keywords)
        module = sys.modules[self.function.__module__]
        return module.read(data, **self.keywords)

    def but(self, keywords: Mapping[str, Any]) -> Form:
        """Return the form with other keywords.

        Raises
        ------
        ValueError
            The function takes no such keyword.
        """
        known, taken = inspect.signature(self.function).parameters, ("data", "ax")
        if not any(one.kind is one.VAR_KEYWORD for one in known.values()):
            for name in keywords:
                if name not in known or name in taken:
                    others = ", ".join([*WORDS, *(one for one in known if one not in taken)])
                    raise ValueError(f"{self.name}: found {name!r}, expected one of {others}")
        return replace(
            self, keywords={**self.keywords, **keywords}, changed={**self.changed, **keywords}
        )

    def draw(self, data: pd.DataFrame, figure: Figure, room: Box) -> None:
        """Draw into a room of a figure, in points.

        Raises
        ------
        ValueError
            It does not fit.
        """
        width, height = figure.get_size_inches() * 72
        ax = figure.add_axes(
            (room.left / width, room.bottom / height, room.width / width, room.height / height)
        )
        about = {} if data.empty and not self.ours else {"data": data}
        self.function(**about, ax=ax, **self.keywords)
        if not self.ours:
            layout.contain(ax, room)

    def blank(self, width: float, height: float) -> Figure:
        """Return a figure of this size in inches to draw on."""
        return Figure((width, height), dpi=72)


@dataclass(frozen=True)
class Drawn(Form):
    """A figure that somebody drew: it is laid out anew, its text set in our font."""

    function: Callable[..., Any] = field(default=lambda: None)
    content: bytes = field(default=b"", repr=False)
    forms: Mapping[int, layout.Drawing] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What it is."""
        return "figure"

    def draw(self, data: pd.DataFrame, figure: Figure, room: Box) -> None:
        """Lay the figure out within a room, in points; our forms are drawn anew in their parts."""
        width, height = figure.get_size_inches() * 72
        old, size = set(figure.findobj(Text)), matplotlib.rcParams["font.size"]
        own = [axes for n, axes in enumerate(figure.axes) if n not in self.forms]
        said = [text for axes in own for text in axes.findobj(Text) if text in old]
        usual = float(np.median([text.get_fontsize() for text in said])) if said else size
        for text in said:
            text.set_fontfamily(theme.FAMILY)
            text.set_fontsize(text.get_fontsize() * size / usual)
        edges = (room.left / width, room.bottom / height, room.right / width, room.top / height)
        if not self.forms:
            left, bottom, right, top = edges
            rectangle = (left, bottom, right - left, top - bottom)
            figure.set_layout_engine("constrained", rect=rectangle)
            figure.get_layout_engine().execute(figure)  # type: ignore[union-attr]
            figure.set_layout_engine("none")
            return
        for n, (axes, part) in enumerate(layout.parts(figure, room, 2 * size)):
            if n in self.forms:
                layout.again(axes, self.forms[n], part)
            else:
                layout.contain(axes, part)

    def blank(self, width: float, height: float) -> Figure:
        """Return the figure itself, in this size."""
        figure: Figure = pickle.loads(self.content)
        figure.set_dpi(72)
        figure.set_size_inches(width, height)
        return figure


@dataclass(frozen=True)
class Chart:
    """A chart: immutable, complete, the same wherever it is shown.

    Attributes
    ----------
    id
        Its name in files, labels and links.
    language
        Code of the language of its words.
    data
        The rows that it draws, with language-neutral column names: other rows, another picture.
    table
        The same for readers: translated headers, formatted numbers.
    title, subtitle, source
        As they stand on the chart: the finding; measure, unit, population and date; the records.
    caption
        What stands under the chart, beside its title, where neither is inside.
    alt
        What the chart shows, for those who do not see it; 150 to 400 characters.
    form
        Draws the data in the room that the words leave.
    links
        Where the numbers stand: addresses of pages, at the fragment where that is known.
    leading
        Ids of what prose cites that lead to the chart, where a notebook shows it.
    palette
        Colours of the first and second group, if not ours.
    reword
        Words a chart of other rows, order or language: returns title, alt and whatever else
        changes, by name; nothing where it has no true words.
    """

    id: str
    language: str
    data: pd.DataFrame = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    title: str
    subtitle: str
    source: str
    caption: str
    alt: str
    form: Form = field(repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    leading: tuple[str, ...] = field(default=(), repr=False)
    palette: tuple[str, str] | None = field(default=None, repr=False)
    reword: Callable[[Chart], Mapping[str, Any]] | None = field(default=None, repr=False)

    def but(
        self,
        rows: pd.DataFrame | str | None = None,
        *,
        order: Sequence[Any] | None = None,
        palette: Sequence[str] | Mapping[Any, str] | None = None,
        language: str | None = None,
        **changes: Any,
    ) -> Chart:
        """Return the chart with other rows, order, colours or words; this one stays as it is.

        A chart of the report words itself anew, from the rows that are left; words that were given
        before give way. What has no words for its new rows asks for them. Where a notebook shows
        both charts, the new one needs an `id` of its own.

        Parameters
        ----------
        rows
            A frame, or a query of this chart's `data` such as ``"pct > 40"``.
        order
            Of the rows, as the form takes it.
        palette
            Two colours, of the first and the second group, or by group.
        language
            Code of the language of its words, such as ``"fr"``.
        changes
            Words (`title`, `subtitle`, `source`, `caption`, `alt`), `id`, or keywords of the form.

        Raises
        ------
        ValueError
            The rows do not make this form, the colours cannot be read, a name is unknown, or title
            and alternative text speak of other rows or in another language and nobody gave new
            ones.

        Examples
        --------
        >>> import pandas as pd
        >>> import quoted
        >>> from quoted.charts import lollipop
        >>> rows = pd.DataFrame({"pet": ["cats", "dogs"], "pct": [61, 42]})
        >>> words = {"title": "61% like cats", "alt": "Lollipop chart: cats 61%, dogs 42%."}
        >>> pets = quoted.chart(lollipop, rows, y="pet", x="pct", **words)
        >>> pets.but(palette=["#143C6E", "#F0E68C"])  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ValueError: palette: found #f0e68c with a contrast of 1.3 to 1 on white, ...
        >>> pets.but(rows="pct > 50")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ValueError: chart: its rows are other ones, and title and alt ...
        >>> cats = pets.but(rows="pct > 50", title="61%", alt="Lollipop chart: cats 61%.")
        >>> cats.data["pet"].item()
        'cats'
        """
        words = {name: changes.pop(name) for name in WORDS if name in changes}
        keywords = {**changes, **({} if order is None else {"order": list(order)})}
        chart = replace(self, form=self.form.but(keywords)) if keywords else self
        if palette is not None:
            if isinstance(palette, Mapping):
                groups = self.form.keywords.get("hue_order", palette)
                palette = [palette[group] for group in groups if group in palette]
            chart = replace(chart, palette=theme.checked(palette))
        data = self._queried(rows) if isinstance(rows, str) else rows
        other = data is not None and not data.equals(self.data)
        if other and data is not None:
            chart = replace(chart, data=data.reset_index(drop=True), table=data)
        if self.form.ours:
            chart.form.read(chart.data)
        translated = language not in (None, self.language)
        if translated:
            chart = replace(chart, language=_code(language))
        if (other or keywords or translated) and self.reword is not None:
            words = {**self.reword(chart), **words}
        stale = [name for name in self._stale(keywords, other, translated) if name not in words]
        if stale:
            why = (
                "its rows are other ones"
                if other
                else "its language is another"
                if translated
                else "it shows something else"
            )
            verb, them = ("speak", "them") if len(stale) > 1 else ("speaks", "it")
            raise ValueError(
                f"{self.id}: {why}, and {' and '.join(stale)} {verb} of the old: give {them} anew"
            )
        if (other or translated) and "caption" not in words:
            words["caption"] = caption(
                words.get("subtitle", self.subtitle), words.get("source", self.source)
            )
        return replace(chart, **words)

    def _queried(self, query: str) -> pd.DataFrame:
        try:
            return self.data.query(query)
        except Exception as error:  # whatever pandas and Python say of an expression
            columns = ", ".join(map(str, self.data.columns))
            raise ValueError(
                f"{self.id}: found rows {query!r} ({error}), expected a query of {columns}"
            ) from None

    def _stale(self, keywords: Mapping[str, Any], other: bool, translated: bool) -> list[str]:
        """Return the names of the words that are false after a change, or in the old language."""
        if translated:
            return [name for name in ("title", "alt", "subtitle", "source") if getattr(self, name)]
        telling = {*keywords} - LOOKS if self.form.ours else {*keywords} & {"order"}
        if other or telling - {"order"}:
            return ["title", "alt"]
        return ["alt"] if telling else []

    def figure(
        self,
        destination: str = "column",
        dark: bool = False,
        size: tuple[float, float] | None = None,
    ) -> Figure:
        """Return a matplotlib figure, laid out for a destination or a size.

        Parameters
        ----------
        destination
            A key of `DESTINATIONS`.
        dark
            Whether on a dark background.
        size
            Width and height in inches instead of the destination's; type grows with it.

        Raises
        ------
        ValueError
            The destination is unknown, or the chart does not fit the size.
        """
        where = _destination(destination, size)
        if where.height is None:
            return self._as_high_as_needed(where, dark)
        try:
            return self._figure(where, dark, where.height * 72)
        except ValueError as error:
            if size is None:
                raise
            raise ValueError(
                f"{error}{self._enough(destination, (where.width, where.height))}"
            ) from error

    def _enough(self, destination: str, size: tuple[float, float]) -> str:
        """Say which larger size of the same shape would do."""
        for n in range(1, 40):
            width, height = (round(side * 1.2**n, 1) for side in size)
            try:
                where = _destination(destination, (width, height))
                self._figure(where, False, height * 72)
            except ValueError:
                continue
            return f"; {width:.1f} by {height:.1f} inches would do"
        return ""

    def svg(
        self,
        destination: str = "column",
        dark: bool = False,
        size: tuple[float, float] | None = None,
        live_text: bool | None = None,
    ) -> bytes:
        """Return an accessible SVG, the same bytes each time.

        Parameters
        ----------
        destination, dark, size
            See `figure`.
        live_text
            Text as text, which needs the font where it is shown, or as paths. By default text in
            the report column, where the report brings the font, but for combining marks.
        """
        figure = self.figure(destination, dark, size)
        live = live_text
        if live is None:
            live = destination == "column" and not _combining(figure)
        return self._accessible(self._drawing(figure, live), self.name(destination, dark))

    def png(
        self,
        destination: str = "slide",
        dark: bool = False,
        size: tuple[float, float] | None = None,
        dpi: float = PNG_DPI,
    ) -> bytes:
        """Return a PNG with its title, description, source and licence, the same bytes each time.

        See `figure` for the parameters; `dpi` is in pixels per inch.
        """
        return self._png(self.figure(destination, dark, size), dpi)

    def save(
        self,
        path: str | Path,
        destination: str = "slide",
        dark: bool = False,
        size: tuple[float, float] | None = None,
        dpi: float = PNG_DPI,
        transparent: bool = False,
    ) -> Path:
        """Write the chart to a file, in the format that the ending of its name says; return it.

        PNG, SVG and PDF are pictures; PPTX is a slide of its own in our look, HTML a page to put
        into another, with the numbers as a table: both fit themselves to where they are shown.

        Raises
        ------
        ValueError
            The ending is another one, the chart does not fit the size, or the format takes no size,
            no dark ground or no transparent one.
        """
        path = Path(path)
        ending = path.suffix.lower()
        if ending in (".pptx", ".html"):
            if size is not None or dark or transparent:
                raise ValueError(
                    f"{path}: a {ending} file takes no size, dark or transparent ground"
                )
            from quoted.publish import embed, slides  # which need charts

            make = slides.alone if ending == ".pptx" else embed.page
            write_whole(path, make(self))
            return path
        if ending not in (".png", ".svg", ".pdf"):
            expected = ".png, .svg, .pdf, .pptx or .html"
            raise ValueError(f"{path}: found ending {ending!r}, expected {expected}")
        figure = self.figure(destination, dark, size)
        if transparent:
            figure.set_facecolor("none")
        match ending:
            case ".png":
                content = self._png(figure, dpi)
            case ".svg":
                drawing = self._drawing(figure, live=False)
                content = self._accessible(drawing, self.name(destination, dark))
            case _:
                content = self._pdf(figure)
        write_whole(path, content)
        return path

    def add_to(
        self,
        presentation: Any,
        dark: bool | None = None,
        position: int | None = None,
        layout: str | None = None,
    ) -> Any:
        """Add a slide with this chart to a presentation of python-pptx; return the slide.

        PowerPoint edits the chart wherever it has the form, in the presentation's own colours and
        fonts. Where the presentation has a chart of this `id`, that one gets the new data and
        words, and keeps place, size and what its owner worded.

        Parameters
        ----------
        presentation
            Of python-pptx.
        dark
            Whether the background is dark; by default as the presentation says.
        position
            Which slide a new one becomes, counted from 1; by default the last.
        layout
            Name of the layout of a new one, whose largest placeholder then holds the chart.

        Raises
        ------
        ValueError
            There is no such position or layout.
        TypeError
            It is no presentation.
        """
        from quoted.publish import refresh  # charts do not need slides, and slides need charts

        return refresh.place(presentation, self, dark, position, layout)

    def files(self, destination: str) -> dict[str, Files]:
        """Return the files of a destination by theme, drawn once; see `svg` and `png`."""
        where, figure = DESTINATIONS[destination], self.figure(destination)
        drawing = self._drawing(figure, live=False)
        made = {"light": self._files(figure, drawing, self.name(destination), where.formats)}
        if where.dark:
            theme.darken(figure, self._exchanged)
            name = self.name(destination, dark=True)
            made["dark"] = self._files(figure, drawing, name, where.formats, self._exchanged)
        return made

    def content(self, width: float, height: float, dark: bool = False) -> Files:
        """Return both files of what lies between title and source line, in the type of a slide.

        Parameters
        ----------
        width, height
            Of the room on the slide, in inches.
        dark
            Whether for a dark background; there is none inside.
        """
        slide = DESTINATIONS["slide"]
        widest = slide.width - 2 * slide.margin / 72
        base = float(np.interp(width, [0, 6, widest], [0, 13, slide.base]))
        where = Destination(width, height, max(base, theme.LEAST), words=False, transparent=True)
        figure = self._figure(where, dark, height * 72)
        drawing = self._drawing(figure, live=False)
        return self._files(figure, drawing, self.name("content", dark), where.formats)

    def _files(
        self,
        figure: Figure,
        drawing: bytes,
        name: str,
        formats: tuple[str, ...],
        colours: Mapping[str, str] | None = None,
    ) -> Files:
        """Encode a figure; its SVG from its drawing, with colours exchanged."""
        width, height = figure.get_size_inches()
        encode = {
            "svg": lambda: self._accessible(drawing, name, colours),
            "png": lambda: self._png(figure, PNG_DPI),
        }
        return Files(float(width), float(height), {key: encode[key]() for key in formats})

    def packed(self) -> bytes:
        """Return all that is drawn (rows, words, form) as bytes, the same each time.

        Only `unpacked` reads them, in the same version of this package.
        """
        return pickle.dumps(replace(self, reword=None), protocol=5)

    def name(self, destination: str, dark: bool = False) -> str:
        """Return the name of its file, without an ending: ``divide_slide_fr_dark``."""
        return f"{self.id}_{destination}_{self.language}" + ("_dark" if dark else "")

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Return what a notebook shows: a picture with its data, the report's SVG, and text."""
        about = {
            "alt": self.alt,
            "caption": self.caption,
            "id": self.id,
            "title": self.title,
            "source": self.source,
        }
        return kept.shown(self, self._shown), {"image/svg+xml": about}

    def _shown(self) -> dict[str, str]:
        return {
            "text/html": self._html(),
            "image/svg+xml": self.svg("column").decode(),
            "text/plain": self.alt,
        }

    def _html(self) -> str:
        picture = base64.b64encode(self.png("slide", dpi=NOTEBOOK_DPI)).decode()
        alt = html.escape(printable(self.alt))
        lang = language(self.language)
        led = "".join(f'<span id="{html.escape(id_)}"></span>' for id_ in self.leading)
        name = "" if self.id == UNNAMED else f'id="{html.escape(self.id)}" '
        return printable(
            f'<figure {name}lang="{self.language}" style="margin: 0">{led}'
            f'<img alt="{alt}" src="data:image/png;base64,{picture}"'
            ' style="width: 100%; max-width: 900px; height: auto"></figure>\n'
            f"<details><summary>{html.escape(lang('Data of the chart'))}</summary>\n"
            f"{as_html(self.table)}\n</details>"
        )

    def _figure(self, where: Destination, dark: bool, height: float) -> Figure:
        """Draw everything, with words and labels as large as fit; `height` is in points."""
        for dense in DENSE:
            try:
                return self._dense(where, dark, height, dense)
            except ValueError as error:
                problem = error
        raise ValueError(
            f"{self.id}: does not fit {where.width:.1f} by {height / 72:.1f} inches: {problem}"
        ) from problem

    def _dense(self, where: Destination, dark: bool, height: float, dense: float = 1) -> Figure:
        colours, kind = theme.theme(dark, self.palette), theme.Type(where.base, dense)
        margin = where.margin
        side = 1 if where.height is None else margin  # in the report flush with the text
        with theme.applied(colours, kind):
            figure = self.form.blank(where.width, height / 72)
            FigureCanvasAgg(figure)
            figure.set_facecolor("none" if where.transparent else colours.background)
            room = Box(
                side, margin + where.below, 72 * where.width - side, height - margin - where.above
            )
            if where.words:
                room = self._words(figure, colours, kind, room)
            if min(room.width, room.height) < 4 * where.base:
                raise ValueError("no room is left beside the words")
            if dark and isinstance(self.form, Drawn):
                theme.darken(figure, {**BLACK_AND_WHITE, **self._exchanged})
            larger = LARGER if room.height > room.width and where.height else ()
            with layout.squeezed(*larger, *layout.squeezes(), ample=where.height is None):
                self.form.draw(self.data, figure, room)
        return figure

    @property
    def _exchanged(self) -> Mapping[str, str]:
        """The dark colours for the light ones."""
        light, dark = (theme.theme(ground, self.palette) for ground in (False, True))
        return theme.exchanged(light, dark)

    def _words(self, figure: Figure, colours: theme.Theme, kind: theme.Type, room: Box) -> Box:
        """Write title, subtitle and source; return the room that they leave."""
        top, bottom = room.top, room.bottom
        for text, size, ink, weight, even in (
            (self.title, kind.title, colours.text, "bold", True),
            (self.subtitle, kind.subtitle, colours.neutral, "regular", False),
        ):
            if text:
                lines = wrap(text, size, room.width, weight, even=even)
                top = _write(figure, lines, room.left, top, size, ink, weight) - 0.3 * kind.base
        if self.source:
            lines = wrap(self.source, kind.source, room.width, even=False)
            bottom += LEADING * kind.source * len(lines)
            _write(figure, lines, room.left, bottom, kind.source, colours.neutral)
            bottom += kind.base
        return Box(room.left, bottom, room.right, top - 0.7 * kind.base)

    def _as_high_as_needed(self, where: Destination, dark: bool) -> Figure:
        """Draw on the first page of growing height on which no label is squeezed."""
        if not self.form.ours:
            return self._figure(where, dark, round(0.6 * 72 * where.width))
        for factor in layout.SQUEEZES:
            with layout.squeezed(factor, ample=True):
                least = 0.0
                for height in HEIGHTS:
                    if height < least:
                        continue
                    try:
                        return self._dense(where, dark, height)
                    except ValueError as error:
                        problem, least = error, height + getattr(error, "lack", 0)
        raise ValueError(
            f"{self.id}: does not fit {where.width:.1f} inches: {problem}"
        ) from problem

    def _drawing(self, figure: Figure, live: bool) -> bytes:
        """Return matplotlib's SVG."""
        metadata = {
            "Date": None,
            "Creator": None,
            "Language": self.language,
            "Source": printable(self.source),
            "Rights": LICENCE,
        }
        drawing = io.BytesIO()
        kind: Any = {"svg.fonttype": "none" if live else "path"}
        with theme.style(**kind):
            figure.savefig(drawing, format="svg", metadata=metadata)
        return drawing.getvalue()

    def _accessible(
        self, drawing: bytes, name: str, colours: Mapping[str, str] | None = None
    ) -> bytes:
        return svg.accessible(
            drawing,
            name=name.replace("_", "-"),
            title=self.title,
            description=self.alt,
            language=self.language,
            colours=colours,
        )

    def _pdf(self, figure: Figure) -> bytes:
        """Return one page with the font inside, the same bytes each time."""
        metadata = {"Title": self.title, "Subject": self.alt, "CreationDate": None}
        content = io.BytesIO()
        kind: Any = {"pdf.fonttype": 42}
        with theme.style(**kind):
            figure.savefig(content, format="pdf", metadata=metadata)
        return content.getvalue()

    def _png(self, figure: Figure, dpi: float) -> bytes:
        about = {
            "Title": self.title,
            "Description": self.alt,
            "Source": self.source,
            "Copyright": LICENCE,
        }
        transparent = figure.get_facecolor()[-1] == 0
        return png.encode(_pixels(figure, dpi), dpi, about, transparent=transparent)


def chart(
    drawing: Figure | Axes | Callable[..., Any],
    data: pd.DataFrame | None = None,
    *,
    title: str = "",
    alt: str = "",
    subtitle: str = "",
    source: str = "",
    links: Sequence[str] = (),
    id: str = UNNAMED,
    language: str = "en",
    **keywords: Any,
) -> Chart:
    """Make a chart of a drawing: shown, saved, on a slide, in light and dark like any of ours.

    Parameters
    ----------
    drawing
        A function that draws on axes: a form of ours, one of seaborn such as ``sns.barplot``, or
        your own; called with `data`, `ax` and `keywords`. Or a figure, or axes, already drawn.
    data
        The rows that are drawn; what is downloaded with the chart.
    title
        The finding, in one sentence.
    alt
        What the chart shows, for those who do not see it.
    subtitle, source
        Measure, unit, population and date; where the numbers come from.
    links
        Addresses of pages with the numbers.
    id, language
        Name in files, and what links in a notebook lead to if given; code of the language of the
        words.
    keywords
        Passed on to the function.

    Raises
    ------
    ValueError
        The title or the alternative text is missing, or the data do not make this form of ours.
    TypeError
        The drawing is none, or a form of ours lacks a keyword.

    Examples
    --------
    >>> import quoted
    >>> def draw(data, ax):
    ...     ax.plot(data["year"], data["pct"])
    >>> rows = pd.DataFrame({"year": [2023, 2024], "pct": [73, 90]})
    >>> quoted.chart(draw, rows, title="From 73% to 90%")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: chart: alt is missing: say what the chart shows to somebody who does not see it, ...
    """
    expected = {
        "title": "say what the chart finds, in one sentence",
        "alt": "say what the chart shows to somebody who does not see it, its type, what is "
        "measured, the finding, the numbers",
    }
    for name, text in (("title", title), ("alt", alt)):
        if not text.strip():
            raise ValueError(f"{id}: {name} is missing: {expected[name]}")
    if alt.strip() == title.strip():
        raise ValueError(f"{id}: alt is the title again: {expected['alt']}")
    rows = pd.DataFrame() if data is None else data
    form = _form(drawing, keywords)
    if form.ours:
        form.read(rows)  # else what is wrong with the rows would be taken for a lack of room
    return Chart(
        id=id,
        language=_code(language),
        data=rows,
        table=rows,
        title=title,
        subtitle=subtitle,
        source=source,
        caption=caption(subtitle, source),
        alt=alt,
        form=form,
        links=tuple(links),
    )


def _form(drawing: Any, keywords: Mapping[str, Any]) -> Form:
    figure = drawing if isinstance(drawing, Figure) else getattr(drawing, "figure", None)
    if isinstance(figure, Figure) and not keywords:
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close(figure)  # else a notebook shows it, and every copy of it, once more
        forms = {n: form for n, ax in enumerate(figure.axes) if (form := layout.form_of(ax))}
        return Drawn(content=pickle.dumps(figure), forms=forms)
    if callable(drawing):
        return Form(drawing, keywords)
    raise TypeError(
        f"chart: found {type(drawing).__name__}, expected a function that draws on axes, a figure "
        "or axes"
    )


def _code(code: str | None) -> str:
    """Return the code of a language that there is."""
    return language(code).code


def caption(subtitle: str, source: str) -> str:
    """Return what stands under a chart whose words nobody wrote."""
    return f"{subtitle}. {source}" if subtitle and source else f"{subtitle or source}"


def unpacked(content: bytes) -> Chart:
    """Return the chart that was `Chart.packed`. Content of another origin could do anything."""
    chart = pickle.loads(content)
    if not isinstance(chart, Chart):
        raise TypeError(f"found {type(chart).__name__}, expected a chart")
    return chart


def _combining(figure: Figure) -> bool:
    """Say whether a mark is drawn into another character: Typst loses its code in a drawing."""
    texts = "".join(text.get_text() for text in figure.findobj(Text))
    return any(unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf") for c in texts)


def as_html(table: pd.DataFrame) -> str:
    """Return a table for readers as HTML: the first column names the rows, all is set left.

    Styled cell by cell, since a notebook's own style sets text right, leaves no room between
    columns, or breaks an interval over two lines. Of a float without a format eight digits are
    shown: the last ones differ between processors.
    """

    def said(cell: object) -> str:
        return f"{cell:.8g}" if isinstance(cell, float) else str(cell)

    def row(cells: Iterable[object], tags: Iterable[str]) -> str:
        made = ""
        for tag, text in zip(tags, map(said, cells), strict=False):
            space = "nowrap" if len(text) <= 16 else "normal"
            style = f"text-align: left; padding: 0.3em 1em 0.3em 0.5em; white-space: {space}"
            made += f'<{tag} style="{style}">{html.escape(text, quote=False)}</{tag[:2]}>'
        return f"<tr>{made}</tr>\n"

    head = row(table.columns, repeat('th scope="col"'))
    body = "".join(
        row(cells, chain(['th scope="row"'], repeat("td"))) for cells in table.to_numpy()
    )
    return f'<table class="{LITERAL}">\n<thead>{head}</thead>\n<tbody>{body}</tbody>\n</table>'


def _write(
    figure: Figure,
    lines: Sequence[str],
    x: float,
    top: float,
    size: float,
    colour: str,
    weight: str = "regular",
) -> float:
    """Set lines of text from `top` downward, in points; return where the next would begin."""
    for line in lines:
        figure.add_artist(
            Text(
                x / 72,
                (top - size) / 72,
                printable(line),
                color=colour,
                fontproperties=theme.font(size, weight),
                va="baseline",
                transform=figure.dpi_scale_trans,
            )
        )
        top -= LEADING * size
    return top


def _pixels(figure: Figure, dpi: float) -> npt.NDArray[np.uint8]:
    """Draw a figure at a resolution: red, green, blue and alpha, height x width x 4."""
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    with theme.style():
        canvas.draw()  # type: ignore[no-untyped-call]
    figure.set_dpi(72)
    return np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def _destination(name: str, size: tuple[float, float] | None) -> Destination:
    if name not in DESTINATIONS:
        raise ValueError(f"unknown destination {name!r}: expected one of {', '.join(DESTINATIONS)}")
    where = DESTINATIONS[name]
    if size is None:
        return where
    try:
        width, height = map(float, size)
    except (TypeError, ValueError):
        width = height = 0.0
    if not (0 < width <= MOST and 0 < height <= MOST):
        expected = f"a width and a height in inches, up to {MOST}"
        raise ValueError(f"found size {size}, expected {expected}")
    # Type grows from half a slide to a whole one as theirs does, beyond that in proportion; it goes
    # by the width, and in a shape that is higher than wide a little by the height.
    slide = DESTINATIONS["slide"]
    by_width = float(np.interp(width, [0, 6, slide.width], [0, 13, slide.base]))
    if width > slide.width:
        by_width = slide.base * width / slide.width
    by_width *= min(1.25, max(1.0, (height / width) ** 0.5))
    base = max(theme.LEAST, min(by_width, slide.base * height / 7.5))
    grown = base / where.base
    room = {name: getattr(where, name) * grown for name in ("above", "below", "margin")}
    return replace(where, width=width, height=height, base=base, **room)
