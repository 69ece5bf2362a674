"""What is made from what. How each thing is made is for the room that it calls.

A function here brings a room what it needs and returns the paths of what was written. This file
counts as code of every step; the rooms count for the steps that name them.
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import pickle
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quoted.build.inputs import STATE, BuildError, Code, Family, Step, digests
from quoted.system.atomic import replace

if TYPE_CHECKING:
    from quoted.charts.chart import Chart
    from quoted.citations.quantity import Quantities
    from quoted.data.tables import Tables

NOTEBOOKS = ("01_transcription", "02_divide", "03_uncertainty", "04_debate", "report")
SOURCE, *TRANSLATIONS = LANGUAGES = ("en", "fr")
PRODUCTS = ("data/*", "figures/*", "report/*")
DATA = ("data/*.csv", "data/datapackage.json", "data/README.md")
LOCK = "requirements.txt"
RUNNING = ("src/quoted/build/notebooks.py", "src/quoted/build/kernels.py")
"""The code that runs notebooks, as files: by its imports it would count the code of all steps."""
FINDINGS = f"{STATE}/findings.json"
COMPUTED = f"{STATE}/computed/*.csv"
PLACES = f"{STATE}/places.pickle"
"""What readers of the report find at each anchor."""
GALLERY = f"{STATE}/gallery.json"
"""The charts that there are, by the names of their steps."""


def steps(code: Code) -> list[Step | Family]:
    """Return the steps of a project; of those that can run at a time, those of a report first.

    Raises
    ------
    ValueError
        A file is no notebook, or its code no Python.
    """
    first, *others = NOTEBOOKS
    return [
        Step(
            "data",
            partial(_run, name=first),
            ("notebooks/coded/*.csv", *RUNNING, LOCK),
            codes=(_notebook(first),),
            modules=code.notebook_imports(_notebook(first)),
            runs_code=True,
        ),
        Step(
            "numbers",
            _write_numbers,
            (*DATA, *_words(*LANGUAGES), LOCK),
            modules=("quoted.report.quantities", "quoted.report.computed"),
            after=("data",),
        ),
        *(
            step
            for language in LANGUAGES
            for step in (
                _running(code, "report", language),
                _placing("report", language),
                _report(code, language),
            )
        ),
        *(_running(code, name) for name in others if name != "report"),
        *(_placing(name) for name in NOTEBOOKS if name != "report"),
        Step(
            "gallery",
            _write_gallery,
            (*DATA, *_words(*LANGUAGES), LOCK),
            modules=("quoted.report.gallery",),
            after=("data",),
        ),
        Family("charts", "gallery", _charts),
        *(
            Step(
                f"slides {language}",
                partial(_write_slides, code=language),
                (*DATA, _value("*", language), *_words(language), LOCK),
                modules=("quoted.report.gallery", "quoted.publish.slides"),
                after=("gallery",),
            )
            for language in LANGUAGES
        ),
        Step(
            "manifest",
            _write_manifest,
            (f"{STATE}/charts/*.json", f"{STATE}/pages/*.json"),
            modules=("quoted.publish.files",),
            after=("charts",),
        ),
        Step(
            "index",
            _write_index,
            (
                *(_value("*", language) for language in LANGUAGES),
                "figures/manifest.json",
                *_words(*LANGUAGES),
                "src/quoted/publish/index.html",
                LOCK,
            ),
            modules=("quoted.report.gallery", "quoted.publish.index"),
            after=("manifest",),
        ),
        Step("forms", _write_forms, (LOCK,), modules=("quoted.publish.forms",)),
        Step("places", _write_places, (*DATA, LOCK), modules=("quoted.report",), after=("data",)),
        Step(
            "check",
            _check,
            (
                *DATA,
                "notebooks/*.ipynb",
                "notebooks/coded/*.csv",
                "articles/*.txt",
                "src/**/*.py",
                "src/**/*.po",
                "locale/**/*.po",
                f"{STATE}/numbers/*.pickle",
                PLACES,
                LOCK,
            ),
            modules=("quoted.build.findings",),
            after=("numbers", "places", *(f"notebook {name} {SOURCE}" for name in NOTEBOOKS)),
        ),
    ]


def _notebook(name: str) -> str:
    return f"notebooks/{name}.ipynb"


def _words(*codes: str) -> tuple[str, ...]:
    """Return the catalogues of package and project."""
    return tuple(f"{folder}/{code}/LC_MESSAGES/quoted.po"
                 for code in codes if code != SOURCE
                 for folder in ("src/quoted/locale", "locale"))  # fmt: skip


# What is to put right.


def _check(root: Path) -> Iterable[Path]:
    """Write what `quoted check` finds, with the copies of articles that the project has."""
    from quoted.build.findings import findings
    from quoted.data.sources import ARTICLES

    stated = {code: _known(root, code) for code in LANGUAGES}, _unpickled(root / PLACES)
    articles = folder if (folder := root / ARTICLES).is_dir() else None
    found, path = findings(root, articles, stated), root / FINDINGS
    replace(path, json.dumps(found, ensure_ascii=False).encode())
    return [path]


def findings(root: Path) -> list[str]:
    """Return what the build's last step has found."""
    found: list[str] = json.loads((root / FINDINGS).read_bytes())
    return found


