"""Formulas as MathJax reads them, to Typst: one reader for a notebook, so that macros last.

What MathJax does not know, and what Typst cannot draw, is `Unknown`: the caller then shows what the
author wrote. Where formulas stand in the text is the business of `markdown`, how they look on the
page of the template.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from nbconvert_typst import colours, markup
from nbconvert_typst.symbols import CHARACTERS, FUNCTIONS, LIMITS, UPRIGHT, names, pairs

_TOKEN = re.compile(r"(\\[A-Za-z]+)[ \t\r\n]*|(\\.)|%[^\n]*(?:\n[ \t]*|$)|([ \t\r\n]+)|(.)", re.S)
_LENGTH = re.compile(r"\s*([-+]?(?:\d++\.?\d*|\.\d+))\s*(em|ex|pt|mm|cm|in|mu|px|pc)\b")
_UNITS = {"ex": 0.43, "mu": 1 / 18}
REFERENCE = re.compile(r'#nb-reference\("([^"]*)", (true|false)\)')
"""What stands in a formula's markup for the number of another: a name, and with brackets or not."""
_BRACKETS = set("√∛∜⟨⟩⌊⌋⌈⌉⟦⟧⟮⟯⟪⟫⦃⦄⎰⎱⌜⌝⌞⌟")
"""What Typst would pair, enlarge or take for a root of its own accord."""
_ALONE = set("∂∇∞∅∀∃∄¬⊤⊥√|~∏∐∑∫∬∭⨌∮∯∰∱∲∳⋀⋁⋂⋃⨀⨁⨂⨄⨆⨉")
_BINARY = set("+−±∓×÷⋅∗∘∙∖∪∩∧∨⊎⊓⊔⊕⊖⊗⊘⊙")
"""Signs that stand between nothing, and those between things that they bind; others relate."""
_APART_BEFORE = re.compile(r'(?:\\[,;(\[{]|[^\w\s\\"#])$|class\("(?:relation|binary|opening|punct)')
_APART_AFTER = re.compile(r'(?:\\[)\]}]|[^\w\s\\"#])$|class\("(?:relation|binary|closing)')
"""What stands before or after dots with its own space, or none."""
EXPANSIONS = 5_000
"""How many macros one formula may use: definitions can run in circles."""
DEPTH = 60

_STYLES = pairs("""
    rm upright bf bold-upright it italic mit italic cal cal scr scr frak frak sf sans tt mono
    bbFont bb oldstyle - displaystyle display textstyle inline scriptstyle script
    scriptscriptstyle sscript tiny - Tiny - scriptsize - small - normalsize - large - Large -
    LARGE - huge - Huge - normalfont - boldmath -
""")
"""Switches: they hold to the end of their group."""
_FONTS = pairs("""
    mathrm upright mathup upright symup upright symrm upright mathbf bold-upright
    mathbfup bold-upright symbf bold-upright boldsymbol bold bm bold pmb bold mathbfit bold
    symbfit bold mathit italic symit italic mathnormal - symnormal - mathbb bb Bbb bb symbb bb
    mathcal cal symcal cal mathbfcal bold-cal mathscr scr symscr scr mathbfscr bold-scr
    mathfrak frak symfrak frak mathbffrak bold-frak mathsf sans symsf sans mathsfup sans
    mathsfit sans mathbfsf bold-sans mathbfsfup bold-sans mathtt mono symtt mono
""")
_TEXTS = pairs("""
    text - textrm - textup - textnormal - mbox - hbox - textsc - mathmbox - intertext -
    shortintertext - textbf bold textit italic textsl italic emph italic textsf sans texttt mono
""")
_ACCENTS = pairs("""
    widehat hat widetilde tilde widecheck caron overrightarrow arrow overleftarrow arrow.l
    overleftrightarrow arrow.l.r overline overline underline underline underbar underline
""")
_SMALL_ACCENTS = pairs("""
    hat hat tilde tilde acute acute grave grave bar macron breve breve check caron vec arrow
    dot dot ddot dot.double dddot dot.triple ddddot dot.quad mathring circle
""")
"""Accents that are not as wide as what they stand above."""
_BRACES = names("overbrace underbrace overbracket underbracket overparen underparen")
_CLASSES = pairs("""
    mathrel relation mathbin binary mathord normal mathopen opening mathclose closing
    mathpunct punctuation
""")
_SPACES = {
    "\\,": "thin",
    "\\thinspace": "thin",
    "\\:": "med",
    "\\>": "med",
    "\\medspace": "med",
    "\\;": "thick",
    "\\thickspace": "thick",
    "\\!": "#h(-0.167em)",
    "\\negthinspace": "#h(-0.167em)",
    "\\negmedspace": "#h(-0.222em)",
    "\\negthickspace": "#h(-0.278em)",
    "\\enspace": "#h(0.5em)",
    "\\quad": "quad",
    "\\qquad": "wide",
    "\\ ": "space.nobreak",
    "\\space": "space.nobreak",
    "\\nobreakspace": "space.nobreak",
    "~": "space.nobreak",
}
_NOTHING = names("""
    allowbreak bottomrule centering displaybreak displaylimits hdashline hfil hfill hfilll hline
    limits mathstrut midrule nobreak noindent nolimits nonscript null protect relax strut toprule
    xmathstrut bigstrut / -
""")
_IGNORED = pairs("""
    label 1 require 1 vspace 1 cline 1 uproot 1 leftroot 1 definecolor 3 setlength 2 rowcolor 1
    cellcolor 1 columncolor 1
""")
"""Commands that show nothing, with how many arguments they have."""
_KEPT = pairs("""
    smash 1/1 cramped 1/1 mathrlap 1/1 mathllap 1/1 mathclap 1/1 rlap 1/1 llap 1/1 clap 1/1
    vcenter 1/1 mathinner 1/1 class 2/2 cssId 2/2 style 2/2 data 2/2 skew 3/3 raise 1/1 lower 1/1
    ensuremath 1/1 mathtip 2/1 texttip 2/1 toggle 2/1 shoveleft 1/1 shoveright 1/1 Aboxed 1/1
    adjustlimits 1/1
""")
"""Commands that show one of their arguments: how many they have, and which is shown."""
_ARROWS = pairs("""
    xrightarrow → xleftarrow ← xleftrightarrow ↔ xRightarrow ⇒ xLeftarrow ⇐ xLeftrightarrow ⇔
    xhookrightarrow ↪ xhookleftarrow ↩ xmapsto ↦ xlongequal = xtwoheadrightarrow ↠
    xtwoheadleftarrow ↞ xrightharpoonup ⇀ xrightharpoondown ⇁ xleftharpoonup ↼
    xleftharpoondown ↽ xrightleftharpoons ⇌ xleftrightharpoons ⇋ xtofrom ⇄
""")
_UNDER_ARROWS = pairs("""
    underrightarrow → underleftarrow ← underleftrightarrow ↔
""")
_BIG = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
_MATRICES = pairs("""
    matrix - smallmatrix - pmatrix () psmallmatrix () bmatrix [] bsmallmatrix [] Bmatrix {}
    Bsmallmatrix {} vmatrix || vsmallmatrix || Vmatrix ‖‖ Vsmallmatrix ‖‖ array - subarray -
    tabular - darray -
""")
_CASES = pairs("cases {. dcases {. rcases .} drcases .} numcases {. subnumcases {.")
NUMBERED = {"equation", "align", "alignat", "gather", "multline", "eqnarray", "flalign", "xalignat"}
_ALIGNED = (
    NUMBERED
    | {f"{name}*" for name in NUMBERED}
    | names("aligned alignedat gathered split displaymath math lgathered rgathered multlined")
    | names("xxalignat subequations empheq")
)
WITHIN = _CASES.keys() | {f"{name}{star}" for name in _MATRICES for star in ("", "*")}
"""What can stand in a line of text."""
ENVIRONMENTS = _ALIGNED | WITHIN
"""What is a formula also where it stands in a text without dollars, as MathJax has it."""
_ONE_COLUMN = {"gather", "gathered", "multline", "equation", "multlined", "lgathered", "rgathered"}
_COUNTED = {"alignat", "alignedat", "xalignat", "xxalignat"}
_PLAIN_ARGUMENT = {"empheq", "numcases", "subnumcases"}
_DELIMITERS = pairs(r"""
    . - < ⟨ > ⟩ \lt ⟨ \gt ⟩ \{ \{ \} \} \lbrace \{ \rbrace \} \lbrack \[ \rbrack \] \lparen \(
    \rparen \) \vert \| \lvert \| \rvert \| \arrowvert \| \bracevert \| \| ‖ \Vert ‖ \lVert ‖
    \rVert ‖ \Arrowvert ‖ \backslash \\ \lang ⟨ \rang ⟩
""")
_NEGATED = {"\\in": "∉", "\\ni": "∌", "\\subset": "⊄", "\\exists": "∄"}
_WORDS = pairs(r"""
    TeX TeX LaTeX LaTeX textbackslash \ textasciitilde ~ textasciicircum ^ textunderscore _
    textbar | textless < textgreater > textdollar $ textbraceleft { textbraceright }
    textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ” textendash –
    textemdash — textellipsis … textbullet • texttimes × textpm ± textmu µ texteuro €
    textregistered ® texttrademark ™ textcopyright © textdegree ° ldots … dots …
""") | {"quad": "\u2003", "qquad": "\u2003\u2003", "thinspace": "\u2009", "space": " "}
_TEXT_ACCENTS = {
    mark: chr(code)
    for mark, code in zip(
        "`'^~\"=.uvc", (768, 769, 770, 771, 776, 772, 775, 774, 780, 807), strict=True
    )
}


