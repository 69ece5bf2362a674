"""The `quoted` command: arguments in, one line a finding out; the other rooms do the work."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quoted.system.terminal import read, visible

if TYPE_CHECKING:
    from quoted.build.processes import Processes

Run = Callable[[argparse.Namespace], int]
DPI = 144
"""Pixels per inch of a chart whose size is given in pixels: a slide is 1920 wide."""
FORMATS = ("png", "svg", "pdf", "pptx", "html")
CHECKED = "data, numbers, translations and outputs"
LAB = (
    "--notebook-dir=.",  # with data/, figures/ and report/ beside the notebooks
    "--LabApp.default_url=/lab/tree/notebooks",
    "--ServerApp.contents_manager_class=quoted.system.lab.Contents",
)
"""What JupyterLab is told."""
TESTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("quoted", "check"),
    ("pytest", "-q", "-n", "2", "--dist", "loadfile"),  # a file shares what it makes
)
"""Modules and their arguments."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    with read():
        arguments = parser().parse_args(argv)
        try:
            return _run(arguments)
        except KeyboardInterrupt:
            print(f"quoted {arguments.verb}: interrupted", file=sys.stderr)
            return 130


def _run(arguments: argparse.Namespace) -> int:
    """Do what is asked for; whatever goes wrong is said in a line."""
    if not (arguments.root / "notebooks").is_dir():
        print(f"{arguments.root}: found no folder notebooks/, expected the project's folder; "
              "use --root", file=sys.stderr)  # fmt: skip
        return 2
    os.environ["QUOTED_PROJECT"] = str(arguments.root.resolve())  # whose words count
    try:
        status: int = arguments.run(arguments)
    except (ValueError, OSError, RuntimeError) as error:
        print(f"quoted {arguments.verb}: {visible(str(error))}", file=sys.stderr)
        return 1
    return status


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="quoted", description="Survey figures quoted in the press: data, charts and report."
    )
    top.add_argument(
        "--root", type=Path, default=Path(), help="the project's folder (default: this one)"
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, run: Run, does: str, *aliases: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, aliases=aliases, help=does)
        added.set_defaults(run=run)
        return added

    build = verb("build", _build, "bring data, charts and reports up to date", "report")
    build.add_argument("--why", action="store_true", help="say what had changed")
    build.set_defaults(kept=None)
    verb("watch", _watch, "build whenever something is saved")
    verb("test", _test, "run every check: lint, types, data, texts, tests")
    verb("lab", _lab, "open the notebooks in JupyterLab")
    check = verb("check", _check, "check tables, fragments, cited numbers, translations")
    check.add_argument(
        "--articles",
        type=Path,
        metavar="DIR",
        help="copies of the articles, <source_id>.txt (default: articles/, if there)",
    )
    numbers = verb("numbers", _numbers, "check the numbers that the notebooks state")
    numbers.add_argument("--write", action="store_true", help="put right those that have changed")
    for reading in (
        verb("read", _read, "propose the figures of an article, as cells to correct"),
        verb("add", _add, "put the proposals for an article where they belong"),
    ):
        reading.add_argument("article", type=Path, help="a saved page, PDF, DOCX or plain text")
        reading.add_argument("--name", help="what it is to be called (default: the file's name)")
    new = verb("new", _new, "start a project of your own in a new folder")
    new.add_argument("folder", type=Path)
    verb("messages", _messages, "refresh the catalogue of translations")
    reproduce = verb(
        "reproduce", _reproduce, "build under unlike conditions and compare with what is committed"
    )
    reproduce.add_argument(
        "--once", action="store_true", help="build once, on a processor like this"
    )
    verb("revision", _revision, "say which reports the files at hand make")

    charts = verb("charts", _charts, "list the charts, or write one at any size")
    charts.add_argument("name", nargs="?", help="the chart to write")
    charts.add_argument("--size", help="pixels, WIDTHxHEIGHT (default: 1920x1080)")
    charts.add_argument("--dark", action="store_true", help="light marks on a dark ground")
    charts.add_argument("--transparent", action="store_true", help="no ground")
    charts.add_argument("--format", choices=FORMATS, help="default: as the file is named, or png")
    charts.add_argument("--lang", default="en", help="language (default: en)")
    charts.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: NAME.FORMAT")

    refresh = verb("refresh", _refresh, "bring the charts in a presentation up to date")
    refresh.add_argument("deck", type=Path, metavar="DECK.pptx")
    where = refresh.add_mutually_exclusive_group()
    where.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: DECK.refreshed.pptx beside it"
    )
    where.add_argument("--in-place", action="store_true", help="write over the presentation")
    return top


def _build(arguments: argparse.Namespace) -> int:
    from quoted.build import engine, steps

    root, how = arguments.root.resolve(), {"why": arguments.why, "kept": arguments.kept}
    status = engine.run(root, steps.steps, products=steps.PRODUCTS, **how)
    return status or (_report(found, CHECKED) if (found := steps.findings(root)) else 0)


def _check(arguments: argparse.Namespace) -> int:
    from quoted.build.findings import findings, notices
    from quoted.data.sources import articles_folder

    folder = articles_folder(arguments.root, arguments.articles)
    if folder is None:
        print("fragments: not compared, no copies of the articles (--articles DIR)")
    for notice in notices(arguments.root, folder):
        print(visible(notice))
    return _report(findings(arguments.root, folder), CHECKED)


