"""Markdown, HTML and LaTeX fragments to pandoc's trees, all of a notebook in two runs of pandoc.

The pandoc inside `pypandoc_binary` is run directly: starting it takes a hundredth of a second,
asking `pypandoc` for its version takes longer. What a tree becomes is the business of `writer`.
"""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from nbconvert_typst import looks, myst, repair
from nbconvert_typst.tex import ENVIRONMENTS, WITHIN

UNKNOWN_TO_JUPYTER = {
    "emoji": ":",
    "tex_math_gfm": "`",
    "yaml_metadata_block": "---",
}
"""What pandoc's ``gfm`` has beyond Jupyter's Markdown, each with a sign without which there is none
of it. To read a format with an extension named takes pandoc longer than to read the text."""
RUNS, SHARE = 2, 50_000
"""How many pandocs read at the same time, at most, and of how many characters each at least: to
start one takes as long as to read these."""
TIME_LIMIT = 60.0
"""Seconds for all fragments; a footnote that cites itself keeps pandoc busy for ever."""
TIME_LIMIT_ALONE = 5.0
UNCLOSED = 20_000_000
"""Characters that may be searched for the end of what has none, all together."""
KEPT = 10_000_000
"""Characters of answers that are kept: a notebook converted again has few cells that are new."""
DEEPEST = 20
"""Quotations, or items of lists, within each other whose code is told from the rest."""
MEMORY_LIMIT = "-M1g"
OUT_OF_MEMORY = 251
"""How programs made with Haskell end that reach their limit of memory."""
_SCRIPT = Path(__file__).with_name("pandoc.lua")
_CODE = (
    r"(?ms)^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"
)
_SAME = r"(?:[^$\n]|\n(?![ \t]*\n))*?"
"""Some of a paragraph, up to a dollar."""
_OPEN = r"(?<![\\$A-Za-z0-9_])\$"
"""A dollar that is no part of a currency's name; Chinese and Japanese have no space before it."""
_MATH = re.compile(
    _CODE
    + r"|(?P<dollars>(?<!\\)\$\$(?P<display>.+?)(?<!\\)\$\$)"
    + r"|(?P<around>(?<!\\)\$\s*(?=\\begin\{))?(?P<env>\\begin\{(?P<name>"
    + "|".join(map(re.escape, sorted(ENVIRONMENTS)))
    + r")\}.*?\\end\{(?P=name)\})(?(around)\s*\$)"
    + r"|\\\\\[(?P<bracket>.+?)\\\\\]|\\\\\((?P<round>.+?)\\\\\)"
    + rf"|{_OPEN}(?P<inline>(?=\S)(?:\\\$|[^$\n`]|\n(?![ \t]*\n))+?)(?<![\s\\])\$(?!\d)"
    + r"|(?<!\\)\$(?P<command>\\[A-Za-z](?:[^$\n`]*[^\s$\n`\\])?)\$"
    + r"|(?<![\\$])\$(?P<after>(?=[A-Za-z]\$|[^$\n`]*[\\^_])[A-Za-z({[|^_]"
    + r"(?:[^$\n`]*[^\s$\n`\\])?)\$(?!\d)"
    + rf"|{_OPEN}(?:[ \t]+|[ \t]*\n[ \t]*)(?=\S)"
    + rf"(?P<spaced>{_SAME}[\\^_=<>+]{_SAME}|[(\[{{|-]{_SAME}"
    + r"|[a-z]{1,2}|(?![a-z]+\s)[^\s$`]+"  # one word, but none of a language
    # letters that make no words
    + r"|(?=[^$\n]*[A-Za-z])(?:[A-Za-z\d.,;:()|/'](?<![A-Za-z][A-Za-z])|[ \t])+?"
    + r"|(?=[^$\n]*\()(?:[A-Za-z\d.,;:()|/'](?<![A-Za-z]{3})|[ \t])+?"
    + r"|(?=[^$\n]*[A-Za-z])(?=[^$\n]*[+*-])(?:[A-Za-z\d.,;:()|/'+*-](?<![a-z]{2})|[ \t])+?)"
    + r"\s*\$(?![\d$])"
    + rf"|{_OPEN}(?P<late>[^$\s]{_SAME}[\\^_=]{_SAME})\s+\$(?![\d$])"
    + r"|(?P<html><(?P<tag>code|pre|kbd|samp)\b[^<>]*>.{0,2000}?</(?P=tag)>)"
    + r"|(?P<escaped>\\\$)|(?P<stray>\$)"
    + r"|(?P<reference>\\(?:eq)?ref\{[^{}\n]+\})"
)