class Unknown(ValueError):
    """A formula that cannot be drawn; the reason."""


@dataclass
class Atom:
    """A piece of a formula in Typst's spelling.

    Attributes
    ----------
    kind
        ``text`` beside which white space would show, ``group`` of several pieces, ``scripted`` with
        an exponent or an index, ``brace`` that takes a script as its words, ``space``, or nothing.
    """

    body: str
    kind: str = ""


@dataclass
class Macro:
    """A definition: how many arguments it takes, the first perhaps by default, and its tokens."""

    arguments: int
    default: list[str] | None
    body: list[str]


@dataclass
class Formula:
    """What a formula becomes.

    Attributes
    ----------
    body
        Between Typst's dollars; nothing where it only defines macros.
    number
        What stands at the margin.
    labels
        Names that links can lead to.
    rows
        The function of the template, where rows are set and numbered one by one: ``rows`` aligns
        them, and `body` calls ``tag`` for what it sets at the margin; of ``lines`` and
        ``multline``, `body` is pairs of a row and its number.
    """

    body: str
    number: str | None = None
    labels: list[str] = field(default_factory=list)
    rows: str = ""


@dataclass
class Row:
    """A row of an environment."""

    cells: list[list[Atom]]
    tag: str | None = None
    silent: bool = False
    labels: list[str] = field(default_factory=list)


class Notation:
    """The macros and the numbers of one notebook's formulas, in their order."""

    def __init__(self) -> None:
        self.macros: dict[str, Macro] = {}
        self.numbers: dict[str, str] = {}
        self.level = 0
        self._last = 0

    def number(self) -> str:
        """Return the number of the next equation."""
        self._last += 1
        return str(self._last)

    def read(self, source: str) -> Formula:
        """Return a formula.

        Raises
        ------
        Unknown
            It has a command that is not known, or is not complete.
        """
        self.level = 0
        try:
            return _Reader(source, self).formula()
        except RecursionError:
            raise Unknown("it is nested too deeply") from None


def _tokens(source: str) -> list[str]:
    return [
        found[1] or found[2] or (" " if found[3] else found[4])
        for found in _TOKEN.finditer(source)
        if found.lastindex
    ]


def join(atoms: Sequence[Atom]) -> str:
    """Return atoms as one text: a space between two, unless it would show."""
    parts: list[str] = []
    previous: Atom | None = None
    for atom in atoms:
        if not atom.body:
            continue
        if previous and "dots" in (previous.kind, atom.kind) and _thin(previous, atom):
            parts.append(" thin")
        if previous and "text" not in (previous.kind, atom.kind):
            parts.append(" ")
            if (previous.kind, atom.kind) == ("", "space"):  # Typst leaves out its own beside it
                comma = previous.body in ("\\,", "\\;")
                parts.append("thin " * comma + "thick " * _is_relation(previous.body))
            if (previous.kind, atom.kind) == ("space", "") and _is_relation(atom.body):
                parts.append("thick ")
        elif parts and parts[-1][-1].isalnum() and atom.body[0].isalpha():
            parts.append("#h(0pt)")  # or both would be one name
        parts.append(atom.body)
        previous = atom
    return "".join(parts)


def _is_relation(body: str) -> bool:
    """Say whether a piece is a relation: a symbol, or what is declared to be one."""
    if body.startswith('class("relation"'):
        return True
    char = body.removeprefix("\\")
    return len(char) == 1 and char not in _BINARY and _is_sign(char)


def _is_sign(char: str) -> bool:
    """Say whether a character binds or relates what is beside it."""
    return char not in _ALONE and (unicodedata.category(char) == "Sm" or "←" <= char <= "⇿")


def _thin(previous: Atom, atom: Atom) -> bool:
    """Say whether TeX puts a thin space between two pieces, one of which is dots."""
    if atom.kind == "dots":
        return previous.kind != "space" and not _APART_BEFORE.match(previous.body)
    return atom.kind != "space" and not _APART_AFTER.match(atom.body)


def _argument(body: str) -> str:
    """Return markup that stands as an argument of a function: an empty one would be none."""
    return body or '""'


def call(name: str, *bodies: str) -> str:
    """Return a call of one of Typst's functions of math."""
    return f"{name}({', '.join(_argument(body) for body in bodies)})"


def styled(style: str, body: str) -> str:
    """Return `body` in a style: Typst's functions from the outer to the inner, hyphens between."""
    for name in reversed(style.split("-")):
        if name:
            body = call(name, body)
    return body


def _symbol(chars: str) -> str:
    return f"\\{chars}" if chars in _BRACKETS else chars


def _character(char: str) -> Atom:
    if char.isalnum() and (char.isascii() or "\u0370" <= char <= "\u03ff" or ord(char) > 0x1D3FF):
        return Atom(char)
    if char == "|":
        return Atom('class("normal", \\|)')
    if char.isascii():
        plain = {"-": "−", "*": "∗", "`": "‘"}.get(char, char)
        return Atom(plain if plain in "+=<>!?−∗‘" else f"\\{plain}")
    if unicodedata.category(char)[0] in "LM" and char not in "ℂℍℕℙℚℝℤℓℏℜℑℵℶℷℸ℘ℰℱℋℐℒℳℛ":
        return Atom(markup.string(char), "text")
    return Atom(_symbol(char))