def _test(arguments: argparse.Namespace) -> int:
    source = (arguments.root / "src").is_dir()  # else the package is tested where it is made
    for module, *rest in TESTS if source else [("quoted", "check")]:
        command = [sys.executable, "-m", module, *rest]
        if status := subprocess.run(command, cwd=arguments.root, check=False).returncode:
            return status
    return 0


def _lab(arguments: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "jupyter", "lab", *LAB]
    return subprocess.run(command, cwd=arguments.root, check=False).returncode


def _watch(arguments: argparse.Namespace) -> int:
    from quoted.build.engine import AT_A_TIME
    from quoted.build.watch import watch

    return watch(arguments.root.resolve(), _build_again, AT_A_TIME)


def _build_again(root: Path, kept: Processes) -> None:
    arguments = parser().parse_args(["--root", str(root), "build"])
    arguments.kept = kept
    _run(arguments)


def _numbers(arguments: argparse.Namespace) -> int:
    from quoted import citations, report
    from quoted.data import tables
    from quoted.language import SOURCE
    from quoted.report.quantities import known

    numbers = known(arguments.root)
    if arguments.write:
        for path in citations.write(arguments.root, numbers):
            print(f"rewritten: {path}")
    places = report.places(tables.load(arguments.root / "data"), numbers[SOURCE].lang)
    return _report(citations.findings(arguments.root, numbers, places), "numbers")


def _read(arguments: argparse.Namespace) -> int:
    from quoted.data import tables
    from quoted.reading import articles, cells

    article = articles.read(arguments.article)
    name = arguments.name or cells.slug(arguments.article.stem)
    known = cells.words_for_groups(tables.load(arguments.root / "data"))
    print("\n\n".join(cells.cells(article, name, known)))
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from quoted.build import adding

    for done in adding.add(arguments.root.resolve(), arguments.article, arguments.name):
        print(visible(done))
    print("Then: read it, fill in every `...`, `quoted build`, `quoted numbers --write`, `quoted "
          "messages`, translate, build again; `quoted check` lists what is missing.")  # fmt: skip
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from quoted.build.starting import new

    new(arguments.root.resolve(), arguments.folder)
    print(f"{arguments.folder}: a project with one invented article; next: make report, there")
    return 0


def _report(problems: Sequence[object], what: str) -> int:
    for problem in problems:
        print(visible(str(problem)), file=sys.stderr)
    print(f"{what}: {f'{len(problems)} to put right' if problems else 'all right'}")
    return 1 if problems else 0


def _messages(arguments: argparse.Namespace) -> int:
    from quoted.build.findings import without
    from quoted.language import catalogue

    for lacking in without(arguments.root):  # its messages would go with it
        raise ValueError(lacking)
    for path in catalogue.update(arguments.root):
        print(f"rewritten: {path}")
    return 0


def _reproduce(arguments: argparse.Namespace) -> int:
    from quoted.build.reproduce import reproduce

    differences = reproduce(arguments.root.resolve(), once=arguments.once)
    return _report(differences, "bytes")


def _revision(arguments: argparse.Namespace) -> int:
    from quoted.build.steps import LANGUAGES, revision

    for code in LANGUAGES:
        made_from = revision(arguments.root, code)
        print(f"report.{code}.pdf: data {made_from['data']}, code {made_from['code']}")
    return 0


def _charts(arguments: argparse.Namespace) -> int:
    from quoted.charts.chart import MOST
    from quoted.data import tables
    from quoted.language import language
    from quoted.report import gallery

    most = DPI * MOST
    charts = gallery.charts(tables.load(arguments.root / "data"), language(arguments.lang))
    if arguments.name is None and arguments.output:
        raise ValueError(f"found no name of a chart, expected one of {', '.join(charts)}")
    if arguments.name is None:
        longest = max(map(len, charts), default=0)
        for id_, chart in charts.items():
            print(f"{id_:<{longest}}  {chart.title}")
        return 0
    if arguments.name not in charts:
        raise ValueError(f"no chart named {arguments.name!r}, expected one of {', '.join(charts)}")
    width, _, height = (arguments.size or "1920x1080").partition("x")
    if not all(side.isdigit() and 0 < int(side) <= most for side in (width, height)):
        expected = f"WIDTHxHEIGHT in pixels, up to {most}"
        raise ValueError(f"--size: found {arguments.size!r}, expected {expected}")
    path = arguments.output or Path(f"{arguments.name}.{arguments.format or 'png'}")
    if arguments.format and path.suffix.lower() != f".{arguments.format}":
        raise ValueError(f"--format: found {arguments.format} for {path}, expected the same ending")
    size: tuple[float, float] | None = (int(width) / DPI, int(height) / DPI)
    if path.suffix.lower() in (".pptx", ".html") and not arguments.size:
        size = None
    ground = {"dark": arguments.dark, "transparent": arguments.transparent}
    charts[arguments.name].save(path, size=size, dpi=DPI, **ground)
    print(f"written: {path}")
    return 0


def _refresh(arguments: argparse.Namespace) -> int:
    from quoted.data import tables
    from quoted.language import language
    from quoted.publish.refresh import refresh
    from quoted.report import gallery

    data = tables.load(arguments.root / "data")
    deck: Path = arguments.deck
    target = deck if arguments.in_place else arguments.output
    target = target or deck.with_name(f"{deck.stem}.refreshed{deck.suffix}")
    for line in refresh(deck, target, lambda code: gallery.charts(data, language(code)), data):
        print(visible(line))
    print(f"written: {target}")
    return 0
