"""A chart as a value: its data, its words, and how to draw it at any destination.

Notebooks, files, slides and report all use this one value. A form (`quoted.charts.dumbbell`, a
function of seaborn, a reader's own) draws what lies between title and source line, from the data;
the words of the report's charts are written in `quoted.report`.
"""

from __future__ import annotations

import base64
import html
import io
import pickle
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from quoted.charts import layout, png, svg, theme
from quoted.charts.page import LEADING, Box, printable, wrap
from quoted.language import language
from quoted.system.atomic import replace as write_whole

LICENCE = "CC BY 4.0"
PNG_DPI = 200
NOTEBOOK_DPI = 120
CM = 72 / 2.54
LITERAL = "tex2jax_ignore mathjax_ignore"
"""Classes of a table in which JupyterLab takes no dollar signs for a formula."""
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


DESTINATIONS = {
    "column": Destination(
        16 / 2.54, None, 9, words=False, margin=2, formats=("svg",), dark=False
    ),
    "slide": Destination(40 / 3, 7.5, 18, margin=40),
    "half": Destination(6.0, 5.5, 13, margin=18),
    "bare": Destination(
        40 / 3, 7.5, 18, words=False, above=100, below=10, transparent=True, margin=40
    ),
    "bare_half": Destination(6.0, 5.5, 13, words=False, transparent=True, margin=18),
}