class _Reader:
    """Reads one formula. Tokens lie on a stack, the next one on top."""

    def __init__(self, source: str | Iterable[str], notation: Notation, depth: int = 0) -> None:
        tokens = _tokens(source) if isinstance(source, str) else list(source)
        self.stack = tokens[::-1]
        self.notation = notation
        self.expanded = 0
        self.depth = depth
        self.row = Row([])
        if depth > DEPTH:
            raise Unknown("it is nested too deeply")

    def formula(self) -> Formula:
        """Return the whole formula."""
        alone = self._environment_alone()
        if alone:
            return self._numbered(*alone)
        rows = self._rows(())
        if len(rows) == 1:
            row = rows[0]
            self._name(row, row.tag)
            return Formula(
                join(row.cells[0]) if len(row.cells) == 1 else _aligned(rows, 2),
                row.tag,
                row.labels,
            )
        return self._numbered(rows, "align*" if any(row.cells[1:] for row in rows) else "gather*")

    def _environment_alone(self) -> tuple[list[Row], str, str | None] | None:
        """Return rows, name and tag of an environment of rows, where that is the whole formula."""
        kept, macros = list(self.stack), dict(self.notation.macros)
        while self._peek() in _DEFINITIONS:
            _DEFINITIONS[self._pop()](self)
        if self._peek() == "\\begin":
            self._pop()
            name = self._word()
            if name in _ALIGNED:
                self._arguments_of(name)
                rows = self._environment_rows(name)
                words = name.rstrip("*") in NUMBERED and {"\\begin", "\\\\", "&"}.isdisjoint(
                    self.stack
                )
                after = self._list(())
                if words:
                    rows[-1].cells[-1] += after  # a full stop, perhaps: the rows keep their numbers
                if words or not any(each.body and each.kind != "space" for each in after):
                    rows[0].labels += self.row.labels
                    return rows, name, self.row.tag
        self.stack, self.notation.macros, self.row = kept, macros, Row([])
        return None

    # Tokens

    def _pop(self) -> str:
        """Return the next token, white space left out, macros left as they are."""
        while self.stack:
            token = self.stack.pop()
            if token != " ":
                return token
        return ""

    def _peek(self) -> str:
        """Return the next token without taking it, macros expanded; nothing at the end."""
        while self.stack:
            token = self.stack[-1]
            if token == " ":
                self.stack.pop()
                continue
            macro = self.notation.macros.get(token)
            if macro is None:
                return token
            self.expanded += 1
            if self.expanded > EXPANSIONS or len(self.stack) > 200_000:
                raise Unknown(f"the definition of {token} runs in circles")
            self.stack.pop()
            given: list[list[str]] = []
            for number in range(macro.arguments):
                if number == 0 and macro.default is not None:
                    optional = self._optional_tokens()
                    given.append(macro.default if optional is None else optional)
                else:
                    given.append(self._argument_tokens())
            self.stack.extend(reversed(_filled(macro.body, given)))
        return ""

    def _star(self) -> bool:
        """Take the star after a command, and say whether there was one."""
        while self.stack and self.stack[-1] == " ":
            self.stack.pop()
        found = self.stack[-1:] == ["*"]
        if found:
            self.stack.pop()
        return found

    def _argument_tokens(self) -> list[str]:
        """Return the tokens of the next argument: what stands in braces, or one token."""
        token = self._pop()
        if token != "{":
            if not token or token == "}":
                raise Unknown("an argument is missing")
            return [token]
        return self._until("}")

    def _optional_tokens(self) -> list[str] | None:
        """Return the tokens in square brackets, where there are any."""
        after = len(self.stack)
        token = self._pop()
        if token == "[":
            return self._until("]")
        del self.stack[after:]
        if token:
            self.stack.append(token)
        return None

    def _until(self, end: str) -> list[str]:
        taken: list[str] = []
        level = 0
        while self.stack:
            token = self.stack.pop()
            if not level and token == end:
                return taken
            level += (token == "{") - (token == "}")
            taken.append(token)
        raise Unknown(f"{end!r} is missing")

    def _word(self) -> str:
        return "".join(self._argument_tokens()).strip()

    def _length(self) -> str:
        """Return a length that stands without braces, or in them, in Typst's spelling."""
        if self._peek() == "{":
            told = self._word()
        else:
            rest = "".join(reversed(self.stack))
            found = _LENGTH.match(rest)
            if not found:
                raise Unknown("a length is missing")
            told = found[0]
            left = len(told)
            while left > 0 and self.stack:
                left -= len(self.stack.pop())
        found = _LENGTH.match(told)
        if not found:
            return "0em"
        amount, unit = float(found[1]), found[2]
        if unit in _UNITS:
            return f"{amount * _UNITS[unit]:.3g}em"
        points = {"px": 0.75, "pc": 12}.get(unit)
        return f"{amount * points:g}pt" if points else f"{amount:g}{unit}"

    # Pieces

    def _within(self, tokens: Iterable[str]) -> _Reader:
        """Return a reader of tokens that stand within this formula."""
        return _Reader(tokens, self.notation, self.depth + 1)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unknown("it is nested too deeply")
        yield
        self.depth -= 1

    def _inner(self, tokens: Sequence[str]) -> list[Atom]:
        reader = self._within(tokens)
        atoms = reader._list(())
        self.row.labels += reader.row.labels
        self.row.tag = self.row.tag or reader.row.tag
        return atoms

    def _body(self) -> str:
        """Return the next argument as markup."""
        token = self._peek()
        if token == "{":
            return join(self._inner(self._argument_tokens()))
        if not token or token in ("}", "&", "\\\\", "\\end", "\\right"):
            raise Unknown("an argument is missing")
        with self._deeper():
            if token[0] == "\\" and token[1:] in _STYLES:  # x_\rm{in}
                return join([_in_style(_STYLES[self._pop()[1:]], [Atom(self._body())])])
            return join([self._atom(self._pop())])

    def _small(self) -> str:
        """Return the next argument, of the size of an index."""
        self.notation.level += 1
        body = self._body()
        self.notation.level -= 1
        return body

    def _size(self) -> str:
        """Return the style of what stands in rows: of indices, within an index."""
        return ("inline", "script", "sscript")[min(2, self.notation.level)]

    def _list(self, stops: Sequence[str]) -> list[Atom]:
        """Return the pieces up to a token of `stops`, which stays where it is, or to the end."""
        atoms: list[Atom] = []
        while token := self._peek():
            if token in stops:
                break
            self._pop()
            if token in ("^", "_", "'", "’"):
                self._script(atoms, token)
            elif token in ("\\limits", "\\nolimits") and atoms:
                name = "limits" if token == "\\limits" else "scripts"
                atoms[-1] = Atom(call(name, atoms[-1].body))
            elif token[1:] in _STYLES and token[0] == "\\":
                rest = self._list(stops)
                atoms.append(_in_style(_STYLES[token[1:]], rest))
            elif token == "\\color":
                colour = self._colour()
                braces = self._peek() == "{"
                rest = self._inner(self._argument_tokens()) if braces else self._list(stops)
                atoms.append(Atom(_coloured(colour, join(rest))))
            elif token[0] == "\\" and token[1:] in _OVER:
                return [_OVER[token[1:]](self, join(atoms), stops)]
            elif token.isdigit() or (token == "." and self.stack and self.stack[-1].isdigit()):
                atoms.append(self._digits(token))
            else:
                atoms.append(self._atom(token))
        return atoms

    def _digits(self, token: str) -> Atom:
        digits = token
        while self.stack and (
            self.stack[-1].isdigit()
            or (
                self.stack[-1] == "." and "." not in digits and "".join(self.stack[-2:-1]).isdigit()
            )
        ):
            digits += self.stack.pop()
        return Atom(digits if digits[0] != "." else markup.string(digits), "number")

    def _script(self, atoms: list[Atom], token: str) -> None:
        """Put an exponent, an index or primes to the last piece."""
        base = atoms.pop() if atoms and atoms[-1].kind != "space" else Atom('""', "text")
        primes, scripts = 0, {"^": "", "_": ""}
        seen: set[str] = set()
        while True:
            if token in ("'", "’"):
                primes += 1
            elif token in seen:
                raise Unknown("two exponents or two indices in a row")
            else:
                seen.add(token)
                scripts[token] = self._small()
            if self._peek() not in ("^", "_", "'", "’"):
                break
            token = self._pop()
        if base.kind == "brace" and len(seen) == 1 and not primes:
            atoms.append(Atom(f"{base.body[:-1]}, {scripts[seen.pop()]})"))
            return
        above = " ".join(filter(None, ("′" * primes, scripts["^"])))
        if _is_relation(base.body):  # Typst would set them above and below
            base.body = call("scripts", base.body)
        if base.kind == "group":
            given = [f"{key}: {body}" for key, body in (("b", scripts["_"]), ("t", above)) if body]
            body = f"attach({', '.join([_argument(base.body), *given])})"
        else:
            body = base.body + "".join(
                f"{mark}({body})" for mark, body in (("_", scripts["_"]), ("^", above)) if body
            )
        atoms.append(Atom(body, "text" if base.kind == "text" else "scripted"))

    def _atom(self, token: str) -> Atom:
        """Return the piece that starts with a token that has been taken."""
        if token == "{":
            return _group(self._inner(self._until("}")))
        if token in _SPACES:
            return Atom(_SPACES[token], "space")
        if token[0] != "\\" or len(token) == 1:
            if token in ("}", "&"):
                raise Unknown(f"{token} stands where it means nothing")
            return _character(token)
        if token[1:] in _NOTHING:
            return Atom("")
        if token in _DEFINITIONS:
            _DEFINITIONS[token](self)
            return Atom("")
        name = token[1:]
        if name in _DEFINED:
            return _DEFINED[name](self)
        if token in _DELIMITERS:
            shown = _symbol(_DELIMITERS[token])
            return Atom(f'class("normal", {shown})' if shown in ("\\|", "‖") else shown)
        if name in CHARACTERS:
            char = _symbol(CHARACTERS[name])
            return Atom(f'class("normal", {char})', "dots") if char in "…⋯" else Atom(char)
        if name in UPRIGHT:
            return Atom(f"upright({UPRIGHT[name]})")
        if name.startswith("var") and name[3:] in CHARACTERS and name[3].isupper():
            return Atom(f"italic({CHARACTERS[name[3:]]})")
        if name in FUNCTIONS:
            return Atom(f'op("{name}")')
        if name in LIMITS:
            return Atom(f'op("{LIMITS[name]}", limits: #true)')
        return self._command(name)

    def _command(self, name: str) -> Atom:
        """Return what a command of a kind becomes."""
        if name in _FONTS:
            return self._font(_FONTS[name])
        if name in _TEXTS:
            return self._text(self._argument_tokens(), _TEXTS[name])
        if name in _ACCENTS:
            return Atom(call(_ACCENTS[name], self._body()))
        if name in _SMALL_ACCENTS:
            return Atom(f"{_SMALL_ACCENTS[name]}({_argument(self._body())}, size: #0pt)")
        if name in _BRACES:
            return Atom(call(name, self._body()), "brace")
        if name in _CLASSES:
            return Atom(f'class("{_CLASSES[name]}", {_argument(self._body())})')
        if name in _IGNORED:
            for _ in range(int(_IGNORED[name])):
                tokens = self._argument_tokens()
                if name == "label":
                    self.row.labels.append("".join(tokens).strip())
            return Atom("")
        if name in _KEPT:
            if name in ("raise", "lower"):
                self._length()
            self._optional_tokens()
            count, which = map(int, _KEPT[name].split("/"))
            bodies = [self._argument_tokens() for _ in range(count)]
            return _group(self._inner(bodies[which - 1]))
        if name in _ARROWS:
            below = self._optional_tokens()
            scripts = f"^({_argument(self._small())})"
            if below:
                scripts += f"_({join(self._inner(below))})"
            return Atom(f"stretch({_ARROWS[name]}, size: #(100% + 0.8em)){scripts}")
        if name in _UNDER_ARROWS:
            return Atom(f"limits({_argument(self._body())})_(stretch({_UNDER_ARROWS[name]}))")
        big = re.fullmatch(r"([Bb]igg?)([lrm]?)", name)
        if big:
            kind = {"l": "opening", "r": "closing", "m": "relation", "": "normal"}[big[2]]
            bracket = self._delimiter()
            size = f"#{_BIG[big[1]]:g}em"
            return Atom(f'class("{kind}", lr({bracket}, size: {size}))' if bracket else "")
        if name in _MATRICES or name in ("cases", "eqalign", "displaylines"):
            return self._plain_matrix(name)
        if name in _WORDS:
            return Atom(markup.string(_WORDS[name]), "text")
        if len(name) == 1 and not name.isalnum():
            return _character(name)
        raise Unknown(f"\\{name} is not known")

    def _font(self, style: str) -> Atom:
        tokens = self._argument_tokens() if self._peek() == "{" else None
        if tokens is None:
            return Atom(styled(style, self._body()))
        word = "".join(tokens).replace(" ", "")
        if style in ("upright", "bold-upright", "sans", "mono", "italic") and re.fullmatch(
            r"[A-Za-z][A-Za-z\d]*[A-Za-z]", word
        ):
            inner = markup.string(word)
            return Atom(
                inner if style == "upright" else styled(style.removesuffix("-upright"), inner),
                "text",
            )
        return _in_style(style, self._inner(tokens))

    def _text(self, tokens: Sequence[str], style: str) -> Atom:
        """Return words, with the formulas between dollars in them."""
        parts: list[str] = []
        said: list[str] = []
        stack = list(tokens)[::-1]

        def close() -> None:
            words = "".join(said)
            words = words.replace("---", "—").replace("--", "–").replace("``", "“")
            words = words.replace("''", "”").replace("`", "‘").replace("'", "’")
            if words:
                parts.append(styled(style, markup.string(unicodedata.normalize("NFC", words))))
            said.clear()

        while stack:
            token = stack.pop()
            name = token[1:] if token[0] == "\\" and len(token) > 1 else ""
            if token == "$" or name == "(":
                end = "$" if token == "$" else "\\)"
                inner: list[str] = []
                while stack and stack[-1] != end:
                    inner.append(stack.pop())
                if stack:
                    stack.pop()
                close()
                parts.append(join(self._inner(inner)))
            elif token in "{}":
                continue
            elif token == "~" or token == "\\ ":
                said.append("\u00a0" if token == "~" else " ")
            elif not name:
                said.append(token)
            elif name in _TEXTS:
                reader = self._within(stack[::-1])
                close()
                parts.append(reader._text(reader._argument_tokens(), _TEXTS[name]).body)
                stack = reader.stack
            elif name in _WORDS:
                said.append(_WORDS[name])
            elif name in _TEXT_ACCENTS and (stack or name not in "uvc"):
                while stack and stack[-1] in "{}":
                    stack.pop()
                said.append((stack.pop() if stack else "") + _TEXT_ACCENTS[name])
            elif name in CHARACTERS:
                said.append(CHARACTERS[name])
            elif name == "\\":
                said.append(" ")
            elif not name[0].isalpha():
                said.append({",": "\u2009", ";": "\u2005", ":": "\u2005", "!": ""}.get(name, name))
            else:
                reader = self._within([token, *stack[::-1]])
                close()
                parts.append(join([reader._atom(reader._pop())]))
                stack = reader.stack
        close()
        return Atom("".join(parts), "text")

    def _delimiter(self) -> str:
        token = self._peek()
        self._pop()
        if token == "{":
            inner = self._until("}")
            token = next((each for each in inner if each != " "), ".")
        if token in _DELIMITERS:
            return _symbol(_DELIMITERS[token])
        if token[1:] in CHARACTERS and token[0] == "\\":
            return _symbol(CHARACTERS[token[1:]])
        if len(token) == 1:
            return "\\|" if token == "|" else _character(token).body
        raise Unknown(f"{token} is no bracket")

    def _fenced(self) -> Atom:
        """Return what stands between ``\\left`` and ``\\right``."""
        left = self._delimiter()
        with self._deeper():
            inner = join(self._list(("\\right", "\\end", "&")))
        if self._pop() != "\\right":
            raise Unknown("\\right is missing")
        return Atom(_fence(left, inner, self._delimiter()))

    def _colour(self) -> str | None:
        model = self._optional_tokens()
        told = self._word()
        if model:
            parts = [float(each) for each in re.findall(r"[\d.]+", told)]
            scale = 1 if "".join(model).strip() == "RGB" else 255
            told = "rgb(" + ",".join(f"{each * scale:.0f}" for each in parts) + ")"
        return colours.typst(told)

    # Rows

    def _rows(self, stops: Sequence[str], lines: list[int] | None = None) -> list[Row]:
        """Return rows of cells, up to a token of `stops`.

        Parameters
        ----------
        lines
            Takes the numbers of the rows above which a line is drawn.
        """
        rows: list[Row] = []
        outer, self.row = self.row, Row([])
        ruled = ("\\hline", "\\hdashline") if lines is not None else ()
        ends = (*stops, *ruled, "&", "\\\\", "\\cr", "\\newline")
        while True:
            while lines is not None and self._peek() in ruled:
                self._pop()
                lines.append(len(rows))
            self.row.cells.append(self._list(ends))
            token = self._peek()
            if token == "&":
                self._pop()
                continue
            if token in ruled:
                continue
            rows.append(self.row)
            self.row = Row([])
            if not token or token in stops:
                break
            self._pop()
            self._distance()
        if len(rows) > 1 and not any(join(cell) for cell in rows[-1].cells):
            rows[-2].labels += rows[-1].labels
            rows.pop()
        self.row = outer
        return rows

    def _distance(self) -> None:
        """Take what can stand after the end of a line, and is not what the next one shows."""
        self._star()
        if self.stack and self.stack[-1] == "[":
            kept = list(self.stack)
            given = self._optional_tokens()
            if given is None or not _LENGTH.match("".join(given)):
                self.stack = kept

    def _environment_rows(self, name: str, lines: list[int] | None = None) -> list[Row]:
        """Return the rows of an environment and its end."""
        with self._deeper():
            rows = self._rows(("\\end",), lines)
        if self._pop() != "\\end" or self._word() != name:
            raise Unknown(f"\\end{{{name}}} is missing")
        return rows

    def _arguments_of(self, name: str) -> str:
        """Return the columns that an environment states, having read all of its arguments."""
        given = self._optional_tokens()
        if name in ("array", "subarray", "tabular", "darray"):
            return _columns("".join(self._argument_tokens()))
        if name.rstrip("*") in _COUNTED | _PLAIN_ARGUMENT:
            self._argument_tokens()
        return "".join(given).strip() * 40 if given and name.endswith("matrix*") else ""

    def _name(self, row: Row, shown: str | None) -> None:
        for label in row.labels:
            self.notation.numbers.setdefault(label, shown or "")

    def _numbered(self, rows: list[Row], name: str, tag: str | None = None) -> Formula:
        """Return rows with their numbers, or with the one number of all of them."""
        bare = name.rstrip("*")
        counted = name in NUMBERED
        columns = 1 if bare in _ONE_COLUMN else 3 if bare == "eqnarray" else 2
        if tag or bare in ("equation", "multline"):
            first = Row([], tag=next((row.tag for row in rows if row.tag), tag))
            first.labels = [label for row in rows for label in row.labels]
            silent = all(row.silent for row in rows)
            shown = first.tag or (f"({self.notation.number()})" if counted and not silent else None)
            self._name(first, shown)
            if bare == "multline" and len(rows) > 1:
                tags: list[str | None] = [*[None] * (len(rows) - 1), shown]
                return Formula(_lines(rows, tags), None, first.labels, "multline")
            return Formula(_aligned(rows, columns), shown, first.labels)
        tags = []
        for row in rows:
            tag = row.tag or (f"({self.notation.number()})" if counted and not row.silent else None)
            self._name(row, tag)
            tags.append(tag)
        labels = [label for row in rows for label in row.labels]
        if len(rows) == 1 or not any(tags):
            return Formula(_aligned(rows, columns), tags[0], labels)
        if columns == 1:
            return Formula(_lines(rows, tags), None, labels, "lines")
        return Formula(_aligned(rows, columns, tags), None, labels, "rows")

    def _environment(self) -> Atom:
        """Return an environment that stands within a formula."""
        name = self._word()
        bare = name.rstrip("*")
        spec = self._arguments_of(name)
        if bare in _CASES:
            return Atom(_cases(bare, self._environment_rows(name), self._size()))
        if bare in _MATRICES:
            lines: list[int] = []
            rows = self._environment_rows(name, lines)
            style = "script" if "small" in bare or bare == "subarray" else self._size()
            brackets = _brackets(_MATRICES[bare])
            return Atom(_matrix(rows, *brackets, spec, lines=lines, style=style))
        if name in _ALIGNED:
            rows = self._environment_rows(name)
            for row in rows:
                self.row.labels += row.labels
                self.row.tag = self.row.tag or row.tag
            if bare in ("equation", "displaymath", "math", "subequations") and len(rows) == 1:
                return _group([each for cell in rows[0].cells for each in cell])
            if bare == "eqnarray":
                return Atom(_matrix(rows, "", "", "rcl" * 9, column_gap="0.278em"))
            spec = "c" if bare in _ONE_COLUMN else "rl" * 20
            return Atom(_matrix(rows, "", "", spec, column_gap="0pt", pairs=spec != "c"))
        raise Unknown(f"the environment {name} is not known")

    def _plain_matrix(self, name: str) -> Atom:
        r"""Return a matrix in plain TeX's spelling, ``\pmatrix{a & b \cr c & d}``."""
        reader = self._within(self._argument_tokens())
        lines: list[int] = []
        rows = reader._rows((), lines)
        if name in _CASES:
            return Atom(_cases(name, rows, self._size()))
        if name in ("eqalign", "displaylines"):
            spec = "rl" * 9 if name == "eqalign" else "c"
            return Atom(_matrix(rows, "", "", spec, column_gap="0pt", pairs=name == "eqalign"))
        left, right = _brackets(_MATRICES[name])
        return Atom(_matrix(rows, left, right, "", lines=lines, style=self._size()))


