"""Markdown as translators and checkers see it: blocks of text, links, and what is not prose.

Positions are kept, so that a piece can be exchanged and all the rest stays as it was. What a piece
says, in which language and whether it is true, is for others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from markdown_it import MarkdownIt

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
HARD_BREAK = re.compile(r"(?: {2,}|\\)$")

# Code, math, HTML and escapes hold no prose; the alternatives are tried in this order. Dollars
# are read as pandoc reads them: "$5 and $6" is money. A stray backtick or dollar must not hide
# the text of the paragraphs after it.
OPAQUE = r"""
    (?:^|(?<=\n))[ >]*(?P<fence>`{3,}|~{3,})[^\n]*
      (?:\n.*?(?:\n[ >]*(?P=fence)[`~]*[ \t]*(?=\n|$)|$)|$)
  | (?P<ticks>(?<!`)`+(?!`))(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)
  | \\[!-/:-@\[-`{-~]
  | \$\$(?:(?!\n\s*\n).)+?\$\$
  | \$(?![\s$])(?:[^$\\\n]|\\.)+?(?<!\s)\$(?!\d)
  | <!--.*?-->
  | </?[A-Za-z][^<>]*>
  | \b[a-z]+://[^\s<>()]+
"""
LINK = r"""
    !?\[(?P<text>(?:[^\[\]\\]|\\.)*)\]
    \([ ]*(?P<target><[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))*)
    (?:\s+(?:"(?P<title>[^"]*)"|'(?P<title1>[^']*)'))?[ ]*\)
"""
SPANS = re.compile(f"(?P<opaque>{OPAQUE})|(?P<link>{LINK})", re.VERBOSE | re.DOTALL)


@dataclass(frozen=True)
class Link:
    """A link or image: what it says, where to, its title, and where the text stands."""

    text: str
    target: str
    title: str
    start: int
    end: int
    whole: tuple[int, int]


def links(markdown: str) -> list[Link]:
    """Return the links of a text in order, those in code, math and HTML left out."""
    found = (match for match in SPANS.finditer(markdown) if match["link"])
    return [
        Link(
            text=match["text"],
            target=match["target"],
            title=match["title"] or match["title1"] or "",
            start=match.start("text"),
            end=match.end("text"),
            whole=match.span(),
        )
        for match in found
    ]


def fixed(markdown: str) -> list[str]:
    """Return what a translation must keep as it is: code, math, HTML, targets of links; sorted."""
    spans = SPANS.finditer(markdown)
    return sorted(f"({m['target']})" if m["link"] else m[0] for m in spans)


def prose(markdown: str, keep: Callable[[Link], bool] = lambda link: True) -> str:
    """Return the plain text, of links their text if `keep` says so.

    Code, math, HTML and what is not kept become a null character, so that words do not merge.
    """
    text, end = "", 0
    for match in SPANS.finditer(markdown):
        text += markdown[end : match.start()]
        end = match.end()
        if match["link"]:
            link = next(iter(links(match[0])))
            text += prose(link.text) if keep(link) else "\0"
        else:
            text += match[0][1] if match[0].startswith("\\") else "\0"
    return text + markdown[end:]


def blocks(markdown: str) -> list[str]:
    """Return the translatable blocks: paragraphs, headings, list items, table cells.

    A block is one line, whatever its wrapping in the source; a hard break remains a line break.
    Blocks without a letter or digit outside code, math and HTML are left out.
    """
    return [block.text for block in _blocks(markdown)]


def translate(markdown: str, translation: Callable[[str], str]) -> str:
    """Exchange each block for its translation and leave everything else as it is."""
    for block in reversed(_blocks(markdown)):
        new = translation(block.text)
        if new != block.text:
            new = new.replace("\n", "\n" + block.indent)
            markdown = markdown[: block.start] + new + markdown[block.end :]
    return markdown


@dataclass(frozen=True)
class _Block:
    """The translatable `text` of ``markdown[start:end]``; `indent` goes before further lines."""

    start: int
    end: int
    text: str
    indent: str


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _blocks(markdown: str) -> list[_Block]:
    markdown = markdown.replace("\0", "\ufffd")  # as the parser does: it is to be found again
    lines = LINE.findall(markdown)
    offsets = [0, *accumulate(map(len, lines))]
    found: list[_Block] = []
    in_table, end = False, 0
    for token in _parser().parse(markdown):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        if token.type != "inline" or token.map is None:
            continue
        first, last = offsets[token.map[0]], offsets[token.map[1] - 1]
        content = (token.content.replace("|", "\\|") if in_table else token.content).split("\n")
        # What precedes the text on its line (list marker, quote) holds no letters, so that the
        # first match is the text; a cell stands after the cell before.
        start = markdown.find(content[0], max(first, end))
        end = markdown.find(content[-1].strip(), max(last, start)) + len(content[-1].strip())
        text = _unwrapped(content)
        if start < end and any(map(str.isalnum, prose(text))):
            indent = re.sub(r"[^>\s]", " ", markdown[first:start])
            found.append(_Block(start, end, text, "" if in_table else indent))
    return found


def _unwrapped(lines: list[str]) -> str:
    text = ""
    for line in lines:
        broken = HARD_BREAK.search(text)
        text += ("\n" if broken else " " if text else "") + line.lstrip()
        text = text if HARD_BREAK.search(line) else text.rstrip()
    return text.rstrip()