_INDENTED = re.compile(r"(?m)^(?=[^\n]*[$\\<{\[@])(?:[ >+*-]|\d{1,9}[.)])*(?: {4}|\t)")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)]|(?P<note>\[\^[^\]]+\]:))(?:(?P<gap> +)|$)")
"""What begins an item of a list, or a footnote: what belongs to it is indented."""
_QUOTE = re.compile(r" {0,3}> ?")
_ENDS = re.compile(r" {0,3}(?:#{1,6}(?: |$)|([-*_])(?: *\1){2,} *$|(?:=+|--) *$)")
"""A heading, what is below one, and a rule: code can follow without an empty line."""
_WHOLE = re.compile(
    r" *(?:(?P<fence>`{3,}|~{3,})|<(?P<tag>pre|script|style|table|textarea)\b|(?P<comment><!--)"
    r"|\\begin\{(?P<name>[^{}]+)\})",
    re.IGNORECASE,
)
"""What may hold empty lines, and no code but its own; of tables, `repair` closes such lines."""
_TOLD = re.compile(r"(?m)\A( {0,3}(?:`{3,}|~{3,}))[ \t]*(?=[^`\n]*[\\$])")
"""A fence with TeX after it, which names no language: Markdown would not show it."""
_DEFINITION = re.compile(
    r"(?m)^ {0,3}\[(?P<name>\^[^\]\s]+)\]:.*(?:\n(?!\s*\[\^[^\]]+\]:).*\S.*|\n[ \t]*(?=\n {4}))*"
    r"|^ {0,3}\[(?P<link>(?!\^)[^\[\]\n]+)\]:[ \t]*\S+(?:[ \t]+[\"'(].*[\"')])?[ \t]*$"
)
_TABLE = re.compile(
    r"(?m)^[^|\n]*\|[^\n]*\n(?=[^\n]*\|)[ \t>|]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$"
    r"(?:\n[^\n]*\S[^\n]*)*"
)
_CLOSED = (
    ("\\\\[", "\\\\]"),
    ("\\\\(", "\\\\)"),
    *((f"\\begin{{{name}}}", f"\\end{{{name}}}") for name in ENVIRONMENTS),
)
_USE = re.compile(r"\[([^\[\]\n]+)\](?![(:])")


class Fragment(NamedTuple):
    """A text and the format that pandoc is to read it as."""

    format: str
    text: str


class Unreadable(NamedTuple):
    """Pandoc could not read a fragment; its reason."""

    reason: str


Tree = dict[str, Any]


@lru_cache
def _pandoc() -> str:
    spec = find_spec("pypandoc")
    if spec is None or spec.origin is None:
        raise RuntimeError("pandoc is not there: install pypandoc_binary")
    folder = Path(spec.origin).parent / "files"
    for name in ("pandoc", "pandoc.exe"):
        if (folder / name).is_file():
            return str(folder / name)
    import pypandoc  # a pypandoc without its own pandoc knows where else to look

    return str(pypandoc.get_pandoc_path())