def _filled(body: Sequence[str], given: Sequence[Sequence[str]]) -> list[str]:
    """Return a macro's tokens with its arguments in place."""
    filled: list[str] = []
    tokens = iter(body)
    for token in tokens:
        if token != "#":
            filled.append(token)
            continue
        number = next(tokens, "")
        if number.isdigit() and 0 < int(number) <= len(given):
            filled += given[int(number) - 1]
    return filled


def _group(atoms: list[Atom]) -> Atom:
    shown = [atom for atom in atoms if atom.body]
    if len(shown) == 1 and shown[0].kind != "space":
        only = shown[0]
        if only.body in ("\\,", "=", "+", "−", "<", ">", "\\:", "∗", "\\;"):  # {,} is no comma
            return Atom(f'class("normal", {only.body})')
        return Atom(only.body, "group") if only.kind == "scripted" else only
    return Atom(join(shown), "group")


def _in_style(style: str, atoms: Sequence[Atom]) -> Atom:
    body = join(atoms)
    if not body:
        return Atom("")
    return Atom(styled(style, body), "" if style else "group")


def _coloured(colour: str | None, body: str) -> str:
    return f"#text(fill: {colour}, ${body}$)" if colour and body else body


def _columns(spec: str) -> str:
    """Return the letters and bars of an array's columns, ``*{3}{c}`` written out."""
    for _ in range(4):
        spec = re.sub(
            r"\*\s*(?:\{\s*(\d+)\s*\}|(\d))\s*(?:\{([^{}]*)\}|([a-z]))",
            lambda found: (found[3] or found[4] or "") * min(40, int(found[1] or found[2])),
            spec,
        )
    spec = re.sub(r"[@!<>]\{(?:[^{}]|\{[^{}]*\})*\}", "", spec)
    return re.sub(r"[pmb]\{[^{}]*\}", "l", spec).replace(":", "|")


