"""The project holds together: dependencies, environments, notebooks, and what the guides name."""

from __future__ import annotations

import ast
import gc
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from quoted import citations as prose
from quoted import cli
from quoted.build import notebooks, steps
from quoted.citations.quantities import quantities
from quoted.data import tables
from quoted.language import language
from quoted.report import gallery

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.txt").read_text("utf-8")
TESTS_LOCK = (ROOT / "tests" / "requirements.txt").read_text("utf-8")
"""All that is locked: what is used, and what the tests need beside it."""
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
NOTEBOOKS = [ROOT / "notebooks" / f"{name}.ipynb" for name in steps.NOTEBOOKS]

NOT_IMPORTED = {
    "fontpkg-lato": "its files are found without importing it",
    "jsonschema": "has a ceiling, with its reason there",
    "jupyterlab": "make lab",
    "editables": "hatchling asks for it in an editable install",
    "mypy": "make test",
    "pandas-stubs": "types for mypy",
    "scipy-stubs": "types for mypy",
    "pytest-cov": "pytest --cov in .ci/run",
    "pytest-xdist": "pytest -n in make test",
    "ruff": "make test",
    "uv": "make lock, and installs",
}
"""Declared without an import, each for a reason."""


# Dependencies.


def declared(*extras: str) -> dict[str, Requirement]:
    texts = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        texts += PROJECT["project"]["optional-dependencies"][extra]
    return {canonicalize_name(r.name): r for r in map(Requirement, texts)}


def locked(lock: str = TESTS_LOCK) -> dict[str, list[tuple[Requirement, int]]]:
    """Return the locked requirements by name, each with its number of hashes."""
    found: dict[str, list[tuple[Requirement, int]]] = {}
    for entry in re.split(r"\n(?=\w)", lock):
        lines = [line for line in entry.splitlines() if not line.lstrip().startswith("#")]
        requirement = Requirement(lines[0].rstrip(" \\"))
        hashes = sum("--hash=sha256:" in line for line in lines[1:])
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return found