# Notebooks.


def _run(root: Path, name: str, code: str = SOURCE) -> Iterable[Path]:
    """Run a notebook and write what it puts out; the first one writes the data too."""
    from quoted.build import notebooks

    ran = notebooks.run(root / _notebook(name), code, _shown(root))
    written = [notebooks.write_outputs(root / _outputs(name, code), ran)]
    if name == NOTEBOOKS[0]:
        written += [file for pattern in DATA for file in root.glob(pattern)]
    return written


def _shown(root: Path) -> Path:
    """Return the folder of what notebooks show of charts as the code at hand draws it."""
    drawing = (*Code(root).files(("quoted.charts",)), *_words(*LANGUAGES), LOCK)
    folder = root / STATE / "shown" / _digest(digests(root, drawing))[:12]
    folder.mkdir(parents=True, exist_ok=True)
    for old in set(folder.parent.iterdir()) - {folder}:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _place(root: Path, name: str, code: str = SOURCE) -> Iterable[Path]:
    """Write a notebook with the outputs of its run in a language."""
    from quoted.build import notebooks

    outputs = root / _outputs(name, code)
    return [notebooks.place(root / _notebook(name), outputs, root / _ran(name, code))]


def _outputs(name: str, code: str) -> str:
    return f"{STATE}/outputs/{name}.{code}.json"


def _ran(name: str, code: str) -> str:
    """Return where a notebook stands with its outputs in a language."""
    return _notebook(name) if code == SOURCE else f"{STATE}/{name}.{code}.ipynb"


def _running(code: Code, name: str, language: str = SOURCE) -> Step:
    """Return the step that runs a notebook which reads the data."""
    return Step(
        _run_of(name, language),
        partial(_run, name=name, code=language),
        (*DATA, *_words(language), *RUNNING, LOCK),
        codes=(_notebook(name),),
        modules=code.notebook_imports(_notebook(name)),
        after=("data",),
        runs_code=True,
    )


def _run_of(name: str, code: str) -> str:
    """Return the name of the step that runs a notebook."""
    return "data" if name == NOTEBOOKS[0] else f"run {name} {code}"


def _placing(name: str, code: str = SOURCE) -> Step:
    return Step(
        f"notebook {name} {code}",
        partial(_place, name=name, code=code),
        (_outputs(name, code), *RUNNING, LOCK),
        sources=(_notebook(name),),
        after=(_run_of(name, code),),
    )


# Charts, slides, and the page of charts.


def _tables(root: Path) -> Tables:
    from quoted.data import tables

    return tables.load(root / "data")


def _write_gallery(root: Path) -> Iterable[Path]:
    """Write each chart as a value: only those that show something else are drawn again."""
    from quoted.language import language
    from quoted.report import gallery

    listed: dict[str, dict[str, str]] = {}
    written = [root / GALLERY]
    data = _tables(root)
    for code in LANGUAGES:
        for id_, chart in gallery.charts(data, language(code)).items():
            form = chart.form.function.__module__
            listed[f"chart {id_} {code}"] = {"id": id_, "language": code, "form": form}
            path = root / _value(id_, code)
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, chart.packed())
            written.append(path)
    for old in set((root / STATE / "gallery").iterdir()) - set(written):
        old.unlink()
    replace(root / GALLERY, json.dumps(listed, indent=1).encode())
    return written


