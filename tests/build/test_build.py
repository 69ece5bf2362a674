"""The build: what is made again, what is not, and what it says; on small projects and on ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import nbformat
import pytest
from workshop import copied, members, met, written

from quoted import cli
from quoted.build import engine, inputs, steps
from quoted.build.inputs import BuildError, Code, Family, Step
from quoted.data import tables
from quoted.language import Language, catalogue, language
from quoted.report import gallery

ROOT = Path(__file__).parents[2]

Capture = pytest.CaptureFixture[str]


CHAIN = [
    Step("first", partial(copied, old="a", new="b"), ("a",)),
    Step("second", partial(copied, old="b", new="c"), ("b",), after=("first",)),
]


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A folder in which `b` is made from `a`, and `c` from `b`."""
    (tmp_path / "a").write_text("one")
    return tmp_path


def made(said: str) -> list[str]:
    """Return the steps that were run."""
    return [line[:24].strip() for line in said.splitlines() if line.endswith(" s")]


def run(root: Path, capsys: Capture, steps: list[Step | Family] | None = None) -> list[str]:
    assert engine.run(root, lambda _: steps or CHAIN) == 0
    said = capsys.readouterr().out
    assert "Everything is built" in said
    return made(said)


# When a step is run.


def test_only_what_changed_is_made_again(workshop: Path, capsys: Capture) -> None:
    assert run(workshop, capsys) == ["first", "second"]
    assert run(workshop, capsys) == []
    (workshop / "a").write_text("two")
    assert run(workshop, capsys) == ["first", "second"]
    (workshop / "a").write_text("two")  # written again, the same content
    os.utime(workshop / "a", (0, 0))
    assert run(workshop, capsys) == []
    (workshop / "c").unlink()
    assert run(workshop, capsys) == ["second"]
    assert (workshop / "c").read_text() == "two"


def test_a_product_changed_by_hand_is_made_again_and_kept(workshop: Path, capsys: Capture) -> None:
    run(workshop, capsys)
    for mine in ("my work", "more of my work"):
        (workshop / "c").write_text(mine)
        assert engine.run(workshop, lambda _: CHAIN, why=True) == 0
        said = capsys.readouterr().out
        assert "second: not as it was made: c" in said
        assert "second: changed since it was made, kept as .build/kept/" in said
        assert (workshop / "c").read_text() == "one"
    kept = (workshop / ".build" / "kept").glob("*/c")
    assert {path.read_text() for path in kept} == {"my work", "more of my work"}


def committed(root: Path) -> None:
    for command in (["init", "-q"], ["add", "c"], ["commit", "-q", "-m", "c"]):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *command], cwd=root, check=True)


@pytest.mark.parametrize("state", ["as committed", "changed", "without git"])
def test_a_first_build_keeps_what_somebody_changed(
    workshop: Path, capsys: Capture, state: str
) -> None:
    (workshop / "c").write_text("made elsewhere")
    if state != "without git":
        committed(workshop)
    if state == "changed":
        (workshop / "c").write_text("my work")
    assert engine.run(workshop, lambda _: CHAIN, products=["c"]) == 0
    said = capsys.readouterr().out
    assert (workshop / "c").read_text() == "one"
    kept = [path.read_text() for path in (workshop / ".build" / "kept").glob("*/c")]
    expected = {"as committed": [], "changed": ["my work"], "without git": ["made elsewhere"]}
    assert kept == expected[state]
    assert said.count("second: changed since it was made, kept as .build/kept/") == len(kept)


def test_why_says_what_had_changed(workshop: Path, capsys: Capture) -> None:
    engine.run(workshop, lambda _: CHAIN, why=True)
    assert "first: first run" in capsys.readouterr().out
    (workshop / "a").write_text("two")
    engine.run(workshop, lambda _: CHAIN, why=True)
    said = capsys.readouterr().out
    assert "first: changed: a\n" in said and "second: changed: b\n" in said