def _matrix(
    rows: Sequence[Row],
    left: str,
    right: str,
    spec: str,
    *,
    lines: Sequence[int] = (),
    column_gap: str = "1em",
    style: str = "display",
    pairs: bool = False,
) -> str:
    """Return rows and columns, as Typst's ``mat``; with rules, as its ``grid``."""
    aligns = re.sub("[^lcr]", "", spec)
    width = max((len(row.cells) for row in rows), default=1)
    bars = [len(re.sub("[^lcr]", "", spec[:at])) for at, each in enumerate(spec) if each == "|"]
    bars = [bar for bar in bars if bar <= width]
    ruled = bool(lines) or 0 in bars or width in bars
    shown = []
    for row in rows:
        cells = []
        for number in range(width):
            body = join(row.cells[number]) if number < len(row.cells) else ""
            align = aligns[number] if number < len(aligns) else "c"
            if pairs and number % 2 and body:
                body = f'"" {body}'
            elif pairs and number and body:
                body = f"wide {body}"
            if body:
                body = f"{style}({body})"
            if ruled:
                body = f"[${body}$]"
            elif align == "l":
                body = f"&{body}"
            elif align == "r":
                body = f"{body}&"
            cells.append(body or '""')
        shown.append(", ".join(cells))
    if ruled:
        body = _ruled(shown, width, aligns, bars, lines)
    else:
        small = "script" in style
        options = ["delim: #none", f"column-gap: #{'0.4em' if small else column_gap}"]
        gap = "0.15em" if small else "0.5em" if style == "display" else "0.35em"
        options.append(f"row-gap: #{gap}")
        if bars:
            told = ", ".join(map(str, sorted(set(bars))))
            options.append(f"augment: #(vline: ({told},), stroke: 0.5pt)")
        body = f"mat({', '.join(options)}, {'; '.join(shown)})"
    return _fence(left, body, right) if left or right else body


