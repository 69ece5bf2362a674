"""Directives of MyST, and boxes of Quarto, as the Markdown and the HTML that pandoc reads.

Both kinds of fences are read: back-ticks (or tildes) with a name in braces, and colons. What a
directive without meaning on paper holds stays where it is; of an unknown one with back-ticks the
source is shown, as JupyterLab does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape

from nbconvert_typst.symbols import names

DEEPEST = 10
"""Directives within each other that are read; deeper ones stay as they are."""
Options = dict[str, str]
Read = Callable[[list[str]], list[str]]
"""Reads the lines within a directive."""

BOXES = {
    **dict.fromkeys(
        names("""
            admonition attention important note seealso dropdown exercise solution topic sidebar
            margin aside card grid-item-card versionadded versionchanged theorem definition example
            proof
        """),
        "info",
    ),
    **dict.fromkeys(names("hint tip"), "success"),
    **dict.fromkeys(names("caution warning deprecated"), "warning"),
    **dict.fromkeys(names("danger error"), "danger"),
}
"""Boxes, and the class of Bootstrap's alert that looks like each."""
NAMELESS = names("admonition margin aside sidebar card grid-item-card topic")
"""Boxes whose name says nothing to a reader."""
AROUND = names("tab-set tab-item grid grid-item card-carousel container div only myst")
"""What is only there for what it holds."""
NOT_ON_PAPER = names("tableofcontents contents toctree bibliography index meta")
_OPEN = re.compile(
    r"(?P<indent> {0,3})(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*"
    r"(?:\{(?P<name>[A-Za-z][\w:+.-]*)(?P<classes>(?:,[\w-]+)*)(?:[ \t][^{}`]*)?\}"
    r"[ \t]*(?P<title>.*)"
    r"|\{(?P<attributes>[.#][^{}]*|[^{}=]*=[^{}]*)\}:*|(?P<bare>[A-Za-z][\w-]*)(?P<rest>[^`]*)|[^`]*)"
)
_OPTION = re.compile(r"[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*)")
_TARGET = re.compile(r"\((?P<name>[\w:.-]+)\)=[ \t]*")
_ROLE = re.compile(
    r"(?<!`)(?P<code>``+)(?!`).*?(?<!`)(?P=code)(?!`)"
    r"|(?<![`A-Za-z0-9_])\{(?P<role>math|eq|ref|numref|doc|term)\}`(?P<words>[^`<\n]+?|(?:[^`\n]+(?=`)))"
    r"(?:[ \t]*<(?P<target>[^`>\n]+)>)?`"
)
_LABELLED = re.compile(
    r"(?ms)^(?P<indent>[ \t]*)\$\$(?P<tex>(?:(?!\$\$).){1,4000}?)\$\$"
    r"[ \t]*\((?P<name>[\w:.-]+)\)[ \t]*$"
)


def plain(source: str) -> str:
    """Return Markdown without what only MyST or Quarto know."""
    if not any(each in source for each in ("{", ":::", ")=", "$$")):
        return source
    return _LABELLED.sub(_labelled, "\n".join(_lines(source.split("\n"))))


def _labelled(found: re.Match[str]) -> str:
    tex, label = found["tex"].strip(), f"\\label{{{found['name']}}}"
    inner = re.match(r"\\begin\{(?:align|gather|equation|eqnarray|multline)\}", tex)
    at = inner.end() if inner else 0
    tex = tex[:at] + label + tex[at:]
    tex = tex if inner else f"\\begin{{equation}}{tex}\\end{{equation}}"
    return f"{found['indent']}$${tex}$$"


def _lines(lines: list[str], depth: int = 0) -> list[str]:
    if depth > DEEPEST:
        return lines
    made: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        found = _OPEN.fullmatch(line.rstrip())
        if not found or not (found["name"] or found["fence"][0] != ":" or _says(found)):
            target = _TARGET.fullmatch(line)
            made.append(
                _ROLE.sub(_said, line) if not target else f'<a id="{target["name"]}"></a>\n'
            )
            at += 1
            continue
        end = _end(lines, at, found["fence"])
        body = lines[at + 1 : end]
        written = _directive(found, body, partial(_lines, depth=depth + 1))
        if written is None:
            made += lines[at : end + 1]
        else:
            made += [found["indent"] + each if each else "" for each in written]
        at = end + 1
    return made


def _says(found: re.Match[str]) -> bool:
    return bool(found["attributes"] or found["bare"])


def _end(lines: list[str], start: int, fence: str) -> int:
    """Return where the end of a fence stands, the number of lines where it has none."""
    if fence[0] != ":":
        closed = re.compile(rf" {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*")
        ends = (at for at in range(start + 1, len(lines)) if closed.fullmatch(lines[at]))
        return next(ends, len(lines))
    depth, at = 1, start + 1
    while at < len(lines):
        found = _OPEN.fullmatch(lines[at].rstrip())
        if found and found["fence"][0] != ":":
            at = _end(lines, at, found["fence"])
        elif found:
            depth += 1 if found["name"] or _says(found) else -1
            if not depth:
                return at
        at += 1
    return len(lines)


def _directive(found: re.Match[str], lines: list[str], read: Read) -> list[str] | None:
    """Return the lines that stand for a directive, or None where it stays as it is."""
    name, title = found["name"], (found["title"] or "").strip()
    colons = found["fence"][0] == ":"
    if not name and not colons:
        return None
    if found["bare"]:
        name, title = found["bare"].lower(), found["rest"].strip()
    if found["attributes"]:
        return _div(found["attributes"], lines, read)
    options, body = _options(lines)
    write = _WRITTEN.get(name)
    if write:
        return write(title, options, body, read)
    if name in NOT_ON_PAPER:
        return []
    if name in BOXES or name.startswith(("prf:", "proof:")):
        classes = re.split("[ ,]+", f"{found['classes'] or ''} {options.get('class', '')}")
        kinds = (BOXES.get(each, "info") for each in classes)
        kind = next((each for each in kinds if each != "info"), BOXES.get(name, "info"))
        told = title if title or name in NAMELESS else name.rpartition(":")[2].capitalize()
        return _box(kind, told, read(body))
    if not colons and name not in AROUND:
        return None
    return ["", *([f"**{title}**", ""] if title else []), *read(body), ""]