def test_a_family_follows_the_step_that_names_it(workshop: Path, capsys: Capture) -> None:
    last = Step("last", partial(copied, old="a", new="z"), after=("family",))
    chain = [CHAIN[0], Family("family", "first", members), last]
    (workshop / "a").write_text("x y")
    first, *both, after = run(workshop, capsys, chain)
    assert (first, sorted(both), after) == ("first", ["member x", "member y"], "last")
    assert run(workshop, capsys, chain) == []
    (workshop / "a").write_text("x w")
    assert run(workshop, capsys, chain) == ["first", "member w"]


def test_two_steps_run_at_a_time(tmp_path: Path, capsys: Capture) -> None:
    chain = [
        Step("one", partial(met, mine="a", other="b")),
        Step("other", partial(met, mine="b", other="a")),
    ]
    assert sorted(run(tmp_path, capsys, chain)) == ["one", "other"]


def test_steps_that_can_run_start_in_the_order_of_the_list(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a").write_text("one")
    names = [f"step {i:02}" for i in range(12)]
    late = [Step(n, partial(written, name=n), after=("first",)) for n in names]
    engine.run(tmp_path, lambda _: [CHAIN[0], *late], why=True)
    said = capsys.readouterr().out.splitlines()
    started = [line.partition(":")[0] for line in said if line.endswith("first run")]
    assert started == ["first", *names]


# When something goes wrong.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bad", "first: found bad, expected good\n"),
        ("fatal", "first: the process that made it ended (out of memory, or killed); build again"),
        ("bug", "nobody thought of this"),
    ],
)
def test_a_step_that_fails_is_named_and_leaves_the_products(
    workshop: Path, capsys: Capture, text: str, words: str
) -> None:
    run(workshop, capsys)
    (workshop / "a").write_text(text)
    assert engine.run(workshop, lambda _: CHAIN) == 1
    said = capsys.readouterr()
    assert words in said.err and "Everything is built" not in said.out
    assert said.out.endswith("Not everything is built: what stopped it is said above.\n")
    assert (workshop / "c").read_text() == "one"
    (workshop / "a").write_text("one")
    assert run(workshop, capsys) == ["first"]


def test_a_file_that_cannot_be_read_is_named_in_one_line(
    workshop: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, *_: int) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(inputs, "_of_content", refused)
    assert engine.run(workshop, lambda _: CHAIN) == 1
    assert capsys.readouterr().err == f"first: {workshop / 'a'}: Permission denied\n"


def test_what_was_made_before_a_failure_is_not_made_again(workshop: Path, capsys: Capture) -> None:
    (workshop / "c").mkdir()  # the second step cannot write its product
    assert engine.run(workshop, lambda _: CHAIN) == 1
    assert f"second: {workshop / 'c'}: Is a directory" in capsys.readouterr().err
    (workshop / "c").rmdir()
    assert run(workshop, capsys) == ["second"]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe"])
def test_a_damaged_record_of_the_last_build_costs_a_build(
    workshop: Path, capsys: Capture, damage: bytes
) -> None:
    run(workshop, capsys)
    (workshop / ".build" / "state.json").write_bytes(damage)
    assert run(workshop, capsys) == ["first", "second"]
    assert run(workshop, capsys) == []


def test_one_build_at_a_time(workshop: Path, capsys: Capture) -> None:
    (workshop / "notebooks").mkdir()
    (workshop / inputs.STATE).mkdir()
    with engine._alone(workshop):
        with pytest.raises(BuildError, match="another build is running in"):
            engine.run(workshop, lambda _: CHAIN)
        assert not (workshop / "b").exists()
    assert run(workshop, capsys) == ["first", "second"]


def test_what_a_killed_build_left_is_removed(workshop: Path, capsys: Capture) -> None:
    (workshop / "data").mkdir()
    (workshop / "data" / ".figures.csv.123.tmp").write_text("half")
    (workshop / "data" / ".mine").write_text("mine")
    run(workshop, capsys)
    assert [path.name for path in (workshop / "data").iterdir()] == [".mine"]