def _fence(left: str, body: str, right: str) -> str:
    """Return a formula in brackets as high as it is.

    What has no bracket at an end must not have its own first or last one enlarged.
    """
    return f"lr({left or '#h(0pt)'} {body} {right or '#h(0pt)'})"


def _ruled(
    rows: Sequence[str], width: int, aligns: str, bars: Sequence[int], lines: Sequence[int]
) -> str:
    """Return rows with rules that meet at the corners, in the middle of the line of the formula."""
    sides = {"l": "left", "r": "right"}
    told = ", ".join(sides.get(each, "center") for each in aligns.ljust(width, "c")[:width])
    rules = [
        f"grid.{name}line({axis}: {at}, stroke: 0.5pt)"
        for name, axis, places in (("v", "x", bars), ("h", "y", lines))
        for at in sorted(set(places))
    ]
    return (  # with no leading, a fraction is not let into what is above and below it
        "#box(baseline: 50% - 0.25em, { set par(leading: 0pt); "
        f"grid(columns: {width}, align: ({told},), inset: (x: 0.5em, y: 0.35em), "
        f"{', '.join([*rules, *rows])}) }})"
    )


def _brackets(pair: str) -> tuple[str, str]:
    """Return the brackets of an environment in Typst's spelling; a full stop is none."""
    left, right = (
        "" if char == "." else char if char == "‖" else f"\\{char}" for char in pair or ".."
    )
    return left, right


def _cases(name: str, rows: Sequence[Row], style: str) -> str:
    left, right = _brackets(_CASES[name])
    return _matrix(rows, left, right, "ll", style="display" if name.startswith("d") else style)


