"""Whatever a catalogue holds, its reader takes it or says what is wrong.

What is read from good catalogues is tested in `test_catalogue`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted import cli
from quoted.language import Language, _translations, catalogue, pofile

ROOT = Path(__file__).parents[2]
UNCACHED = _translations.__wrapped__
SEEDS = st.integers(0, 2**32)
Capture = pytest.CaptureFixture[str]


PO = """msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

#: a.py
msgid "Plain"
msgstr "Simple"

#: a.py
msgid "A gap of {gap} points"
msgstr "Un écart de {gap} points"

#: a.py
msgid "{n} survey"
msgid_plural "{n} surveys"
msgstr[0] "{n} enquête"
msgstr[1] "{n} enquêtes"
"""
ENTRIES = [
    piece.encode()
    for piece in (
        'msgid "Plain"\nmsgstr "x"\n', "msgid ", "msgstr ", "msgstr[1] ", 'msgstr[2] "x"\n',
        'msgctxt "a"\n', '"', "\\", "\n", "\r", "#~ ", "#, fuzzy\n", "#| ", "#: a:1\n", "{", "}",
        "{n}", "{n!z}", "{gap.x}", "{}", "charset=latin-1", "nplurals=3", "Language: de\\n", "\0",
        "POT-Creation-Date: x\\n", "PO-Revision-Date: 2024\\n", "\u2028", "\ufeff", "\u2068",
    )
]  # fmt: skip
CODE = """
lang("Plain")
lang("A gap of {gap} points", gap=1)
lang.plural("{n} survey", "{n} surveys", n)
"""


def translated(root: Path, content: bytes) -> Path:
    path = root / catalogue.catalogue_path("fr")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@settings(max_examples=100)
@given(seed=SEEDS)
def test_catalogues_are_read_or_refused_and_what_passes_can_be_used(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = translated(tmp_path, damaged(PO.encode(), seed, ENTRIES))
    (tmp_path / "src/quoted/a.py").write_text(CODE)
    try:
        found = pofile.read(path, "fr")
    except ValueError as error:
        assert str(error).startswith(str(path)) and ": found " in str(error)
        return
    assert capsys.readouterr().out == ""  # Babel prints what it does not understand
    entries = [(each.id, each.string) for each in found if each.id]
    if not catalogue.missing("fr", tmp_path):
        monkeypatch.setattr("quoted.language.LOCALES", tmp_path / catalogue.LOCALES)
        monkeypatch.setattr("quoted.language._translations", UNCACHED)
        lang = Language("fr")
        assert lang("Plain") and lang("A gap of {gap} points", gap=1)
        assert all(lang.plural("{n} survey", "{n} surveys", n) for n in (0, 1, 1.5, 2))
    catalogue.write(found, "fr", tmp_path)
    assert entries == [(each.id, each.string) for each in pofile.read(path, "fr") if each.id]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of which a file can be broken."""
    for folder in ("data", "notebooks", "src/quoted/locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


NO_CATALOGUES = {
    "byte": (PO.encode("latin-1"), "line 13: found byte 0xe9, which is not UTF-8"),
    "mark": (b"\xef\xbb\xbf" + PO.encode(), "line 1: found '\\ufeffmsgid"),
    "nonsense": (PO.encode() + b"nonsense\n", "line 20: found 'nonsense'"),
    "open": (PO.replace('"Simple"', '"Simple').encode(), "line 9: found 'msgstr \"Simple'"),
    "no msgid": (PO.encode() + b'\nmsgstr "x"\n', "line 21: found 'msgstr \"x\"'"),
    "no msgstr": (PO.encode() + b'\nmsgid "x"\n', "missing msgstr"),
    "twice": (PO.encode() + b'msgid "Plain"\nmsgstr "Autre"\n',
    "line 20: found the message of line 8"),
    "third plural": (PO.encode() + b'msgstr[2] "x"\n', "more translations than num_plurals"),
    "control": (PO.replace("Simple", "Sim\0ple").encode(), "line 9: found the control character"),
    "charset": (PO.replace("utf-8", "klingon").encode(), "a header with klingon"),
    "language": (PO.replace("Language: fr", "Language: de").encode(), "a header with utf-8, de"),
    "plural": (PO.replace("n > 1", "n != 1").encode(), "plural=(n != 1)"),
    "number": (PO.replace("nplurals=2", "nplurals=x").encode(), "with a fault"),
    "date": (PO.replace('"Lang', '"POT-Creation-Date: x\\n"\n"Lang').encode(), "with a fault"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_CATALOGUES)
def test_a_broken_catalogue_is_named(kind: str, project: Path, capsys: Capture) -> None:
    content, words = NO_CATALOGUES[kind]
    path = translated(project, content)
    verbs = ("messages", "check", "numbers")
    for verb in verbs if kind == "open" else verbs[:1]:
        assert cli.main(["--root", str(project), verb]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and str(path) in said and words in said, said
    assert path.read_bytes() == content


@pytest.mark.parametrize("wrong", ["{trop}", "{gap.x}", "{gap!r}", "{gap:>9}", "{0}", "{", "rien"])
def test_a_wrong_placeholder_is_refused_by_the_check_and_named_at_its_use(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    translated(tmp_path, PO.replace("de {gap}", f"de {wrong}").encode())
    (tmp_path / "src/quoted/a.py").write_text(CODE)
    (finding,) = catalogue.missing("fr", tmp_path)
    assert "placeholders differ" in str(finding)
    monkeypatch.setattr("quoted.language.LOCALES", tmp_path / catalogue.LOCALES)
    monkeypatch.setattr("quoted.language._translations", UNCACHED)
    if wrong in ("{trop}", "{gap.x}", "{0}", "{"):
        with pytest.raises(ValueError, match=r"found 'Un écart .* expected the placeholders gap"):
            Language("fr")("A gap of {gap} points", gap="1")


def test_a_message_that_looks_like_a_header_is_kept(tmp_path: Path) -> None:
    text = '\nmsgid ""\n"PO-Revision-Date: 2024\\n"\n"Rest"\nmsgstr "x"\n'
    path = translated(tmp_path, (PO + text).encode())
    catalogue.write(catalogue.read("fr", tmp_path), "fr", tmp_path)
    assert pofile.read(path, "fr").get("PO-Revision-Date: 2024\nRest") is not None
