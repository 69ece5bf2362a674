"""Whatever a notebook holds, its reader takes it or says what is wrong.

What is read from good notebooks is tested in `test_check`.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from test_check import CHANGED, KNOWN

from quoted import citations, cli
from quoted.language import markdown as md
from quoted.system import notebook

ROOT = Path(__file__).parents[2]
SEEDS = st.integers(0, 2**32)
Capture = pytest.CaptureFixture[str]


PROSE = st.lists(
    st.sampled_from(
        [
            "[52.4%](#daily.women.2024)", "[5.3\npoints](#daily.women_men.2024.gap)",
            "[six](#gaps.count)",
            "[](#daily.women_men.2024.gap)", "[**](#daily.women_men.2024.gap)",
            "[+](#daily.women_men.2024.gap)",
            "[x](#no.where)",
            '[5%](#not-ours "r")', "[x](#not-ours)", "61%", "63 to 72 points", "[", "](", ")", "`",
            "```\n", "$", "$$", "\\", "<!--", "-->", "<a ", "> ", "- ", "# ", "|", "\n", "\n\n",
            "\r\n", "\r", "\x00", "\x0c", "\x85", "\u2028", "\u00a0", "&nbsp;", "٣", "²", "½",
            "| a | b |\n|---|---|\n", "[^1]: ", "http://a.b/61%", "[r]: #daily.women_men.2024.gap",
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    max_size=15,
).map("".join)  # fmt: skip


def book(*sources: Any) -> dict[str, Any]:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    return {"cells": cells, "metadata": {"title": "A title"}, "nbformat": 4, "nbformat_minor": 4}


@settings(max_examples=60)
@given(PROSE)
def test_any_markdown_can_be_checked_and_linked(source: str) -> None:
    for known in KNOWN.values():
        assert all(str(finding) for finding in citations.check(book(source), known))
        citations.unaccounted(source, known, also=[source[:9]])
    linked = citations.linked(book(source), KNOWN["en"])
    (cell,) = linked["cells"]
    assert [link.text for link in md.links(source)] == [
        link.text for link in md.links(source) if link.text in cell["source"]
    ]
    md.fixed(source)


JSON = [
    piece.encode()
    for piece in (
        "null", "1", "[]", "{}", '"a"', '"\\ud800"', "NaN", "1e999",
        '["[52.4%](#daily.women.2024)"]',
        '"cells":[],', '"source":"[52.4%](#daily.women.2024)",', "\\u005b", "\\/", "\\", '"',
        "{",
        "}", "[", "]", ",", ":", "\ufeff", "\r\n", "\0",
    )
]  # fmt: skip


@settings(max_examples=100)
@given(seed=SEEDS)
def test_notebooks_are_read_or_refused_and_rewritten_in_their_numbers_only(
    seed: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.ipynb"
    good = json.dumps(book("[52.4%](#daily.women.2024) é", ["x\n", "y"]), indent=1)
    path.write_bytes(damaged(good.encode(), seed, JSON))
    try:
        read = notebook.read(path, tmp_path)
    except ValueError as error:
        assert str(error).startswith("a.ipynb") and ": found " in str(error)
        return
    citations.check(read, KNOWN["en"])
    old = path.read_bytes().decode()
    new = citations.rewrite(old, CHANGED)
    assert citations.rewrite(new, CHANGED) == new
    # A citation is restated whole, whatever the damage has put into its text.
    kept, was = (re.sub(r"\[[^]]*\]\(#", "[](#", json.dumps(json.loads(t))) for t in (new, old))
    assert kept == was


NO_NOTEBOOKS = {
    "": "line 1: found text that is not JSON",
    "[" * 100_000: "found JSON nested too deeply",
    "[]": "found no notebook",
    '{"cells": {}}': "found no notebook",
    '{"cells": [], "nbformat": 3, "metadata": {}}': "found nbformat 3",
    '{"cells": [], "nbformat": 4}': "metadata: found null",
    json.dumps(book() | {"metadata": {"keywords": [1]}}): "metadata, keywords: found [1]",
    json.dumps(book() | {"cells": [1]}): "cell 1: found 1",
    json.dumps(book(None)): "cell 1: found source null",
    json.dumps(book("\ud800")): "cell 1: found source",
    json.dumps(book() | {"cells": [{"cell_type": "x"}]}): 'cell 1: found cell_type "x"',
    json.dumps(book() | {"cells": [{"cell_type": "raw"}]}): "cell 1: found metadata null",
    json.dumps(
        book() | {"cells": [{"cell_type": "code", "metadata": {}, "source": "", "outputs": [1]}]}
    ): "cell 1: found outputs [1]",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of which a file can be broken."""
    for folder in ("data", "notebooks", "src/quoted/locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize("text", NO_NOTEBOOKS, ids=NO_NOTEBOOKS.values())
def test_a_broken_notebook_is_named(text: str, project: Path, capsys: Capture) -> None:
    (project / "notebooks" / "report.ipynb").write_text(text)
    verbs = [["messages"], ["check"], ["numbers"], ["numbers", "--write"]]
    for verb in verbs if text == "" else verbs[:1]:  # to read the tables takes a second
        assert cli.main(["--root", str(project), *verb]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        assert f"notebooks/report.ipynb, {NO_NOTEBOOKS[text]}".replace(", found", ": found") in said
