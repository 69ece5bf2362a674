"""Hostile text for any column of the tables: what is taken literally, and which columns take it."""

from __future__ import annotations

from quoted.data.schema import SCHEMA

LITERAL = {
    "typst": "#let x=1 $x^2$ *b*_i_ @c <l>`r`",
    "html": "<script>alert(1)</script>&amp;\"'",
    "markdown": "[a](javascript:b) **c** | ![d](e)",
    "latex": r"\textbf{a} \input{/etc} % $b$",
    "shell": "$(id) `id`;|&& ${HOME} >/x",
    "format": "{0} {x!r} %s %(y)d {{z}} $t",
    "formula": "a =cmd|'/C calc'!A0 @SUM(1+1)",
    "xml": r"]]> <!-- &#65; %41 \u0041",
    "arabic": "مرحبا بالعالم 12%",
    "hebrew": "שלום עולם (a) 61%",
    "emoji": "😀☺✓ é n̈ Привет ﬁ",
    "one word": "xX" * 16,
}
"""What is shown as it is; short enough, with its tag, for every column of free text."""


def text_columns(free: bool) -> list[tuple[str, str]]:
    """Return the columns that take any text (`free`), or text of a form, names and choices."""
    plain = next(f for f in SCHEMA["sources"]["fields"] if f["name"] == "title")
    pattern = plain["constraints"]["pattern"]
    return [
        (name, field["name"])
        for name, table in SCHEMA.items()
        for field in table["fields"]
        if field["type"] == "string" and (field["constraints"].get("pattern") == pattern) == free
    ]