def test_a_typing_error_in_code_that_a_step_runs_is_named(workshop: Path, capsys: Capture) -> None:
    (workshop / "src").mkdir()
    (workshop / "src" / "mine.py").write_text("1\ndef f(:\n")
    mine = Step("first", partial(copied, old="a", new="b"), modules=("mine",))
    with pytest.raises(ValueError, match=r"^src/mine\.py, line 2: found 'def f\(:', expected"):
        engine.run(workshop, lambda _: [mine])


# What our own steps are made from.


def ours() -> list[Step]:
    return [step for step in steps.steps(Code(ROOT)) if isinstance(step, Step)]


def test_every_step_stands_behind_those_that_make_its_inputs() -> None:
    names = [step.name for step in steps.steps(Code(ROOT))]
    assert len(set(names)) == len(names)
    for step in ours():
        assert set(step.after) <= set(names)


def test_every_pattern_matches_what_is_committed() -> None:
    for step in ours():
        for pattern in (*step.inputs, *step.sources, *step.codes):
            # of another project, or never committed: copies of articles
            elsewhere = pattern.startswith((inputs.STATE, "locale/")) or pattern == "articles/*.txt"
            assert elsewhere or list(ROOT.glob(pattern)), pattern


def test_every_step_counts_the_lock_and_its_own_code() -> None:
    for step in ours():
        assert steps.LOCK in step.inputs or step.name == "manifest"
        code = step.code(Code(ROOT))
        assert "src/quoted/build/steps.py" in code
        assert "src/quoted/data/tables.py" in code or step.name.startswith(("manifest", "notebook"))


LOADED = """
import sys
from pathlib import Path
from quoted.build import steps, engine
from quoted.build.inputs import Code
root = Path(sys.argv[1])
made = {step.name: step for step in [*steps.steps(Code(root)), *steps._charts(root)]}
made[sys.argv[2]].make(root)
print("\\n".join(m for m in sys.modules if m.startswith("quoted")))
"""
BOOKKEEPING = {"quoted.build", *(f"quoted.build.{m}" for m in ("engine", "inputs", "processes")),
               "quoted.system.notebook", "quoted.system.git", "quoted.system.terminal"}  # fmt: skip
"""Loaded to run any step at all; a step that uses more of it counts it."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with what its build makes on the way."""
    root = tmp_path_factory.mktemp("project")
    for name in ("src", "data", "notebooks", "figures", "requirements.txt"):
        (root / name).symlink_to(ROOT / name)
    (root / "figures").unlink()
    (root / "figures").mkdir()
    (root / "figures" / "manifest.json").write_bytes((ROOT / "figures/manifest.json").read_bytes())
    (root / inputs.STATE).mkdir()
    steps._write_gallery(root)
    steps._write_numbers(root)
    return root