def _options(lines: list[str]) -> tuple[Options, list[str]]:
    """Return the options of a directive, and what comes after them."""
    start = 0
    options: Options = {}
    if lines and lines[0].strip() == "---" and "---" in (each.strip() for each in lines[1:]):
        start = next(at for at, each in enumerate(lines[1:], 1) if each.strip() == "---") + 1
        pairs = (each.partition(":") for each in lines[1 : start - 1])
        options = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    while start < len(lines) and (found := _OPTION.fullmatch(lines[start])):
        options[found["key"]] = found["value"].strip()
        start += 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    return options, lines[start:]


def _box(kind: str, title: str, body: list[str]) -> list[str]:
    head = ["", f"**{title}**"] if title else []
    return [f'<div class="alert alert-{kind}">', *head, "", *body, "", "</div>", ""]


def _div(attributes: str, body: list[str], read: Read) -> list[str]:
    """Return a div of Quarto: a call-out as a box, of others what they hold."""
    callout = re.search(r"\.callout-(\w+)", attributes)
    name = re.search(r"#([\w:-]+)", attributes)
    anchor = [f'<a id="{name[1]}"></a>', ""] if name else []
    if not callout:
        return ["", *anchor, *read(body), ""]
    told = re.search(r'title="([^"]*)"', attributes)
    title = told[1] if told else ""
    first = next((at for at, each in enumerate(body) if each.strip()), 0)
    if not title and body and (heading := re.fullmatch(r"#+[ \t]+(.*?)[ \t#]*", body[first])):
        title, body = heading[1], body[first + 1 :]
    return [
        *anchor,
        *_box(BOXES.get(callout[1], "info"), title or callout[1].capitalize(), read(body)),
    ]


def _figure(title: str, options: Options, body: list[str], read: Read) -> list[str]:
    given = {"src": title, "alt": options.get("alt", ""), "width": options.get("width", "")}
    given |= {"height": options.get("height", "")}
    told = " ".join(f'{key}="{escape(each)}"' for key, each in given.items() if each)
    name = options.get("name") or options.get("label")
    if not title:  # of several pictures
        return ["", *([f'<a id="{name}"></a>', ""] if name else []), *read(body), ""]
    head = f'<figure id="{name}">' if name else "<figure>"
    if not any(each.strip() for each in body) and not name:
        return ["", f"<img {told}>", ""]
    caption = ["<figcaption>", "", *read(body), "", "</figcaption>"]
    return ["", head, f"<img {told}>", *caption, "</figure>", ""]


def _math(title: str, options: Options, body: list[str], _: Read) -> list[str]:
    tex = "\n".join([title, *body]).strip()
    name = options.get("label") or options.get("name")
    return ["", f"$${tex}$$" + (f" ({name})" if name else ""), ""]


def _code(title: str, options: Options, body: list[str], _: Read) -> list[str]:
    fence = "`" * (3 + max((len(each) for each in re.findall("`{3,}", "\n".join(body))), default=0))
    caption = options.get("caption")
    return [*(["", f"*{caption}*", ""] if caption else []), f"{fence}{title}", *body, fence]


def _rows(title: str, options: Options, body: list[str], read: Read) -> list[str] | None:
    """Return a list of lists as a table, where each of its cells is one line."""
    rows: list[list[str]] = []
    for line in filter(str.strip, body):
        found = re.fullmatch(r"[ \t]*(?P<row>[*-][ \t]+)?[*-](?:[ \t]+(?P<cell>.*))?", line)
        if found and found["row"]:
            rows.append([found["cell"] or ""])
        elif found and rows:
            rows[-1].append(found["cell"] or "")
        elif rows:
            rows[-1][-1] += " " + line.strip()
    if not rows:
        return None
    if options.get("header-rows", "0") == "0":
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    table = ["| " + " | ".join(each.replace("|", "\\|") for each in row) + " |" for row in rows]
    return _table(title, options, table, read)


def _table(title: str, _: Options, body: list[str], read: Read) -> list[str]:
    return ["", *([f"*{title}*", ""] if title else []), *read(body), ""]


def _quote(title: str, _: Options, body: list[str], read: Read) -> list[str]:
    return ["", *(f"> {each}" for each in [title, *read(body)]), ""]


def _said(found: re.Match[str]) -> str:
    """Return what a role says."""
    words, target = (found["words"] or "").strip(), found["target"]
    match found["role"]:
        case None:
            return found[0]
        case "math":
            return f"${words}$"
        case "eq":
            return f"\\eqref{{{words}}}"
        case "doc" | "term":
            return words
    return f"[{words}](#{(target or words).strip()})"


_WRITTEN: dict[str, Callable[[str, Options, list[str], Read], list[str] | None]] = {
    **dict.fromkeys(("figure", "image"), _figure),
    "math": _math,
    **dict.fromkeys(("code-block", "code", "sourcecode", "code-cell"), _code),
    "mermaid": lambda _, options, body, read: _code("mermaid", options, body, read),
    "list-table": _rows,
    "table": _table,
    **dict.fromkeys(("epigraph", "pull-quote", "highlights", "blockquote"), _quote),
}
"""What stands for the other directives: of their title, their options and their lines."""