def imported(folder: str) -> dict[str, set[str]]:
    """Return the top modules that the code of a folder imports, and the files that do."""
    found: dict[str, set[str]] = {}
    gc.collect()  # where garbage falls due while it parses, CPython 3.11.7 may fail
    codes = [(path, path.read_text("utf-8")) for path in sorted((ROOT / folder).rglob("*.py"))]
    for path in (ROOT / folder).glob("*.ipynb"):
        codes += [(path, source) for _, _, source in code_cells(path)]
    for path, code in codes:
        for node in ast.walk(ast.parse(code)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            for name in names:
                found.setdefault(name.partition(".")[0], set()).add(path.name)
    return {name: files for name, files in found.items() if name not in sys.stdlib_module_names}


@cache
def distributions() -> dict[str, set[str]]:
    return {
        module: {canonicalize_name(name) for name in names}
        for module, names in metadata.packages_distributions().items()
    }


def test_every_dependency_is_locked_as_declared() -> None:
    lock = locked()
    for name, wanted in declared("editable", "test").items():
        assert name in lock, name
        for pinned, _ in lock[name]:
            (pin,) = pinned.specifier
            assert pin.operator == "==" and wanted.specifier.contains(pin.version), pinned


def test_what_is_used_is_locked_alike_beside_the_tests_and_without_them() -> None:
    used, all_locked = locked(LOCK), locked()
    assert set(declared("editable")) <= set(used)
    assert not {"mypy", "pytest", "selenium", "statsmodels"} & set(used)
    for name, entries in used.items():
        pins, others = (
            {(str(each.specifier), str(each.marker), hashes) for each, hashes in found}
            for found in (entries, all_locked[name])
        )
        assert pins == others, name


def test_every_line_of_the_lock_is_pinned_and_hashed() -> None:
    for entries in locked().values():
        for requirement, hashes in entries:
            assert str(requirement.specifier).startswith("=="), requirement
            assert hashes, requirement


def test_the_lock_names_no_index_and_no_path() -> None:
    assert "://" not in LOCK + TESTS_LOCK
    lines = [line for line in TESTS_LOCK.splitlines() if not line.lstrip().startswith("#")]
    options = {word for line in lines for word in line.split() if word[:1] == "-"}
    assert {word.partition("=")[0] for word in options} == {"--hash"}


def test_every_locked_package_is_listed_with_its_licence() -> None:
    listed = (ROOT / "LICENCES.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+) \| (\d.*?) \| (.+?) \|$", listed, re.M)
    assert [(name, set(versions.split(" or "))) for name, versions, _ in rows] == [
        (name, {str(pin.specifier)[2:] for pin, _ in entries})
        for name, entries in sorted(locked().items())
    ]
    assert not [row for row in rows if "GPL" in row[2]]  # what we may not simply rely on


@pytest.mark.parametrize(
    ("folder", "extras"),
    [("src/quoted", ("editable",)), ("src/nbconvert_typst", ()), ("tests", ("editable", "test"))],
)
def test_every_import_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    known = set(declared(*extras))
    own = {"quoted", "nbconvert_typst", "benchmarks"}
    own |= {path.stem for path in (ROOT / "tests").rglob("*.py") if folder == "tests"}
    for module, files in imported(folder).items():
        if module not in own:
            assert distributions().get(module, set()) & known, f"{module}, in {sorted(files)}"


def test_every_declared_dependency_is_used() -> None:
    modules = {name for folder in ("src", "tests", "notebooks") for name in imported(folder)}
    used = {name for module in modules for name in distributions().get(module, ())}
    unused = set(declared("editable", "test")) - used
    assert unused == set(NOT_IMPORTED)


def test_a_test_dependency_is_not_one_of_the_package() -> None:
    package = {n for module in imported("src") for n in distributions().get(module, ())}
    assert not package & (set(declared("test")) - set(declared()))


# Environments.


def test_conda_takes_python_and_pip_and_everything_else_from_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    python, pip, more = environment["dependencies"]
    assert pip == "pip"
    assert more == {"pip": ["--require-hashes", "-r requirements.txt"]}
    version = python.removeprefix("python=")
    assert Requirement(f"x{PROJECT['project']['requires-python']}").specifier.contains(version)
    assert environment["name"] == PROJECT["project"]["name"]


def test_every_way_in_installs_the_lock_with_hashes_and_then_the_package() -> None:
    package = "--no-deps --no-build-isolation -e ."
    assert re.search(r"--require-hashes \$\(3\)\n.*" + re.escape(package), MAKEFILE)
    assert "$(call install,$(VENV),$(BIN),-r requirements.txt)" in MAKEFILE
    assert re.search(r"\$\(TESTS\): tests/requirements.txt .*\n.*--require-hashes -r \$<", MAKEFILE)
    assert package in (ROOT / "postBuild").read_text("utf-8")
    assert package in (ROOT / "README.md").read_text("utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    for script in ("postBuild", ".ci/run"):
        assert (ROOT / script).read_text("utf-8").startswith("#!")


def targets() -> dict[str, str]:
    """Return the verbs of the Makefile with what help says of them."""
    return dict(re.findall(r"^([a-z][a-z-]*):.*?## +(.+)$", MAKEFILE, re.M))


def test_every_verb_of_make_has_a_help_text() -> None:
    phony = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.M)
    assert set(" ".join(phony).split()) == set(targets())


def test_the_versions_agree() -> None:
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == version == metadata.version("quoted")
    assert [author["name"] for author in citation["authors"]] == ["The Quoted developers"]
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", changelog(), re.M)
    assert released[0] == (version, citation["date-released"])


def changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text("utf-8")


# Folders of the package, from the ground up.


LOOKING_DOWN = {("charts", "publish"): "a chart adds itself to a presentation"}
"""Uses of a folder further down, each for a reason, and only inside of a function."""


def floors() -> list[str]:
    """Return the folders of the package in the order in which the guide lists them."""
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    listed = re.search(r"src/quoted/ .*?\n(.*?)\n    src/nbconvert_typst/", guide, re.S)
    assert listed is not None
    names = [re.split(r"  +", line.strip())[0] for line in listed[1].splitlines()]
    return [name.strip(" /") for line in names for name in line.split(",")]


def uses(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield the modules that a file imports, and whether only when a function is called."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.col_offset > 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "quoted":
            yield from ((f"quoted.{alias.name}", node.col_offset > 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module), node.col_offset > 0


def test_a_folder_uses_only_those_above_it() -> None:
    order, package = floors(), ROOT / "src" / "quoted"
    folders = {p.name.removesuffix(".py") for p in package.glob("[!_]*") if p.name != "locale"}
    assert folders - {"py.typed"} == set(order)
    for path in sorted(package.rglob("*.py")):
        folder = path.relative_to(package).parts[0].removesuffix(".py")
        for module, deferred in uses(path):
            used = module.split(".")[1] if module.startswith("quoted.") else ""
            known = used in order and folder in order
            if known and not (deferred and (folder, used) in LOOKING_DOWN):
                assert order.index(used) <= order.index(folder), f"{path.name} uses {used}"


def test_the_exporter_uses_nothing_of_the_report() -> None:
    for path in sorted((ROOT / "src" / "nbconvert_typst").rglob("*.py")):
        assert not [name for name, _ in uses(path) if name.partition(".")[0] == "quoted"], path


def test_only_the_report_knows_its_measures_groups_and_surveys() -> None:
    data = tables.load(ROOT / "data")
    ids = {*data.measures["measure_id"], *data.surveys["survey_id"], *data.groups["group_id"]}
    telling = {id_ for id_ in ids if "_" in id_} | {"executives"}  # others are English words
    found = [
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        if path.parent.name != "report"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.partition(".")[0] in telling
    ]
    assert found == []


# Notebooks.


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def code_cells(path: Path) -> list[tuple[int, dict[str, Any], str]]:
    return [
        (number, cell, "".join(cell["source"]))
        for number, cell in enumerate(read(path)["cells"], start=1)
        if cell["cell_type"] == "code"
    ]


def test_the_notebooks_are_those_of_the_build() -> None:
    assert sorted((ROOT / "notebooks").glob("*.ipynb")) == sorted(NOTEBOOKS)


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@each_notebook
def test_code_cells_are_short_calls(path: Path) -> None:
    importing = []
    for number, _, source in code_cells(path):
        assert len(source.splitlines()) <= 10, f"cell {number}"
        nodes = list(ast.walk(ast.parse(source)))
        made = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        # but for what draws on axes, which a chart asks for, no function hides a step
        drawing = [n for n in made if isinstance(n, ast.FunctionDef) and n.args.args[-1:]]
        assert [n.name for n in drawing if n.args.args[-1].arg == "ax"] == [n.name for n in made], (
            f"cell {number}"
        )
        imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        importing += [number] if imports else []
    assert len(importing) == 1


@each_notebook
def test_a_notebook_opens_with_a_title_and_is_valid(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    first = notebook.cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    heads = re.findall(r"^# ", "\n".join(c.source for c in notebook.cells if "source" in c), re.M)
    assert len(heads) >= 1


@each_notebook
def test_a_notebook_is_committed_as_the_build_leaves_it(path: Path) -> None:
    cells = code_cells(path)
    assert [cell["execution_count"] for _, cell, _ in cells] == list(range(1, len(cells) + 1))
    for number, cell, _ in cells:
        assert "execution" not in cell["metadata"], f"cell {number} holds the times of a run"
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"cell {number}"
            assert output.get("name") != "stderr", f"cell {number}"
            assert notebooks.LIVE_VIEW not in output.get("data", {}), f"cell {number}"
            shown = json.dumps({**output.get("data", {}), "": output.get("text", "")})
            texts = re.sub(r"data:image/[^\"]+|\"image/png\": \"[^\"]+\"", "", shown)
            assert not re.search(r" at 0x[0-9a-fA-F]{6,}", texts), f"cell {number}"
            assert str(ROOT) not in texts and "/home/" not in texts, f"cell {number}"
    assert "widgets" not in read(path)["metadata"]


# Guides.

GUIDES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
IGNORED = tuple(re.findall(r"^[\w.-]+/$", (ROOT / ".gitignore").read_text("utf-8"), re.M))
"""Folders that guides may name although a fresh clone lacks them."""


def code_spans(text: str) -> Iterator[str]:
    fenced = re.sub(r"```.*?```", "", text, flags=re.S)
    yield from re.findall(r"`([^`\n]+)`", fenced)
    yield from (line.strip() for line in re.findall(r"^    (\S.*)$", fenced, re.M))


def commands(text: str, word: str) -> list[list[str]]:
    """Return the arguments of each command of the text that begins with a word."""
    found = []
    for span in code_spans(text):
        if span.split("#")[0].split()[:1] == [word] and span != word:
            found.append(shlex.split(span, comments=True)[1:])
    return found


each_guide = pytest.mark.parametrize("name", GUIDES)


@each_guide
def test_every_verb_of_make_that_a_guide_names_exists(name: str) -> None:
    named = [arguments[0] for arguments in commands(GUIDES[name], "make")]
    assert named and set(named) <= set(targets())


@each_guide
def test_every_quoted_command_that_a_guide_names_is_understood(name: str) -> None:
    found = commands(GUIDES[name], "quoted")
    assert found
    for arguments in found:
        cli.parser().parse_args(arguments)  # exits where it does not understand


def test_every_quoted_command_of_the_makefile_is_understood() -> None:
    for line in re.findall(r"\$\(QUOTED\) (.+)", MAKEFILE):
        cli.parser().parse_args(line.split())


def test_every_module_that_the_verbs_run_is_declared() -> None:
    runs = set(re.findall(r"\$\((?:BIN|2)\)/([a-z]+)", MAKEFILE)) - {"python", "pip", "quoted"}
    runs |= {module for module, *_ in cli.TESTS} - {"quoted"}
    assert runs == {"ruff", "mypy", "pytest", "uv"}


@each_guide
def test_every_file_that_a_guide_names_exists(name: str) -> None:
    text = GUIDES[name]
    links = [t for t in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in t]
    spans = [
        span
        for span in code_spans(text)
        if re.fullmatch(r"[\w.-]+/[\w./-]*|[\w-]+\.(md|toml|txt|yml|cff|csv|ipynb|pptx)", span)
    ]
    named = {path for path in links + spans if not f"{path}/".startswith(IGNORED)}
    assert named
    missing = sorted(path for path in named if not (ROOT / path).exists())
    assert missing == []


def test_the_percentages_of_the_readme_are_those_of_the_data() -> None:
    values = {f"{value:g}%" for value in tables.load(ROOT / "data").figures["value"]}
    prose = re.sub(r"<!-- speed:.*speed ends -->", "", GUIDES["README.md"], flags=re.S)
    found = set(re.findall(r"\d+%", prose))
    assert {"61%", "42%", "65%", "34%"} <= found <= values


def test_the_layout_in_the_guide_is_that_of_the_project() -> None:
    layout = GUIDES["CONTRIBUTING.md"].split("## Layout")[1].split("## ")[0]
    for path in re.findall(r"^    ([a-z]+/[a-z_/]*)", layout, re.M):
        assert (ROOT / path).is_dir(), path


def test_what_the_readme_says_of_charts_is_so(tmp_path: Path) -> None:
    charts = gallery.charts(tables.load(ROOT / "data"), language("en"))
    assert "divide" in charts
    for call in re.findall(r'charts\["(\w+)"\]\.(\w+)\(', GUIDES["README.md"]):
        assert callable(getattr(charts[call[0]], call[1])), call
    pattern = re.search(r"figures/(\w+)\.png\)", GUIDES["README.md"])
    assert pattern is not None
    assert pattern[1] == charts["divide"].name("slide")


def test_every_number_of_the_readme_is_one_of_the_data() -> None:
    data = tables.load(ROOT / "data")
    assert prose.unaccounted(GUIDES["README.md"], quantities(data, language("en"))) == []
    began = data.figures["source_id"].isin(data.sources["source_id"][:5])
    said = f"five articles in French on AI in marketing, which print {began.sum()} figures"
    assert said in GUIDES["README.md"]


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff"])
def test_the_guides_are_plain_lines(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert not [line for line in text.splitlines() if line != line.rstrip()]
