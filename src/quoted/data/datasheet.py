"""What the tables say of themselves: `datapackage.json` for machines, the data sheet for people.

Both are made from the schema. What a row must be is for `checks`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quoted.data.schema import SCHEMA

if TYPE_CHECKING:
    from quoted.data.tables import Tables


def fingerprint(text: str) -> str:
    """Return the digest of a table's text, as a data package gives it."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def datapackage(texts: Mapping[str, str], topic: str = "") -> dict[str, Any]:
    """Return the Frictionless data package that describes the tables, their texts by name."""
    on = f" on {topic}," if topic else ""
    return {
        "name": "quoted-figures",
        "title": f"Figures{on} as articles print them",
        "description": "Every row can be followed to the place in the article that printed it.",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": [
            {
                "name": name,
                "title": table["title"],
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "hash": fingerprint(texts[name]),
                "schema": {"missingValues": [""]}
                | {key: described for key, described in table.items() if key != "title"},
            }
            for name, table in SCHEMA.items()
        ],
    }


def datasheet(tables: Tables, topic: str = "") -> str:
    """Return the data sheet (Markdown): what a row means, each column, its unit."""
    lines = [
        "# The data",
        "",
        f"Figures that articles print{f' on {topic}' if topic else ''}, and what is known of",
        "them. Written by `notebooks/01_transcription.ipynb`; `datapackage.json` says the same to",
        "machines (Frictionless Data). UTF-8, comma, header row. `not stated`: the article does",
        "not say; an empty cell: there is nothing to say. Licence: CC BY 4.0; the articles remain",
        "their publishers', and fragments of at most eight words point into them.",
    ]
    for name, table in SCHEMA.items():
        count = len(getattr(tables, name))
        size = f"{count} row{'' if count == 1 else 's'}"
        lines += ["", f"## {name}.csv", "", f"{table['title']}: {size}."]
        lines += [f"Key: {', '.join(f'`{key}`' for key in table['primaryKey'])}.", ""]
        lines += ["| column | type | unit or values | meaning |", "|---|---|---|---|"]
        for field in table["fields"]:
            values = field.get("unit") or _range(field["constraints"])
            meaning = field["description"].replace("<", "&lt;")
            lines.append(f"| `{field['name']}` | {field['type']} | {values} | {meaning} |")
    return "\n".join(lines) + "\n"


def _range(constraints: dict[str, Any]) -> str:
    """Say what a column of text may hold."""
    if "enum" in constraints:
        return ", ".join(constraints["enum"])
    return f"at most {constraints['maxLength']:,} characters"