@pytest.mark.parametrize(
    "name",
    [
        "chart divide en",
        "page divide en",
        "slides fr",
        "report en",
        "index",
        "gallery",
        "run report fr",
    ],
)
def test_all_the_code_that_a_step_runs_counts(project: Path, name: str, tmp_path: Path) -> None:
    """What is found by reading imports holds all that is imported when the step runs."""
    known = {step.name: step for step in [*ours(), *steps._charts(project)]}
    counted = inputs.digests(ROOT, (*known[name].inputs, *known[name].code(Code(ROOT))))
    if name.startswith("run"):  # what its cells import is loaded in a kernel
        for path in project.iterdir():
            (tmp_path / path.name).symlink_to(path)
        (project := tmp_path).joinpath("notebooks").unlink()
        (project / "notebooks").mkdir()
        cells = [nbformat.v4.new_markdown_cell("# Nothing", id="a")]
        for each in steps.NOTEBOOKS:
            path = project / "notebooks" / f"{each}.ipynb"
            nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    command = [sys.executable, "-c", LOADED, str(project), name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code = {file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
            for file in counted}  # fmt: skip
    loaded = set(done.stdout.split())
    assert {"quoted.build.steps", "quoted.system.atomic"} < loaded
    assert {m for m in loaded if m.replace(".", "/") not in code} <= BOOKKEEPING


def shown(lang: Language, data: tables.Tables) -> dict[str, bytes]:
    return {id_: chart.packed() for id_, chart in gallery.charts(data, lang).items()}


def changed(before: dict[str, bytes], now: dict[str, bytes]) -> set[str]:
    return {id_ for id_ in {*before, *now} if before.get(id_) != now.get(id_)}


def test_a_changed_label_changes_only_the_charts_that_show_it(tmp_path: Path) -> None:
    data, lang = tables.load(ROOT / "data"), language("en")
    before = shown(lang, data)
    assert shown(lang, tables.load(ROOT / "data")) == before
    measures = data.measures.copy()
    measures.loc[measures["measure_id"] == "use_design", "label"] = "Drawing"
    data.measures[:] = measures
    made = gallery.charts(data, lang)
    rows = {id_: made[id_].data for id_ in made}
    with_it = {id_ for id_ in rows if "use_design" in {*rows[id_].get("measure_id", ())}}
    assert with_it and with_it < {*made}
    assert changed(before, shown(lang, data)) == with_it


def test_what_charts_show_does_not_depend_on_the_process() -> None:
    script = (
        "from quoted import data, report; from quoted.language import language;"
        f"c = report.charts(data.load({str(ROOT / 'data')!r}), language('fr'));"
        "print(*(x.packed() for x in c.values()))"
    )
    said = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


# The revision that a report names.


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """A project of which files can be changed."""
    for file in (*inputs.digests(ROOT, ("data/*", "src/**/*.py", "src/**/*.po", "src/**/*.typ",
                 "notebooks/report.ipynb", steps.LOCK)),):  # fmt: skip
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ("data/figures.csv", {"data"}),
        ("src/quoted/charts/theme.py", {"code"}),
        ("src/nbconvert_typst/template.typ", {"code"}),
        ("src/quoted/locale/fr/LC_MESSAGES/quoted.po", {"code"}),
        ("requirements.txt", {"code"}),
        ("src/quoted/build/steps.py", {"code"}),
        ("src/quoted/build/notebooks.py", {"code"}),
        ("src/quoted/build/engine.py", set()),
        ("src/quoted/cli.py", set()),
    ],
)
def test_a_revision_is_that_of_what_a_report_is_made_from(
    revised: Path, file: str, kinds: set[str]
) -> None:
    before = steps.revision(revised, "fr")
    assert before == steps.revision(ROOT, "fr")
    with (revised / file).open("a") as handle:
        handle.write("\n")
    now = steps.revision(revised, "fr")
    assert {kind for kind in now if now[kind] != before[kind]} == kinds


def test_a_revision_does_not_depend_on_outputs(revised: Path) -> None:
    path = revised / "notebooks" / "report.ipynb"
    before = steps.revision(revised, "en")
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    path.write_text(json.dumps(notebook))
    assert steps.revision(revised, "en") == before
    notebook["cells"][-1]["source"] = ["Another text."]
    path.write_text(json.dumps(notebook))
    assert steps.revision(revised, "en") != before


def test_the_command_names_the_revision(capsys: Capture) -> None:
    assert cli.main(["--root", str(ROOT), "revision"]) == 0
    said = capsys.readouterr().out
    for code in steps.LANGUAGES:
        made_from = steps.revision(ROOT, code)
        assert f"report.{code}.pdf: data {made_from['data']}, code {made_from['code']}" in said


def test_the_languages_of_the_build_are_those_of_the_catalogues() -> None:
    assert {"en", *catalogue.codes(ROOT)} == set(steps.LANGUAGES)