def _value(id_: str, code: str) -> str:
    return f"{STATE}/gallery/{id_}.{code}.pickle"


def _chart(root: Path, id_: str, code: str) -> Chart:
    """Return a chart as the gallery's step left it."""
    from quoted.charts import chart

    return chart.unpacked((root / _value(id_, code)).read_bytes())


def _gallery(root: Path, code: str) -> dict[str, Chart]:
    """Return the charts of a language, in the order of the report."""
    listed = json.loads((root / GALLERY).read_bytes()).values()
    ids = [chart["id"] for chart in listed if chart["language"] == code]
    return {id_: _chart(root, id_, code) for id_ in ids}


def _charts(root: Path) -> Iterator[Step]:
    """Yield two steps for each chart and language: its files, and its page to put into another."""
    for name, chart in json.loads((root / GALLERY).read_bytes()).items():
        id_, code = chart["id"], chart["language"]
        yield Step(
            name,
            partial(_draw, id_=id_, code=code),
            (_value(id_, code), LOCK),
            modules=("quoted.publish.files", chart["form"]),
        )
        yield Step(
            name.replace("chart", "page", 1),
            partial(_write_page, id_=id_, code=code),
            (_value(id_, code), *_words(code), "src/quoted/publish/embed.html", LOCK),
            modules=("quoted.publish.embed", chart["form"]),
        )


def _draw(root: Path, id_: str, code: str) -> Iterable[Path]:
    """Draw one chart for every destination, and note its entry for the manifest."""
    from quoted.publish import files

    entry = files.write_chart(_chart(root, id_, code), root / "figures")
    noted = _entry(root, id_, code)
    noted.parent.mkdir(exist_ok=True)
    replace(noted, json.dumps(entry, ensure_ascii=False).encode())
    data, *drawn = files.paths(entry, root / "figures")
    # The data are the same in every language, and the product of one step.
    return [*([data] if code == SOURCE else []), *drawn, noted]


def _write_page(root: Path, id_: str, code: str) -> Iterable[Path]:
    """Write the page of one chart, and note its entry for the manifest."""
    from quoted.publish import embed

    entry = embed.write(_chart(root, id_, code), root / "figures")
    noted = _entry(root, id_, code, "pages")
    noted.parent.mkdir(exist_ok=True)
    replace(noted, json.dumps(entry).encode())
    return [*(root / "figures" / page["file"] for page in entry.values()), noted]


def _entry(root: Path, id_: str, code: str, kind: str = "charts") -> Path:
    return root / STATE / kind / f"{id_}.{code}.json"


def _write_manifest(root: Path) -> Iterable[Path]:
    """Write the manifest of the charts that there are, in the order of the report."""
    from quoted.publish import files

    charts = json.loads((root / GALLERY).read_bytes()).values()
    entries: list[files.Entry] = [{} for _ in charts]
    for kind in ("charts", "pages"):
        noted = [_entry(root, chart["id"], chart["language"], kind) for chart in charts]
        for old in set((root / STATE / kind).iterdir()) - set(noted):
            old.unlink()
        for entry, path in zip(entries, noted, strict=True):
            entry |= json.loads(path.read_bytes())
    return [files.write_manifest(entries, root / "figures")]


def _write_slides(root: Path, code: str) -> Iterable[Path]:
    """Write the deck of one language."""
    from quoted.language import language
    from quoted.publish import slides

    path = root / "figures" / f"slides.{code}.pptx"
    path.parent.mkdir(exist_ok=True)
    return [slides.write(_gallery(root, code), _tables(root), language(code), path)]


def _write_index(root: Path) -> Iterable[Path]:
    """Write the page to choose a chart from."""
    from quoted.publish import index

    charts = {code: _gallery(root, code) for code in LANGUAGES}
    return [index.write(charts, root / "figures")]


def _write_forms(root: Path) -> Iterable[Path]:
    """Write the page that shows what each form draws."""
    from quoted.publish import forms

    return [forms.write(root / "figures")]


# The report.

_TEMPLATE = "src/nbconvert_typst/template.typ"
_REPORTING = (
    "nbconvert_typst",
    "quoted.citations",
    "quoted.language.catalogue",
    "quoted.report.quantities",
    "quoted.report.computed",
)