class _Kept:
    """What pandoc answered to fragments, those that were asked for least lately forgotten first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[Fragment, str] = {}
        self._room = KEPT

    def of(self, fragments: Iterable[Fragment]) -> dict[Fragment, str]:
        """Return the answers that are known."""
        with self._lock:
            found = {each: self._answers.pop(each) for each in fragments if each in self._answers}
            self._answers |= found
        return found

    def add(self, answers: Mapping[Fragment, str]) -> None:
        """Keep answers that were not known."""
        with self._lock:
            for fragment, answer in answers.items():
                self._room += len(self._answers.pop(fragment, "")) - len(answer)
                self._answers[fragment] = answer
            while self._room < 0:
                self._room += len(self._answers.pop(next(iter(self._answers))))


_kept = _Kept()


def read(fragments: Sequence[Fragment], seconds: float = inf) -> list[Tree | Unreadable]:
    """Return the pandoc tree of each fragment, within about so many seconds."""
    answers = _kept.of(dict.fromkeys(fragments))
    unknown = [each for each in dict.fromkeys(fragments) if each not in answers]
    failed: dict[Fragment, Unreadable] = {}
    if unknown:
        characters = sum(len(each.text) for each in unknown)
        runs = min(RUNS, len(unknown), 1 + characters // SHARE)
        shares = [unknown[number::runs] for number in range(runs)]
        with ThreadPoolExecutor(runs) as pool:
            told = pool.map(_each_answer, shares, [monotonic() + seconds] * runs)
            for share, found in zip(shares, told, strict=True):
                for fragment, each in zip(share, found, strict=True):
                    if each["ok"]:
                        answers[fragment] = each["answer"]
                    else:
                        failed[fragment] = Unreadable(each["answer"])
        _kept.add({each: answers[each] for each in unknown if each in answers})
    return [failed.get(each) or _parsed(answers[each]) for each in fragments]


def _parsed(answer: str) -> Tree | Unreadable:
    try:
        tree: Tree = json.loads(answer)
    except RecursionError:
        return Unreadable("nested too deeply")
    return tree


def _each_answer(fragments: Sequence[Fragment], end: float) -> list[Any]:
    """Return what pandoc says to each fragment, also where it comes to no end with one."""
    answers = _answers(fragments, min(TIME_LIMIT, (end - monotonic()) / 2))
    if answers is None:  # which one?
        each_alone = (
            _answers([each], min(TIME_LIMIT_ALONE, end - monotonic())) for each in fragments
        )
        endless = {"ok": False, "answer": "pandoc comes to no end"}
        answers = [alone[0] if alone else endless for alone in each_alone]
    return answers


def _answers(fragments: Sequence[Fragment], seconds: float) -> list[Any] | None:
    """Return what pandoc says to each fragment, or None where time or memory run out."""
    if seconds <= 0:
        return None
    job = {
        "token": "kept-" + secrets.token_hex(16),
        # pandoc takes a last line for one only where it ends, and no saved cell ends its last
        "fragments": [{"format": each.format, "text": each.text + "\n"} for each in fragments],
    }
    try:
        done = subprocess.run(
            [_pandoc(), "+RTS", MEMORY_LIMIT, "-RTS", "lua", str(_SCRIPT)],
            input=json.dumps(job, ensure_ascii=False).encode(),
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == OUT_OF_MEMORY:
        return None
    if done.returncode:
        raise RuntimeError(f"pandoc failed: {done.stderr.decode(errors='replace').strip()}")
    answers: list[Any] = json.loads(done.stdout)
    return answers


def cells(sources: Sequence[str]) -> list[Fragment]:
    """Return Markdown cells, in their order, as fragments.

    Jupyter's formulas (environments without dollars, ``\\\\[ \\\\]``, blank lines between ``$$``)
    are respelled for pandoc; notes and addresses that another cell defines are put before the text.
    """
    defined: dict[str, str] = {}
    sources = [source.replace("\r\n", "\n") for source in sources]
    for source in sources:
        for name, text in _definitions(source).items():
            defined.setdefault(name, text)
    found = []
    for source in map(_fenced, sources):
        text = _respell(_repaired(_framed(myst.plain(_with_definitions(source, defined)))))
        without = [f"-{name}" for name, sign in UNKNOWN_TO_JUPYTER.items() if sign in text]
        found.append(Fragment("gfm" + "".join(without), text))
    return found


def _definitions(source: str) -> dict[str, str]:
    """Return the footnotes and the addresses that a cell defines, by their names."""
    if "]:" not in source:
        return {}
    return {
        _name(found["name"] or found["link"]): found[0].rstrip()
        for found in _DEFINITION.finditer(without_code(source))
    }


def _with_definitions(source: str, defined: Mapping[str, str]) -> str:
    """Return a cell with what it refers to and does not define itself, and what that refers to."""
    if not defined or "[" not in source:
        return source
    own, more = set(_definitions(source)), ""
    while True:
        used = {_name(each) for each in _USE.findall(without_code(more + source))}
        lacking = sorted(name for name in used - own if name in defined)
        if not lacking:
            return more + source
        own |= set(lacking)
        more += "".join(f"{defined[name]}\n\n" for name in lacking)


def _name(told: str) -> str:
    return " ".join(told.split()).casefold()


def _framed(source: str) -> str:
    """Return Markdown with something in place of its frames and players."""
    if not looks.FRAME.search(source):
        return source

    def stand_in(found: re.Match[str]) -> str:
        return looks.stand_in(found["frame"].lower(), looks.address(found[0]))

    return outside_code(looks.FRAME.pattern.replace("(?is)", "(?is:") + ")", stand_in, source)


def _repaired(source: str) -> str:
    """Return Markdown whose HTML tables have right tags."""
    if "<table" not in source.lower():
        return source
    return outside_code(repair.TABLE, lambda found: repair.closed(found[0]), source)


def _fenced(source: str, depth: int = 0) -> str:
    """Return Markdown with fences around the code that is only indented.

    What is changed in a text spares its code: fences show where that is, indents only with all
    that is before them.
    """
    if depth > DEEPEST or not _INDENTED.search(source):
        return source
    lines = [
        re.sub(
            r"^ *(?:(?:[-+*>]|\d{1,9}[.)]) *)?\t[ \t]*", lambda each: each[0].expandtabs(4), line
        )
        for line in source.split("\n")
    ]
    found: list[str] = []
    items: list[int] = []  # where the text of open ones begins
    after_gap, at, marks = True, 0, ""
    while at < len(lines):
        line = lines[at]
        indent = len(line) - len(line.lstrip(" "))
        empty = indent == len(line)
        while not empty and items and items[-1] > indent and (after_gap or _begins(line)):
            items.pop()
        start = items[-1] if items else 0
        end, begun = at + 1, len(found)
        if not empty and after_gap and indent >= start + 4:
            while end < len(lines) and not lines[end][: start + 4].strip():
                end += 1
            code = "\n".join(each[start + 4 :] for each in lines[at:end]).rstrip()
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
            found += [" " * start + each for each in (fence, *code.split("\n"), fence)]
            found.append("")
        elif quote := _QUOTE.match(line, start):
            within = re.compile(rf" {{{start},{start + 3}}}> ?")
            while end < len(lines) and within.match(lines[end]):
                end += 1
            inner = "\n".join(within.sub("", each, 1) for each in lines[at:end])
            mark = line[: quote.end()].rstrip()
            found += [f"{mark} {each}" for each in _fenced(inner, depth + 1).split("\n")]
            after_gap = not found[-1].strip(" >")
        elif ends := _ends(line):
            while end < len(lines) and not ends(lines[end]):
                end += 1
            if end == len(lines) and not _WHOLE.match(line):  # dollars that nothing closes
                end = at
            end = min(end + 1, len(lines))
            found += lines[at:end]
            after_gap = line.lstrip(" ")[0] in "`~"
        elif _ENDS.match(line, min(start, indent)):
            after_gap = True
            found.append(line)
        elif len(items) < DEEPEST and (item := _ITEM.match(line, start)):
            gap = len(item["gap"] or "")
            text = item.end() - gap + (gap if 0 < gap < 5 else 1)
            items.append(item.start() + 4 if item["note"] else text)
            marks = (marks or line[:start]) + line[start:text]
            lines[at] = " " * items[-1] + line[text:]
            after_gap = True
            continue  # after its mark, anything may begin
        else:
            after_gap = empty
            found.append(line)
        found[begun] = marks + found[begun][start if marks else 0 :]
        at, marks = end, ""
    return "\n".join(found)


def _begins(line: str) -> bool:
    """Say whether a line begins something without an empty one before it."""
    return any(each.match(line) for each in (_ENDS, _ITEM, _QUOTE))


def _ends(line: str) -> Callable[[str], object] | None:
    """Return what tells the last line of something that may hold empty ones, if it begins here."""
    found = _WHOLE.match(line)
    if found and found["fence"]:
        return re.compile(rf" *{found['fence'][0]}{{{len(found['fence'])},}}[ \t]*$").match
    if found:
        tag, name = found["tag"], found["name"]
        end = (f"</{tag}" if tag else f"\\end{{{name}}}" if name else "-->").lower()
        return None if end in line.lower() else lambda each: end in each.lower()
    return (lambda each: each.count("$$") % 2) if line.count("$$") % 2 else None


def outside_code(pattern: str, change: Callable[[re.Match[str]], str], source: str) -> str:
    """Return Markdown with a change to what a pattern finds outside its code."""
    if _costly(source):
        return source
    return re.sub(
        f"{_CODE}|(?P<found>{pattern})",
        lambda found: change(found) if found["found"] else found[0],
        _fenced(source),
    )


def without_code(source: str) -> str:
    """Return Markdown without its code."""
    return source if _costly(source) else re.sub(_CODE, "", _fenced(source))


def _respell(source: str) -> str:
    tables = [at for each in _TABLE.finditer(source) for at in each.span()] if "|" in source else []

    def formula(match: re.Match[str]) -> str:
        if match["fence"]:
            return _TOLD.sub(r"\1\n", match[0])
        if match["html"]:
            return match[0].replace("$", "&#36;")
        if match["stray"]:
            return "&#36;"  # it would open a formula that ends in code, or in another cell's price
        if match["tick"] or match["escaped"]:
            return match[0]
        start = source.rfind("\n", 0, match.start()) + 1
        quoted = source[start : match.start()].lstrip().startswith(">")
        inner = match["display"] or match["env"] or match["bracket"]
        if match["around"] and match["name"] in WITHIN:
            told = f"${_on_one_line(inner, quoted)}$"
        elif inner:
            told = f"$${_on_one_line(inner, quoted)}$$"
        else:
            inline = match["inline"] or match["round"] or match["spaced"] or match["late"]
            inline = inline or match["command"] or match["after"] or match["reference"]
            told = f"${_on_one_line(inline, quoted)}$"
        # in a row of a table a bar would end its cell; Jupyter takes formulas out first
        return told.replace("|", r"\|") if bisect(tables, start) % 2 else told

    return source if _costly(source) else _MATH.sub(formula, source)


def _on_one_line(tex: str, quoted: bool) -> str:
    """Return a formula without what Markdown would take its lines for: headings, lists, quotes."""
    lines = [re.sub(r"(?<!\\)((?:\\\\)*)%.*", r"\1", line).strip() for line in tex.splitlines()]
    if quoted:
        lines = [lines[0], *(line.removeprefix(">").strip() for line in lines[1:])]
    return " ".join(filter(None, lines))


def _costly(source: str) -> bool:
    """Say whether the search for code and formulas would take its time: nothing closes much."""
    if len(source) ** 2 < UNCLOSED:
        return False
    runs = Counter(map(len, re.findall("`+", source)))
    unclosed = sum(number % 2 for number in runs.values()) + sum(
        source.count(begins, source.rfind(ends) + 1) for begins, ends in _CLOSED
    )
    return unclosed * len(source) > UNCLOSED
