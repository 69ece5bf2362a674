"""The `quoted` command: arguments in, one line a finding out; the other rooms do the work."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from quoted.system.terminal import visible

DPI = 144
"""Pixels per inch of a chart whose size is given in pixels: a slide is 1920 wide."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    arguments = parser().parse_args(argv)
    if not (arguments.root / "notebooks").is_dir():
        print(f"{arguments.root}: found no folder notebooks/, expected the project's folder; "
              "use --root", file=sys.stderr)  # fmt: skip
        return 2
    try:
        status: int = arguments.run(arguments)
    except (ValueError, OSError, RuntimeError) as error:
        print(f"quoted {arguments.verb}: {visible(str(error))}", file=sys.stderr)
        return 1
    return status


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="quoted",
        description="Survey figures quoted in the press: data, charts and report.",
    )
    top.add_argument(
        "--root", type=Path, default=Path(), help="the project's folder (default: this one)"
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    build = verbs.add_parser("build", help="bring data, charts and reports up to date")
    build.add_argument("--why", action="store_true", help="say what had changed")
    build.set_defaults(run=_build)

    check = verbs.add_parser("check", help="check tables, fragments, cited numbers, translations")
    check.add_argument(
        "--articles",
        type=Path,
        metavar="DIR",
        help="copies of the articles, <source_id>.txt (default: articles/, if there)",
    )
    check.set_defaults(run=_check)

    numbers = verbs.add_parser("numbers", help="check the numbers that the notebooks state")
    numbers.add_argument("--write", action="store_true", help="put right those that have changed")
    numbers.set_defaults(run=_numbers)

    messages = verbs.add_parser("messages", help="refresh the catalogue of translations")
    messages.set_defaults(run=_messages)

    reproduce = verbs.add_parser(
        "reproduce", help="build twice under unlike conditions and compare every byte"
    )
    reproduce.add_argument(
        "--once", action="store_true", help="build once and compare with what is committed"
    )
    reproduce.set_defaults(run=_reproduce)

    revision = verbs.add_parser("revision", help="say which reports the files at hand make")
    revision.set_defaults(run=_revision)

    charts = verbs.add_parser("charts", help="list the charts, or write one at any size")
    charts.add_argument("name", nargs="?", help="the chart to write")
    charts.add_argument("--size", default="1920x1080", help="pixels, WIDTHxHEIGHT")
    charts.add_argument("--dark", action="store_true", help="light marks on a dark ground")
    charts.add_argument("--lang", default="en", help="language (default: en)")
    charts.add_argument("-o", "--output", type=Path, metavar="FILE", help="a .png or .svg file")
    charts.set_defaults(run=_charts)
    return top


def _build(arguments: argparse.Namespace) -> int:
    from quoted.build import build

    return build(arguments.root.resolve(), why=arguments.why)


def _check(arguments: argparse.Namespace) -> int:
    from quoted import citations, report
    from quoted.build import notebooks
    from quoted.data import checks, sources, tables
    from quoted.language import catalogue
    from quoted.report.quantities import quantities

    root: Path = arguments.root
    problems: list[object] = [*checks.check(root / "data")]
    lacking = _lacking(root)
    folder = sources.articles_folder(root, arguments.articles)
    if not problems:
        data = tables.load(root / "data")
        problems += [*sources.unheld(data), *sources.uncoded(data)]
        if folder is None:
            print("fragments: not compared, no copies of the articles (--articles DIR)")
        else:
            problems += sources.check(data, folder)
        problems += citations.findings(root, quantities, report.places)
        if not lacking:  # else much would seem stale
            problems += [f for code in catalogue.codes(root) for f in catalogue.missing(code, root)]
    problems += [*lacking, *_unlike_coded(root), *notebooks.findings(root)]
    return _report(problems, "data, numbers, translations and outputs")


def _lacking(root: Path) -> list[str]:
    """Return the notebooks that are not there."""
    from quoted.build.steps import NOTEBOOKS

    names = [f"notebooks/{name}.ipynb" for name in NOTEBOOKS]
    return [f"{name}: found no file, expected a notebook"
            for name in names if not (root / name).is_file()]  # fmt: skip


def _unlike_coded(root: Path) -> list[str]:
    """Return what is wrong with the tables kept by hand, or not yet in the data."""
    from quoted.data import checks
    from quoted.data.schema import SCHEMA

    problems = []
    built, _ = checks.read(root / "data")  # what is wrong with it has been said
    for path in sorted((root / "notebooks" / "coded").glob("*.csv")):
        name = f"notebooks/coded/{path.name}"
        if path.stem not in SCHEMA:
            problems.append(
                f"{name}: found no table of the data, expected one of {', '.join(SCHEMA)}"
            )
            continue
        try:
            kept = set(checks.decode(path, path.stem).splitlines())
        except checks.TableError as error:
            problems += [f"notebooks/coded/{problem}" for problem in error.problems]
            continue
        if path.stem in built and (new := kept - set(built[path.stem].splitlines())):
            found = f"{len(new)} rows that data/{path.name} lacks"
            problems.append(f"{name}: found {found}, expected none: build")
    return problems


def _numbers(arguments: argparse.Namespace) -> int:
    from quoted import citations, report
    from quoted.report.quantities import quantities

    if arguments.write:
        for path in citations.write(arguments.root, quantities):
            print(f"rewritten: {path}")
    return _report(citations.findings(arguments.root, quantities, report.places), "numbers")


def _report(problems: Sequence[object], what: str) -> int:
    for problem in problems:
        print(visible(str(problem)), file=sys.stderr)
    print(f"{what}: {f'{len(problems)} to put right' if problems else 'all right'}")
    return 1 if problems else 0


def _messages(arguments: argparse.Namespace) -> int:
    from quoted.language import catalogue

    for lacking in _lacking(arguments.root):  # its messages would go with it
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
    from quoted.data import tables
    from quoted.language import language
    from quoted.report import gallery

    charts = gallery.charts(tables.load(arguments.root / "data"), language(arguments.lang))
    if arguments.name is None and arguments.output:
        raise ValueError(f"found no name of a chart, expected one of {', '.join(charts)}")
    if arguments.name is None:
        for chart in charts.values():
            print(f"{chart.id:<20}{chart.title}")
        return 0
    if arguments.name not in charts:
        raise ValueError(f"no chart named {arguments.name!r}, expected one of {', '.join(charts)}")
    width, _, height = arguments.size.partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise ValueError(f"--size: found {arguments.size!r}, expected WIDTHxHEIGHT in pixels")
    path = arguments.output or Path(f"{arguments.name}.png")
    size = (int(width) / DPI, int(height) / DPI)
    charts[arguments.name].save(path, dark=arguments.dark, size=size, dpi=DPI)
    print(f"written: {path}")
    return 0