def _report(code: Code, language: str) -> Step:
    return Step(
        f"report {language}",
        partial(_write_report, code=language),
        (*DATA, _ran("report", language), _numbers(language), COMPUTED, *_words(language),
         _TEMPLATE, *RUNNING, LOCK),
        modules=(*code.notebook_imports(_notebook("report")), *_REPORTING),
        after=(f"notebook report {language}", "numbers"),
    )  # fmt: skip


def revision(root: Path, code: str) -> dict[str, str]:
    """Return from what a report is made: a short digest of its data and one of all the rest.

    The rest is the source of its notebook, the code that it runs, the words of its language, the
    template and the lock: what is committed, never what is made from it.
    """
    of = Code(root)
    report = _report(of, code)
    made = (*DATA, _ran("report", code), _numbers(code), COMPUTED)
    rest = [name for name in report.inputs if name not in made]
    made_by = digests(root, (*rest, *report.code(of)), (_notebook("report"),))
    return {"data": _digest(digests(root, DATA))[:12], "code": _digest(made_by)[:12]}


def _digest(inputs: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _write_report(root: Path, code: str) -> Iterable[Path]:
    """Write the report of one language."""
    import nbformat
    from traitlets.config import Config

    from nbconvert_typst import TypstPDFExporter
    from quoted import citations
    from quoted.build import notebooks
    from quoted.language import catalogue, language

    lang = language(code)
    notebook = notebooks.read_sealed(root / _ran("report", code))
    translated = catalogue.translate_notebook(copy.deepcopy(notebook), lang)
    said = lang("Revision: data `{data}`, code `{code}`.", **revision(root, code))
    translated["cells"].append(_markdown(said, "revision"))
    ready = nbformat.from_dict(citations.linked(translated, _known(root, code)))
    resources = {"metadata": {"name": f"report.{code}", "path": str(root / "notebooks")}}
    log, warned = _listening()
    attached = [f"../{pattern}" for pattern in ("data/*.csv", "data/datapackage.json", COMPUTED)]
    exporter = TypstPDFExporter(
        config=Config(), log=log, attachments=attached, allow_raw_typst=True
    )
    pdf, _ = exporter.from_notebook_node(ready, resources=resources)
    if warned:
        raise BuildError(f"the exporter warns: {'; '.join(warned)}")
    path = root / "report" / f"report.{code}.pdf"
    path.parent.mkdir(exist_ok=True)
    replace(path, pdf)
    return [path]


def _markdown(text: str, id_: str) -> dict[str, Any]:
    """Return a cell; nbformat's own would be validated first, by a schema to be compiled."""
    return {"cell_type": "markdown", "id": id_, "metadata": {}, "source": text}


def _write_numbers(root: Path) -> Iterable[Path]:
    """Write what the report's prose may state, and what was computed as CSV."""
    from quoted.language import language
    from quoted.report.computed import computed
    from quoted.report.quantities import quantities

    data, contents = _tables(root), dict[Path, bytes]()
    for code in LANGUAGES:
        known = list(quantities(data, language(code)).values())
        contents[root / _numbers(code)] = pickle.dumps(known, protocol=5)
    for name, frame in computed(data).items():
        # the last digits are not the same on all processors
        text = frame.to_csv(index=False, lineterminator="\n", float_format="%.9g")
        contents[(root / COMPUTED).with_name(f"{name}.csv")] = text.encode()
    for path, content in contents.items():
        path.parent.mkdir(exist_ok=True)
        replace(path, content)
    return list(contents)


def _write_places(root: Path) -> Iterable[Path]:
    """Write what readers of the report find at each anchor: what is cited must stand there."""
    from quoted import report
    from quoted.language import language

    path = root / PLACES
    replace(path, pickle.dumps(dict(report.places(_tables(root), language(SOURCE))), protocol=5))
    return [path]


def _numbers(code: str) -> str:
    return f"{STATE}/numbers/{code}.pickle"


def _known(root: Path, code: str) -> Quantities:
    """Return what prose may state in a language, as the step `numbers` left it."""
    from quoted.citations.quantity import Quantities
    from quoted.language import language

    return Quantities(_unpickled(root / _numbers(code)), language(code))


def _unpickled(path: Path) -> Any:
    return pickle.loads(path.read_bytes())


def _listening() -> tuple[logging.Logger, list[str]]:
    """Return a log, and the list that fills with what it is told."""
    log, said = logging.Logger("report", logging.WARNING), list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    return log, said
