"""Formulas: what is drawn for MathJax's commands, and what is said of those that are not known.

Each is set on a page of its own, and the characters of the page are compared. Structure that leaves
no characters (columns, gaps, rules) is checked where they stand.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from nbconvert_typst.symbols import CHARACTERS, FUNCTIONS, LIMITS, UPRIGHT
from nbconvert_typst.tex import Notation, Unknown

PREAMBLE = "#set page(width: 20cm, height: 6cm, margin: 1cm)\n"


def drawn(sources: list[str]) -> list[str]:
    """Return the characters that are drawn for each formula, in reading order."""
    notation = Notation()
    read = [notation.read(each) for each in sources]
    pages = [
        f"#({each.body},).map(array.first).join()" if each.rows else f"$ {each.body} $"
        for each in read
    ]
    pdf = typst.compile((PREAMBLE + "\n#pagebreak()\n".join(pages)).encode())
    return [_plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def _plain(text: str) -> str:
    return re.sub("[\\s\ufe00\ufe01]", "", unicodedata.normalize("NFKC", text))


def places(source: str) -> dict[str, tuple[float, float]]:
    """Return where the characters of a formula stand, in points, from the left and from below."""
    pdf = typst.compile((PREAMBLE + f"$ {Notation().read(source).body} $").encode())
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, user: Any, matrix: Any, *_: Any) -> None:
        for char in _plain(text):
            x = user[4] + user[0] * matrix[4]
            found.setdefault(char, (x, user[5] + user[3] * matrix[5]))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found


TABLE = r"""
a\over b ⟶ ab
{a+b \over c}d ⟶ a+bcd
{n\choose k} ⟶ (nk)
x \atop y ⟶ xy
z_\rm{in} ⟶ zin
\left( a + \\ b \right) ⟶ (a+b)
\frac ab ⟶ ab
\frac12 ⟶ 12
\dfrac{a}{b}+\tfrac{c}{d} ⟶ ab+cd
\cfrac{1}{1+\cfrac{1}{x}} ⟶ 11+1x
\binom{n}{k}\dbinom{p}{q}\tbinom{r}{s} ⟶ (nk)(pq)(rs)
\genfrac{(}{)}{0pt}{}{n}{k} ⟶ (nk)
\sqrt{x}\sqrt[3]{y} ⟶ √x3√y
\root n \of x ⟶ n√x
d_{\rm in} ⟶ din
{\bf X}\beta ⟶ Xβ
{\cal L}{\it k}{\tt m} ⟶ Lkm
\mathrm{d}x\,\mathbf{v}\mathbb{R}\mathcal{F}\mathfrak{g}\mathsf{T}\mathtt{t}\mathscr{L} ⟶ dxvRFgTtL
\boldsymbol{\alpha}\bm{x}\pmb{y}\Bbb N ⟶ αxyN
\mathrm{in}_k \mathrm{max} ⟶ inkmax
\operatorname{rank}A\;\operatorname*{arg\,max}_\theta ⟶ rankAargmaxθ
\text{if $x>0$ and } y ⟶ ifx>0andy
\mbox{a b}\textbf{c}\textit{d}\texttt{e} ⟶ abcde
\text{50\% of R\&D \_ \# \$ \{ \}} ⟶ 50%ofR&D_#${}
\text{na\"ive caf\'e --- ``q''} ⟶ naïvecafé—“q”
R\&D\,\%\,\#\,\_\,\$ ⟶ R&D%#_$
\{a\}\lbrace b\rbrace\lvert c\rvert\lVert d\rVert ⟶ {a}{b}|c|‖d‖
\langle e\rangle\lfloor f\rfloor\lceil g\rceil ⟶ ⟨e⟩⌊f⌋⌈g⌉
\left(\frac{a}{b}\right]\left\{c\right.\left.d\right|_{x=0} ⟶ (ab]{cd|x=0
\left<a\middle|b\right> ⟶ ⟨a|b⟩
\big(\Big[\bigg\{\Bigg| \bigl( x \bigr) \bigm| ⟶ ([{|(x)|
|x| \|y\|_2 \mid \vert z \vert ⟶ |x|‖y‖2||z|
\hat{x}\widehat{ab}\tilde y\bar z\vec{v} ⟶ x̂ab̂ỹz̄v⃗
\dot{a}\ddot{b}\check c\breve d\acute e\grave f\mathring g ⟶ ȧb̈čd̆éf̀g̊
\overline{ab}\underline{cd}\overbrace{e}^{f}\underbrace{g}_{h} ⟶ abcde⏞fg⏟h
\overset{!}{=}\underset{n}{\lim}\stackrel{d}{\to} ⟶ =!limn→d
\xrightarrow[a]{b}\xleftarrow{c}\xmapsto{d}\xleftrightarrow{e} ⟶ →ba←c↦d↔e
\sum_{i=1}^{n}i\sum\limits_a\prod\nolimits_b\int_0^1 ⟶ ∑ni=1i∑a∏b∫10
\lim_{n\to\infty}\limsup_{k}\max_x\sin\theta\log_2 x ⟶ limn→∞limsupkmaxxsinθlog2x
f'(x)f''_a{f'}^2 x^{\prime} ⟶ f′(x)f′′af′2x′
x_i^2 {}_a^b X {ab}^c x_{i_j} ⟶ x2ibaXabcxij
\sideset{_a^b}{_c^d}\sum ⟶ ∑badc
\prescript{a}{b}{X} ⟶ Xab
a\equiv b\pmod n\quad c\bmod d\quad e\mod f ⟶ a≡b(modn)cmoddemodf
\not=\not\in\not\subset\not\equiv\centernot\to ⟶ ≠∉⊄≢↛
\displaystyle\int\textstyle\sum\scriptstyle x ⟶ ∫∑x
\large x\small y ⟶ xy
\color{red}{a}b\textcolor{blue}{c}\color{#0a0}d ⟶ abcd
\colorbox{yellow}{a}\fcolorbox{red}{white}{b}\bbox[yellow]{c} ⟶ abc
\boxed{E=mc^2}\fbox{a}\cancel{b}\bcancel{c}\xcancel{d}\cancelto{0}{e} ⟶ E=mc2abcde0
\phantom{x}a\hphantom{y}b\vphantom{z}c ⟶ abc
a\,b\:c\;d\!e\quad f\qquad g~h\ i\space j\enspace k ⟶ abcdefghijk
a\hspace{1mm}b\hskip 2pt c\kern-1em d\mkern 3mu e ⟶ abcde
\smash{a}\mathrlap{b}\llap{c}\mathstrut\strut ⟶ abc
\substack{a\\b} ⟶ ab
\begin{matrix}a&b\\c&d\end{matrix} ⟶ acbd
\begin{pmatrix}a&b\\c&d\end{pmatrix} ⟶ (acbd)
\begin{bmatrix}a\\b\end{bmatrix}\begin{Bmatrix}c\end{Bmatrix} ⟶ [ab]{c}
\begin{vmatrix}a\end{vmatrix}\begin{Vmatrix}b\end{Vmatrix} ⟶ |a|‖b‖
\begin{smallmatrix}a&b\end{smallmatrix} ⟶ ab
\begin{array}{lcr}a&b&c\end{array} ⟶ abc
\begin{array}{*{11}c}a&b&c\\d&e&f\end{array} ⟶ adbecf
\begin{cases}a&x>0\\b&\text{otherwise}\end{cases} ⟶ {abx>0otherwise
\begin{rcases}a\\b\end{rcases} ⟶ ab}
\pmatrix{a&b\cr c&d}\cases{e&f\cr g&h}\matrix{i&j\cr} ⟶ (acbd){egfhij
\begin{aligned}a&=b\\c&=d\end{aligned} ⟶ a=bc=d
\begin{split}a&=b\\&=c\end{split} ⟶ a=b=c
\begin{align*}a&=b\\c&=d\end{align*} ⟶ a=bc=d
\begin{alignat*}{2}a&=b&c&=d\end{alignat*} ⟶ a=bc=d
\begin{gather*}a\\b\end{gather*} ⟶ ab
\frac{a\\b}{c\\[2pt]d} ⟶ abcd
\begin{eqnarray*}a&=&b\\c&\le&d\end{eqnarray*} ⟶ a=bc≤d
\begin{multline*}a\\b\end{multline*} ⟶ ab
\begin{equation*}a=b\end{equation*} ⟶ a=b
\begin{subarray}{l}a\\b\end{subarray} ⟶ ab
\bra{a}\ket{b}\braket{c|d} ⟶ ⟨a||b⟩⟨c|d⟩
\ce{2H2O}\thinspace\ce{O2}\ce{SO4^2-} ⟶ 2H2OO2SO2−4
\href{https://example.org}{x}\unicode{x263a}\class{a}{b}\require{cancel} ⟶ x☺b
\mathop{F}_x\mathbin{G}\mathrel{H}\mathop{\rm tr}A ⟶ FxGHtrA
1{,}000.5+.5 ⟶ 1,000.5+.5
\alpha\def\Beta{B}\Beta ⟶ αB
\newcommand{\E}[1]{\mathbb{E}[#1]}\E{X} ⟶ E[X]
\newcommand{\p}[2][z]{#1#2}\p{a}\p[b]{c} ⟶ zabc
\def\half{\frac12}\half\let\h\half\h ⟶ 1212
\DeclareMathOperator\E{E}\DeclareMathOperator\E{F}\E ⟶ F
\DeclareMathOperator{\tr}{tr}\DeclareMathOperator*{\argmin}{arg\,min}\tr A\argmin_x ⟶ trAargminx
\TeX\LaTeX ⟶ TeXLaTeX
\mathchoice{a}{b}{c}{d} ⟶ b
a % a remark ⟶ a
\skew3\hat{a}\raise 2pt {b} ⟶ ab
\verb|a_b| ⟶ a_b
\ldots\cdots\vdots\ddots\dots\dotsc\dotsb ⟶ ...⋯⋮⋱......⋯
x\colon y : z ⟶ x:y:z
A^\dagger A^* A^\top A^{T} ⟶ A†A∗A⊤AT
\iff\implies\impliedby\to\gets ⟶ ⟺⟹⟸→←
\bigcap_i\bigotimes\bigoplus_j ⟶ ⋂i⨂⨁j
\overrightarrow{ab}\overleftarrow{cd}\underrightarrow{ef} ⟶ ab⃗cd⃖ef→
\tag{1} x ⟶ x
{a\above 1pt b}{c\overwithdelims() d}{e\atopwithdelims[] f} ⟶ ab(cd)[ef]
{a\brace b}{c\brack d}{n\choose k}{e\atop f} ⟶ {ab}[cd](nk)ef
\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}\abs{x} ⟶ |x|
\enclose{circle}{a}\enclose{updiagonalstrike}{b}\enclose{none}{c} ⟶ abc
\enclose{horizontalstrike}{c}\Braket{a|b} ⟶ c⟨a|b⟩
\begin{aligned}a&=b\\[2pt]c&=d\\*[e]&=f\end{aligned} ⟶ a=bc=d[e]=f
\left(a\\b\right)\left{\lbrace}c\right\}\left\lvert d\right\rvert ⟶ (ab){c}|d|
\text{a \(x\) \textbf{b}~\ c\,d \alpha\\e \frac12} ⟶ axbcdαe12
\newcommand*{\x}{y}\x\let\z=\alpha\z ⟶ yα
"""
"""A formula, and the characters that are drawn: structure is left out, order is the PDF's."""
CASES = [line.split(" ⟶ ") for line in TABLE.strip().splitlines()]
LOOKS_OTHERWISE = {"imath": "i", "jmath": "j", "i": "i", "j": "j", "backslash": "\\", "mid": "|"}
LOOKS_OTHERWISE |= {"arrowvert": "|", "bracevert": "|"}
"""Symbols that are drawn by another character than their table has."""


def test_commands_draw_what_they_mean() -> None:
    assert len(CASES) > 90
    found = drawn([source for source, _ in CASES])
    wrong = [
        (source, expected, shown)
        for (source, expected), shown in zip(CASES, found, strict=True)
        if shown != expected
    ]
    assert wrong == []


def test_every_symbol_is_drawn_as_its_character() -> None:
    assert len(CHARACTERS) > 500
    for names in batched(CHARACTERS, 40):
        shown = drawn([" ".join(f"\\{name}" for name in names)])
        assert shown == ["".join(LOOKS_OTHERWISE.get(n, _plain(CHARACTERS[n])) for n in names)]


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = list(names)
    while rest:
        yield rest[:size]
        rest = rest[size:]


def test_symbols_are_those_of_another_table() -> None:
    """Matplotlib's table of TeX's symbols is of another hand than ours."""
    from matplotlib._mathtext_data import tex2uni

    shared = set(CHARACTERS) & set(tex2uni)
    assert len(shared) > 400
    other = {name for name in shared if ord(CHARACTERS[name][0]) != tex2uni[name]}
    known = """
        epsilon hbar backslash triangleleft triangleright bigcirc succeq preceq models cdotp
        triangledown doublebarwedge lhd rhd backepsilon blacktriangleleft blacktriangleright
        vartriangle Join rightsquigarrow dashrightarrow dashleftarrow
    """
    assert other == set(known.split())


@pytest.mark.parametrize("name", sorted(FUNCTIONS | set(LIMITS) | set(UPRIGHT)))
def test_functions_and_upright_letters_are_known(name: str) -> None:
    assert Notation().read(f"\\{name}_x y").body


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (r"\nosuchmacro{x}", r"\nosuchmacro is not known"),
        (r"\frac{a}", "an argument is missing"),
        (r"\left( a", r"\right is missing"),
        (r"\begin{pmatrix} a", r"\end{pmatrix} is missing"),
        (r"\begin{nosuch} a \end{nosuch}", "the environment nosuch is not known"),
        ("{a", "'}' is missing"),
        ("a}", "} stands where it means nothing"),
        ("a^b^c", "two exponents or two indices in a row"),
        (r"\def\x{\x\x}\x", r"the definition of \x runs in circles"),
        ("{" * 500 + "}" * 500, "it is nested too deeply"),
    ],
)
def test_what_is_not_known_says_why(source: str, reason: str) -> None:
    with pytest.raises(Unknown) as caught:
        Notation().read(source)
    assert str(caught.value) == reason


def test_columns_stand_apart_and_align() -> None:
    cases = places(r"\begin{cases}a & b\\ ccc & d\end{cases}")
    assert cases["a"][0] == cases["c"][0]
    assert cases["b"][0] == cases["d"][0] > cases["c"][0] + 20
    pairs = places(r"\begin{align*}aaa&=b & c&=d\\ e&=f & ggg&=h\end{align*}")
    assert pairs["b"][0] == pairs["f"][0]
    assert pairs["d"][0] == pairs["h"][0]
    assert pairs["c"][0] > pairs["b"][0] + 20
    array = places(r"\begin{array}{lr}a & bbb\\ ccc & d\end{array}")
    assert array["a"][0] == array["c"][0]
    assert array["d"][0] > array["b"][0] + 5


def test_a_script_stands_above_and_a_word_over_its_relation() -> None:
    assert places(r"x\overset{!}{=}y")["!"][1] > places(r"x\overset{!}{=}y")["="][1] + 3
    assert "limits" in Notation().read(r"\overset{!}{=}").body


def test_colours_by_their_numbers() -> None:
    body = Notation().read(r"\color[RGB]{255,128,0}a\color[rgb]{0,0.5,1}b\color{#0a0}c").body
    assert re.findall("#[0-9a-f]{6}", body) == ["#ff8000", "#0080ff", "#00aa00"]


def test_rules_of_arrays() -> None:
    body = Notation().read(r"\begin{array}{|c|c}a&b\\\hline c&d\end{array}").body
    assert re.findall(r"grid\.(\w)line\(.: (\d)", body) == [("v", "0"), ("v", "1"), ("h", "1")]
    assert "vline: (1,)" in Notation().read(r"\begin{array}{c|c}a&b\\ c&d\end{array}").body


def test_macros_last_from_one_formula_to_the_next() -> None:
    notation = Notation()
    assert notation.read(r"\newcommand{\R}{\mathbb{R}}").body == ""
    assert notation.read(r"\R^2").body == "bb(R)^(2)"
    assert Notation().read(r"\let\R\alpha").body == ""


def test_numbers_and_references() -> None:
    notation = Notation()
    first = notation.read(r"\begin{equation}\label{one} y = 2\end{equation}")
    assert (first.number, first.labels) == ("(1)", ["one"])
    rows = notation.read(
        r"\begin{align}a&=b\label{two}\\c&=d\nonumber\\e&=f\label{three}\end{align}"
    )
    assert rows.number is None
    assert [each for each in ("(1)", "(2)", "(3)", "(4)") if each in rows.body] == ["(2)", "(3)"]
    assert notation.read(r"a \tag{A}").number == "(A)"
    assert notation.read(r"\begin{align*}a&=b\tag{*}\\\end{align*}").number == "(*)"
    assert notation.read(r"a = b").number is None
    assert notation.numbers == {"one": "(1)", "two": "(2)", "three": "(3)"}
    assert notation.read(r"\eqref{one}\ref{one}").body == (
        '#nb-reference("one", true)#nb-reference("one", false)'
    )


def test_rows_keep_their_numbers_before_words() -> None:
    notation = Notation()
    rows = notation.read(r"\begin{align}a&=b\label{one}\\c&=d\end{align},\quad\text{so}")
    last = r'c & = d \, thin quad"so" & #tag("(2)")'
    assert rows.body == f'a & = b & #tag("(1)") \\\n{last}'
    assert notation.numbers == {"one": "(1)"}
    assert notation.read(r"\begin{equation}a\end{equation}.").number == "(3)"
    beside = r"\begin{align}a&=b\end{align}\begin{align}c&=d\end{align}"
    for other in (beside, r"\begin{aligned}a&=b\end{aligned}.", r"\begin{align}a\end{align}\\b"):
        assert "mat(" in notation.read(other).body
    assert notation.read(r"\begin{equation}a\end{equation}").number == "(4)"