class Files(NamedTuple):
    """A chart as files: width and height in inches, and the content of each format."""

    width: float
    height: float
    contents: dict[str, bytes]


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
        The rows that it draws, one per mark or pair, with language-neutral column names.
    table
        The same for readers: translated headers, formatted numbers.
    title, subtitle, source
        As they stand on the chart: the finding; measure, unit, population and date; the records.
    caption
        What stands under the chart, beside its title, where neither is inside.
    alt
        What the chart shows, for those who do not see it; 150 to 400 characters.
    draw
        Draws the form in the room that a page leaves.
    links
        Where the numbers stand: addresses of pages, at the fragment where that is known.
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
    draw: Callable[[Page], None] = field(repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)

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
        with theme.style():
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
    ) -> Path:
        """Write the chart to a file, PNG or SVG by the ending of its name; return its path.

        Raises
        ------
        ValueError
            The ending is another one, or the chart does not fit the size.
        """
        path = Path(path)
        match path.suffix.lower():
            case ".png":
                content = self.png(destination, dark, size, dpi)
            case ".svg":
                content = self.svg(destination, dark, size, live_text=False)
            case other:
                raise ValueError(f"{path}: found ending {other!r}, expected .png or .svg")
        write_whole(path, content)
        return path

    def add_to(self, presentation: Any, dark: bool = False) -> Any:
        """Add a slide with this chart to a presentation of python-pptx; return the slide.

        PowerPoint edits the chart wherever it has the form. `dark` is for a dark background.
        """
        from quoted.publish import slides  # charts do not need slides, and slides need charts

        return slides.add(presentation, self, dark=dark)

    def files(self, destination: str) -> dict[str, Files]:
        """Return the files of a destination by theme, drawn once; see `svg` and `png`."""
        where, figure = DESTINATIONS[destination], self.figure(destination)
        drawing = self._drawing(figure, live=False)
        made = {"light": self._files(figure, drawing, self.name(destination), where.formats)}
        if where.dark:
            theme.darken(figure)
            name = self.name(destination, dark=True)
            made["dark"] = self._files(figure, drawing, name, where.formats, theme.darker())
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
        with theme.style():
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
        return pickle.dumps(self, protocol=5)

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
        data = {
            "text/html": self._html(),
            "image/svg+xml": self.svg("column").decode(),
            "text/plain": self.alt,
        }
        return data, {"image/svg+xml": about}

    def _html(self) -> str:
        picture = base64.b64encode(self.png("slide", dpi=NOTEBOOK_DPI)).decode()
        alt = html.escape(printable(self.alt))
        lang = language(self.language)
        return printable(
            f'<figure lang="{self.language}" style="margin: 0">'
            f'<img alt="{alt}" src="data:image/png;base64,{picture}"'
            ' style="width: 100%; max-width: 900px; height: auto"></figure>\n'
            f"<details><summary>{html.escape(lang('Data of the chart'))}</summary>\n"
            f"{as_html(self.table)}\n</details>"
        )

    def _figure(self, where: Destination, dark: bool, height: float) -> Figure:
        """Draw everything, with labels as large as fit; `height` is in points."""
        for squeeze in theme.SQUEEZES:
            try:
                return self._squeezed(where, dark, height, squeeze)
            except ValueError as error:
                problem = error
        raise ValueError(
            f"{self.id}: does not fit {where.width:.1f} by {height / 72:.1f} inches: {problem}"
        ) from problem

    def _squeezed(self, where: Destination, dark: bool, height: float, squeeze: float) -> Figure:
        colours, sizes = theme.DARK if dark else theme.LIGHT, theme.Type(where.base, squeeze)
        width, margin = where.width * 72, where.margin
        figure = Figure((where.width, height / 72), dpi=72)
        FigureCanvasAgg(figure)
        figure.set_facecolor("none" if where.transparent else colours.background)
        side = 1 if where.height is None else margin  # in the report flush with the text
        box = Box(side, margin + where.below, width - side, height - margin - where.above)
        page = Page(figure, colours, sizes, box, where.comfort)
        if where.words:
            page = replace(page, box=self._words(page))
        if min(page.box.width, page.box.height) < 4 * where.base:
            raise ValueError("no room is left beside the words")
        self.draw(page)
        return figure

    def _words(self, page: Page) -> Box:
        """Write title, subtitle and source; return the room that they leave."""
        box, sizes, colours = page.box, page.type, page.theme
        title = wrap(self.title, sizes.title, box.width, "bold")
        top = page.write(title, box.left, box.top, sizes.title, colours.text, "bold")
        below = top - 0.3 * sizes.base
        subtitle = wrap(self.subtitle, sizes.subtitle, box.width, even=False)
        top = page.write(subtitle, box.left, below, sizes.subtitle, colours.secondary)
        source = wrap(self.source, sizes.source, box.width, even=False)
        below = box.bottom + LEADING * sizes.source * len(source)
        page.write(source, box.left, below, sizes.source, colours.secondary)
        return Box(box.left, below + sizes.base, box.right, top - sizes.base)

    def _as_high_as_needed(self, where: Destination, dark: bool) -> Figure:
        """Draw on a page with room to spare, then on one that ends where the drawing ended."""
        for tall in (9 * CM, 13 * CM, 19 * CM):
            try:
                figure = self._figure(where, dark, tall)
                break
            except ValueError as error:
                problem = error
        else:
            raise problem
        pixels = _pixels(figure, 72)
        inked = np.flatnonzero((pixels != pixels[-1, 0]).any(axis=(1, 2)))
        return self._figure(where, dark, float(inked.max()) + 1 + 2 * where.margin)

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
        with theme.style(**{"svg.fonttype": "none" if live else "path"}):
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

    def _png(self, figure: Figure, dpi: float) -> bytes:
        about = {
            "Title": self.title,
            "Description": self.alt,
            "Source": self.source,
            "Copyright": LICENCE,
        }
        transparent = figure.get_facecolor()[-1] == 0
        return png.encode(_pixels(figure, dpi), dpi, about, transparent=transparent)


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
    columns, or breaks an interval over two lines.
    """

    def row(cells: Iterable[object], tags: Iterable[str]) -> str:
        made = ""
        for tag, text in zip(tags, map(str, cells), strict=False):
            space = "nowrap" if len(text) <= 16 else "normal"
            style = f"text-align: left; padding: 0.3em 1em 0.3em 0.5em; white-space: {space}"
            made += f'<{tag} style="{style}">{html.escape(text, quote=False)}</{tag[:2]}>'
        return f"<tr>{made}</tr>\n"

    head = row(table.columns, repeat('th scope="col"'))
    body = "".join(
        row(cells, chain(['th scope="row"'], repeat("td"))) for cells in table.to_numpy()
    )
    return f'<table class="{LITERAL}">\n<thead>{head}</thead>\n<tbody>{body}</tbody>\n</table>'


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
    # Type grows from half a slide to a whole one as theirs does, beyond that in proportion.
    slide = DESTINATIONS["slide"]
    by_width = float(np.interp(width, [0, 6, slide.width], [0, 13, slide.base]))
    if width > slide.width:
        by_width = slide.base * width / slide.width
    base = max(theme.LEAST, min(by_width, slide.base * height / 7.5))
    grown = base / where.base
    room = {name: getattr(where, name) * grown for name in ("above", "below", "margin")}
    return replace(where, width=width, height=height, base=base, comfort=1, **room)