def _aligned(rows: Sequence[Row], columns: int, tags: Sequence[str | None] | None = None) -> str:
    """Return rows that are aligned with each other, each pair of columns apart from the next.

    Parameters
    ----------
    columns
        Of one group: two for ``align``, three for ``eqnarray``, one where nothing is aligned.
    tags
        Numbers of the rows, in a column after the others.
    """
    width = max(len(row.cells) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        cells = [join(cell) for cell in row.cells]
        if columns == 1:
            line = " ".join(filter(None, cells))
        else:
            if columns == 3:  # right, centre, left: the relation goes with what follows
                cells = [cells[0], " ".join(cells[1:3]), *cells[3:]]
            cells += [""] * (min(width, 2 if columns == 3 else width) - len(cells))
            if tags:
                cells += [""] * (len(cells) % 2)
                if tags[number]:
                    cells.append(f"#tag({markup.string(str(tags[number]))})")
            line = cells[0]
            for place, cell in enumerate(cells[1:], start=1):
                apart = place % 2 == 0 and cell and columns == 2 and not cell.startswith("#tag(")
                gap = "wide " if apart else ""
                line += f" & {gap}{cell}"
        lines.append(line.strip())
    return " \\\n".join(lines)


def _lines(rows: Sequence[Row], tags: Sequence[str | None]) -> str:
    """Return rows that are not aligned, each with its number, as Typst's array of pairs."""
    bodies = (" ".join(filter(None, map(join, row.cells))) for row in rows)
    pairs = zip(bodies, tags, strict=True)
    return ", ".join(f"($ {body} $, {markup.value(tag or None)})" for body, tag in pairs)


# What single commands do. Each takes the reader, whose next tokens are the arguments.


def _frac(style: str = "", parts: str = "") -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        reader._optional_tokens()
        above, below = styled(parts, reader._body()), styled(parts, reader._body())
        return Atom(styled(style, call("frac", above, below)))

    return read


def _skewed(reader: _Reader) -> Atom:
    return Atom(f'frac({_argument(reader._body())}, {_argument(reader._body())}, style: "skewed")')


def _framed(reader: _Reader) -> Atom:
    words = reader._text(reader._argument_tokens(), "").body
    return Atom(f"#box(stroke: 0.5pt, inset: 3pt, ${words}$)")


def _binom(style: str = "") -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        return Atom(styled(style, call("binom", reader._body(), reader._body())))

    return read


def _dots(reader: _Reader) -> Atom:
    """Read ``\\dots``: in the middle of the line before what stands there itself."""
    token = reader._peek()
    char = CHARACTERS.get(token[1:], "") if token[:1] == "\\" else token.replace("-", "−")
    middle = len(char) == 1 and _is_sign(char)
    return Atom(f'class("normal", {"⋯" if middle else "…"})', "dots")


def _sqrt(reader: _Reader) -> Atom:
    index = reader._optional_tokens()
    if index:
        return Atom(call("root", join(reader._inner(index)), reader._body()))
    return Atom(call("sqrt", reader._body()))


def _root(reader: _Reader) -> Atom:
    r"""Read ``\root n \of x``."""
    index = join(reader._list(("\\of",)))
    reader._pop()
    return Atom(call("root", index, reader._body()))


def _operator(reader: _Reader) -> Atom:
    limits = reader._star()
    tokens = reader._argument_tokens()
    word = "".join(tokens).replace("\\,", " ").replace("\\ ", " ").replace("~", " ")
    word = word.strip()
    plain = re.fullmatch(r"[\w\- *.]+", word) and "_" not in word
    body = markup.string(word) if plain else f"upright({_argument(join(reader._inner(tokens)))})"
    return Atom(f"op({body}{', limits: #true' if limits else ''})")


def _over_set(*keys: str) -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        given = [f"{key}: {_argument(reader._small())}" for key in keys]
        return Atom(f"attach(limits({_argument(reader._body())}), {', '.join(given)})")

    return read


def _buildrel(reader: _Reader) -> Atom:
    above = join(reader._list(("\\over",)))
    reader._pop()
    return Atom(f"attach(limits({_argument(reader._body())}), t: {_argument(above)})")


def _wrapped(template: str) -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        reader._optional_tokens()
        return Atom(template.replace("@", reader._body()))

    return read


def _cancel(reader: _Reader) -> Atom:
    target = reader._body()
    return Atom(f"cancel({_argument(reader._body())})^({target})")


def _space(reader: _Reader) -> Atom:
    reader._star()
    return Atom(f"#h({reader._length()})", "space")


def _rule(reader: _Reader) -> Atom:
    reader._optional_tokens()
    width, height = reader._length(), reader._length()
    if width.startswith("0") and not re.search("[1-9]", width):
        return Atom("")
    return Atom(f"#box(width: {width}, height: {height}, fill: black)")


def _text_colour(reader: _Reader) -> Atom:
    colour = reader._colour()
    return Atom(_coloured(colour, reader._body()))


def _colour_box(framed: bool) -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        stroke = reader._colour() if framed else None
        fill = reader._colour()
        body = reader._text(reader._argument_tokens(), "").body
        edge = f", stroke: 0.5pt + {stroke}" if stroke else ""
        return Atom(f"#box(inset: 2pt, outset: (y: 1pt), fill: {fill or 'none'}{edge}, ${body}$)")

    return read


def _bbox(reader: _Reader) -> Atom:
    told = "".join(reader._optional_tokens() or [])
    fills = [colours.typst(each.strip()) for each in told.split(",") if "border" not in each]
    fill = next(filter(None, fills), None)
    edge = ", stroke: 0.5pt" if "border" in told else ""
    return Atom(f"#box(inset: 2pt, fill: {fill or 'none'}{edge}, ${reader._body()}$)")


def _tag(reader: _Reader) -> Atom:
    bare = reader._star()
    words = "".join(reader._argument_tokens()).replace("$", "").strip()
    words = re.sub(r"\\(?:text|rm|mathrm)\b\s*", "", words).strip("{} ")
    reader.row.tag = words if bare else f"({words})"
    return Atom("")


def _no_line_end(reader: _Reader) -> Atom:
    """Read the end of a line within a group, where MathJax ends none."""
    reader._distance()
    return Atom("")


def _silent(reader: _Reader) -> Atom:
    reader.row.silent = True
    return Atom("")


def _reference(brackets: bool) -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        label = reader._word()
        return Atom(f"#nb-reference({markup.string(label)}, {str(brackets).lower()})", "text")

    return read


def _link(reader: _Reader) -> Atom:
    address = reader._word()
    return Atom(f"#link({markup.string(address)}, ${reader._body()}$)")


def _url(reader: _Reader) -> Atom:
    return Atom(f"#link({markup.string(reader._word())})")


def _unicode(reader: _Reader) -> Atom:
    reader._optional_tokens()
    told = reader._word().lower()
    code = int(told[1:], 16) if told.startswith("x") else int(told)
    return _character(chr(code))


def _not(reader: _Reader) -> Atom:
    token = reader._peek()
    if token in _NEGATED:
        reader._pop()
        return Atom(_NEGATED[token])
    body = reader._body()
    char = body.removeprefix("\\")
    if len(char) == 1:
        negated = unicodedata.normalize("NFC", char + "\u0338")
        if len(negated) == 1:
            return Atom(negated)
    return Atom(f"cancel({_argument(body)})")


def _modulo(brackets: bool) -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        body = f'op("mod") {reader._body()}'
        return Atom(f"quad \\( {body} \\)" if brackets else f"quad {body}", "group")

    return read


def _substack(reader: _Reader) -> Atom:
    inner = reader._within(reader._argument_tokens())
    rows = inner._rows(())
    bodies = [" ".join(join(cell) for cell in row.cells) for row in rows]
    shown = "; ".join(call(reader._size(), each) for each in bodies)
    return Atom(f"mat(delim: #none, row-gap: #0.2em, {shown})")


def _sideset(reader: _Reader) -> Atom:
    places: list[str] = []
    for side in "lr":
        scripts = reader._argument_tokens()
        inner = reader._within(scripts)
        while inner._peek() in ("_", "^"):
            place = ("b" if inner._pop() == "_" else "t") + side
            places.append(f"{place}: {_argument(inner._body())}")
    return Atom(f"attach({', '.join([_argument(reader._body()), *places])})")


def _prescript(reader: _Reader) -> Atom:
    above, below = reader._body(), reader._body()
    return Atom(f"attach({reader._body()}, tl: {_argument(above)}, bl: {_argument(below)})")


def _general_fraction(reader: _Reader) -> Atom:
    left, right = (reader._delimiter() if reader._peek() != "{" else _first(reader) for _ in "lr")
    rule, style = reader._word(), reader._word()
    above, below = reader._body(), reader._body()
    if rule.strip().startswith("0"):
        body = f"mat(delim: #none, {_argument(above)}; {_argument(below)})"
    else:
        body = call("frac", above, below)
    body = _fence(left, body, right) if left or right else body
    styles = {"0": "display", "1": "inline", "2": "script", "3": "sscript"}
    return Atom(styled(styles.get(style, ""), body))


def _first(reader: _Reader) -> str:
    inner = reader._within(reader._argument_tokens())
    return inner._delimiter() if inner._peek() else ""


def _choice(reader: _Reader) -> Atom:
    bodies = [reader._argument_tokens() for _ in range(4)]
    return _group(reader._inner(bodies[1]))


def _bracket(left: str, right: str, bars: bool = False) -> Callable[[_Reader], Atom]:
    def read(reader: _Reader) -> Atom:
        body = reader._body()
        if bars:
            body = body.replace('class("normal", \\|)', "mid(\\|)")
        return Atom(f"lr({left} {body} {right})")

    return read


def _ketbra(reader: _Reader) -> Atom:
    return Atom(f"lr(\\| {reader._body()} \\⟩) lr(\\⟨ {reader._body()} \\|)", "group")


def _verb(reader: _Reader) -> Atom:
    mark = reader.stack.pop() if reader.stack else ""
    said = ""
    while reader.stack and reader.stack[-1] != mark:
        said += reader.stack.pop()
    if reader.stack:
        reader.stack.pop()
    return Atom(f"#raw({markup.string(said)})")


def _enclose(reader: _Reader) -> Atom:
    kinds = reader._word().split()
    reader._optional_tokens()
    body = reader._body()
    if {"box", "roundedbox", "circle"} & set(kinds):
        return Atom(f"#box(stroke: 0.5pt, inset: 3pt, ${body}$)")
    if "updiagonalstrike" in kinds:
        return Atom(call("cancel", body))
    if "horizontalstrike" in kinds:
        return Atom(f"cancel({_argument(body)}, angle: #90deg)")
    return Atom(body, "group")


def _chemistry(reader: _Reader) -> Atom:
    """Read mhchem's notation as far as formulas and reactions go."""
    said = "".join(reader._argument_tokens())
    if re.search(r"[\\{}$]", said):
        raise Unknown("this notation of \\ce is not known")
    arrows = {"->": "→", "<-": "←", "<->": "↔", "<=>": "⇌", "<-->": "⇄"}
    atoms = []
    for word in said.split():
        if word in arrows:
            atoms.append(Atom(f"stretch({arrows[word]}, size: #(100% + 0.8em))"))
            continue
        if word in ("+", "-", "="):
            atoms.append(_character(word))
            continue
        body, after_letter = "", False
        for part in re.findall(r"\^\{?[\d+\-]+\}?|\d*[+-]$|_?\d+|[A-Z][a-z]?|.", word):
            charge = re.fullmatch(r"\^?(\d*[+-]?)", part)
            if part[0] == "^" or (after_letter and part[-1] in "+-" and charge):
                body += f"^({markup.string(part.strip('^').replace('-', '−'))})"
            elif part.lstrip("_").isdigit() and after_letter:
                body += f"_({part.lstrip('_')})"
            elif part.isdigit():
                body += f"{part} thin "
            else:
                body += markup.string(part)
            after_letter = (
                part[0].isalpha()
                or part in ")]"
                or part[0] in "_^"
                or (after_letter and part.isdigit())
            )
        atoms.append(Atom(body, "group"))
    return Atom(" thin ".join(atom.body for atom in atoms), "group")


def _fixed(body: str, kind: str = "") -> Callable[[_Reader], Atom]:
    return lambda reader: Atom(body, kind)


_DEFINED: dict[str, Callable[[_Reader], Atom]] = {
    "frac": _frac(),
    "dfrac": _frac("display"),
    "tfrac": _frac("inline"),
    "cfrac": _frac("display", parts="display"),
    "splitfrac": _frac(),
    "splitdfrac": _frac("display"),
    **dict.fromkeys(names("nicefrac sfrac"), _skewed),
    "binom": _binom(),
    "dbinom": _binom("display"),
    "tbinom": _binom("inline"),
    "genfrac": _general_fraction,
    "sqrt": _sqrt,
    "root": _root,
    "operatorname": _operator,
    **dict.fromkeys(names("overset stackrel stackbin"), _over_set("t")),
    "underset": _over_set("b"),
    "overunderset": _over_set("t", "b"),
    "buildrel": _buildrel,
    "boxed": _wrapped("#box(stroke: 0.5pt, inset: 3pt, $display(@)$)"),
    **dict.fromkeys(names("fbox framebox"), _framed),
    "phantom": _wrapped("#hide($@$)"),
    "hphantom": _wrapped("#box(height: 0pt, hide($@$))"),
    "vphantom": _wrapped("#box(width: 0pt, hide($@$))"),
    "cancel": _wrapped("cancel(@)"),
    "bcancel": _wrapped("cancel(@, inverted: #true)"),
    "xcancel": _wrapped("cancel(@, cross: #true)"),
    "cancelto": _cancel,
    "mathop": _wrapped("op(@, limits: #true)"),
    **dict.fromkeys(names("hspace hskip kern mkern mskip mspace"), _space),
    **dict.fromkeys(names("rule Rule"), _rule),
    "textcolor": _text_colour,
    "colorbox": _colour_box(framed=False),
    "fcolorbox": _colour_box(framed=True),
    "bbox": _bbox,
    "tag": _tag,
    **dict.fromkeys(names("notag nonumber"), _silent),
    "ref": _reference(brackets=False),
    "eqref": _reference(brackets=True),
    "href": _link,
    "url": _url,
    "unicode": _unicode,
    **dict.fromkeys(names("not centernot"), _not),
    "bmod": _fixed('class("binary", op("mod"))'),
    "pmod": _modulo(brackets=True),
    "mod": _modulo(brackets=False),
    "pod": lambda r: Atom(f"quad \\( {r._body()} \\)", "group"),
    **dict.fromkeys(names("substack crampedsubstack"), _substack),
    "sideset": _sideset,
    "prescript": _prescript,
    "mathchoice": _choice,
    "left": _Reader._fenced,
    "middle": lambda r: Atom(f'class("normal", mid({r._delimiter() or "#h(0pt)"}))'),
    "begin": _Reader._environment,
    **dict.fromkeys(names("bra Bra"), _bracket("\\⟨", "\\|")),
    **dict.fromkeys(names("ket Ket"), _bracket("\\|", "\\⟩")),
    **dict.fromkeys(names("braket Braket"), _bracket("\\⟨", "\\⟩", bars=True)),
    **dict.fromkeys(names("ketbra Ketbra"), _ketbra),
    **dict.fromkeys(names("set Set"), _bracket("\\{", "\\}", bars=True)),
    "abs": _bracket("\\|", "\\|"),
    "norm": _bracket("‖", "‖"),
    "verb": _verb,
    "enclose": _enclose,
    "ce": _chemistry,
    "varlimsup": _fixed('op(overline("lim"), limits: #true)'),
    "varliminf": _fixed('op(underline("lim"), limits: #true)'),
    "varinjlim": _fixed('op(limits("lim")_(stretch(→)), limits: #true)'),
    "varprojlim": _fixed('op(limits("lim")_(stretch(←)), limits: #true)'),
    "idotsint": _fixed("∫ ⋯ ∫", "group"),
    "colon": _fixed('class("punctuation", \\:)'),
    **{
        name: _fixed(f"#h(0.556em) {CHARACTERS[name]} #h(0.556em)", "group")
        for name in ("iff", "implies", "impliedby")
    },
    "mid": _fixed('class("relation", \\|)'),
    "lt": _fixed("<"),
    "gt": _fixed(">"),
    "And": _fixed("\\&"),
    "dots": _dots,
    **dict.fromkeys(("\\", "cr", "newline"), _no_line_end),
    "backslash": _fixed("\\\\"),
}


def _over(read: Callable[[str, str], str]) -> Callable[[_Reader, str, Sequence[str]], Atom]:
    def apply(reader: _Reader, above: str, stops: Sequence[str]) -> Atom:
        return Atom(read(_argument(above), _argument(join(reader._list(stops)))))

    return apply


def _stacked(left: str, right: str) -> Callable[[str, str], str]:
    def read(above: str, below: str) -> str:
        body = f"mat(delim: #none, {above}; {below})"
        return f"lr({left} {body} {right})" if left else body

    return read


def _above(reader: _Reader, above: str, stops: Sequence[str]) -> Atom:
    reader._length()
    return Atom(call("frac", above, join(reader._list(stops))))


def _with_delimiters(rule: bool) -> Callable[[_Reader, str, Sequence[str]], Atom]:
    def apply(reader: _Reader, above: str, stops: Sequence[str]) -> Atom:
        left, right = reader._delimiter(), reader._delimiter()
        below = join(reader._list(stops))
        body = call("frac", above, below) if rule else _stacked("", "")(above, below)
        return Atom(f"lr({left} {body} {right})")

    return apply


_OVER: dict[str, Callable[[_Reader, str, Sequence[str]], Atom]] = {
    "over": _over(lambda above, below: f"frac({above}, {below})"),
    "atop": _over(_stacked("", "")),
    "choose": _over(lambda above, below: f"binom({above}, {below})"),
    "brace": _over(_stacked("\\{", "\\}")),
    "brack": _over(_stacked("\\[", "\\]")),
    "above": _above,
    "overwithdelims": _with_delimiters(rule=True),
    "atopwithdelims": _with_delimiters(rule=False),
}
"""Commands that stand between what they set above each other."""


def _new_command(reader: _Reader) -> None:
    reader._star()
    name = "".join(reader._argument_tokens()).strip()
    count = reader._optional_tokens()
    default = reader._optional_tokens() if count else None
    body = reader._argument_tokens()
    number = "".join(count or []).strip()
    reader.notation.macros[name] = Macro(int(number) if number.isdigit() else 0, default, body)


def _def(reader: _Reader) -> None:
    name = reader._pop()
    count = 0
    while reader.stack and reader.stack[-1] != "{":
        count += reader.stack.pop() == "#"
    reader.notation.macros[name] = Macro(count, None, reader._argument_tokens())


def _let(reader: _Reader) -> None:
    name, other = reader._pop(), reader._pop()
    if other == "=":
        other = reader._pop()
    reader.notation.macros[name] = reader.notation.macros.get(other) or Macro(0, None, [other])


def _declare_operator(reader: _Reader) -> None:
    star = ["*"] if reader._star() else []
    name = "".join(reader._argument_tokens()).strip()
    body = ["\\operatorname", *star, "{", *reader._argument_tokens(), "}"]
    reader.notation.macros[name] = Macro(0, None, body)


def _paired_delimiter(reader: _Reader) -> None:
    name = reader._word()
    left, right = reader._argument_tokens(), reader._argument_tokens()
    reader.notation.macros[name] = Macro(
        1, None, ["\\left", *left, "{", "#", "1", "}", "\\right", *right]
    )


_DEFINITIONS: dict[str, Callable[[_Reader], None]] = {
    "\\newcommand": _new_command,
    "\\renewcommand": _new_command,
    "\\providecommand": _new_command,
    "\\def": _def,
    "\\gdef": _def,
    "\\let": _let,
    "\\DeclareMathOperator": _declare_operator,
    "\\DeclarePairedDelimiter": _paired_delimiter,
}
