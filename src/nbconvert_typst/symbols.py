"""Names of TeX's symbols, and the characters that they stand for.

The names are those that MathJax knows; commands that do more than stand for a character are in
`tex`.
"""

from __future__ import annotations

_TABLE = """
alpha α  beta β  gamma γ  delta δ  epsilon ϵ  zeta ζ  eta η  theta θ  iota ι  kappa κ
lambda λ  mu μ  nu ν  xi ξ  omicron ο  pi π  rho ρ  sigma σ  tau τ  upsilon υ  phi ϕ  chi χ
psi ψ  omega ω  varepsilon ε  vartheta ϑ  varpi ϖ  varrho ϱ  varsigma ς  varphi φ  aleph ℵ
hbar ℏ  imath ı  jmath ȷ  ell ℓ  wp ℘  Re ℜ  Im ℑ  partial ∂  infty ∞  prime ′  emptyset ∅
nabla ∇  top ⊤  bot ⊥  angle ∠  triangle △  backslash ∖  forall ∀  exists ∃  neg ¬  lnot ¬
flat ♭  natural ♮  sharp ♯  clubsuit ♣  diamondsuit ♢  heartsuit ♡  spadesuit ♠  surd √
coprod ∐  bigvee ⋁  bigwedge ⋀  biguplus ⨄  bigcap ⋂  bigcup ⋃  int ∫  intop ∫  iint ∬
iiint ∭  prod ∏  sum ∑  bigotimes ⨂  bigoplus ⨁  bigodot ⨀  oint ∮  bigsqcup ⨆  smallint ∫
triangleleft ◃  triangleright ▹  bigtriangleup △  bigtriangledown ▽  wedge ∧  land ∧  vee ∨
lor ∨  cap ∩  cup ∪  ddagger ‡  dagger †  sqcap ⊓  sqcup ⊔  uplus ⊎  amalg ⨿  diamond ⋄
bullet ∙  wr ≀  div ÷  divsymbol ÷  odot ⊙  oslash ⊘  otimes ⊗  ominus ⊖  oplus ⊕  mp ∓  pm ±
circ ∘  bigcirc ◯  setminus ∖  cdot ⋅  ast ∗  times ×  star ⋆  propto ∝  sqsubseteq ⊑
sqsupseteq ⊒  parallel ∥  mid ∣  dashv ⊣  vdash ⊢  leq ≤  le ≤  geq ≥  ge ≥  succ ≻  prec ≺
approx ≈  succeq ⪰  preceq ⪯  supset ⊃  subset ⊂  supseteq ⊇  subseteq ⊆  in ∈  ni ∋  notin ∉
owns ∋  gg ≫  ll ≪  sim ∼  simeq ≃  perp ⟂  equiv ≡  asymp ≍  smile ⌣  frown ⌢  ne ≠  neq ≠
cong ≅  doteq ≐  bowtie ⋈  models ⊨  Leftrightarrow ⇔  Leftarrow ⇐  Rightarrow ⇒
leftrightarrow ↔  leftarrow ←  gets ←  rightarrow →  to →  mapsto ↦  leftharpoonup ↼
leftharpoondown ↽  rightharpoonup ⇀  rightharpoondown ⇁  nearrow ↗  searrow ↘  nwarrow ↖
swarrow ↙  rightleftharpoons ⇌  hookrightarrow ↪  hookleftarrow ↩  longleftarrow ⟵
Longleftarrow ⟸  longrightarrow ⟶  Longrightarrow ⟹  Longleftrightarrow ⟺
longleftrightarrow ⟷  longmapsto ⟼  ldots …  cdots ⋯  vdots ⋮  ddots ⋱  dotsc …  dotsb ⋯
dotsm ⋯  dotsi ⋯  dotso …  cdotp ⋅  colon :  Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π
Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω  lt <  gt >  lmoustache ⎰  rmoustache ⎱  lgroup ⟮
rgroup ⟯  arrowvert ⏐  Arrowvert ‖  bracevert ⎪  Vert ‖  uparrow ↑  downarrow ↓  updownarrow ↕
Uparrow ⇑  Downarrow ⇓  Updownarrow ⇕  rangle ⟩  langle ⟨  rceil ⌉  lceil ⌈  rfloor ⌋
lfloor ⌊  iiiint ⨌  lVert ‖  rVert ‖  digamma ϝ  varkappa ϰ  varGamma Γ  varDelta Δ
varTheta Θ  varLambda Λ  varXi Ξ  varPi Π  varSigma Σ  varUpsilon Υ  varPhi Φ  varPsi Ψ
varOmega Ω  beth ℶ  gimel ℷ  daleth ℸ  backprime ‵  hslash ℏ  varnothing ∅  blacktriangle ▴
triangledown ▽  blacktriangledown ▾  square □  Box □  blacksquare ■  lozenge ◊  Diamond ◇
blacklozenge ⧫  circledS Ⓢ  bigstar ★  sphericalangle ∢  measuredangle ∡  nexists ∄
complement ∁  mho ℧  eth ð  Finv Ⅎ  diagup ╱  Game ⅁  diagdown ╲  Bbbk 𝕜  yen ¥  circledR ®
checkmark ✓  maltese ✠  dotplus ∔  ltimes ⋉  smallsetminus ∖  rtimes ⋊  Cap ⋒  doublecap ⋒
leftthreetimes ⋋  Cup ⋓  doublecup ⋓  rightthreetimes ⋌  barwedge ⊼  curlywedge ⋏  veebar ⊻
curlyvee ⋎  doublebarwedge ⩞  boxminus ⊟  circleddash ⊝  boxtimes ⊠  circledast ⊛  boxdot ⊡
circledcirc ⊚  boxplus ⊞  centerdot ⋅  divideontimes ⋇  intercal ⊺  leqq ≦  geqq ≧  leqslant ⩽
geqslant ⩾  eqslantless ⪕  eqslantgtr ⪖  lesssim ≲  gtrsim ≳  lessapprox ⪅  gtrapprox ⪆
approxeq ≊  lessdot ⋖  gtrdot ⋗  lll ⋘  llless ⋘  ggg ⋙  gggtr ⋙  lessgtr ≶  gtrless ≷
lesseqgtr ⋚  gtreqless ⋛  lesseqqgtr ⪋  gtreqqless ⪌  doteqdot ≑  Doteq ≑  eqcirc ≖
risingdotseq ≓  circeq ≗  fallingdotseq ≒  triangleq ≜  backsim ∽  thicksim ∼  backsimeq ⋍
thickapprox ≈  subseteqq ⫅  supseteqq ⫆  Subset ⋐  Supset ⋑  sqsubset ⊏  sqsupset ⊐
preccurlyeq ≼  succcurlyeq ≽  curlyeqprec ⋞  curlyeqsucc ⋟  precsim ≾  succsim ≿  precapprox ⪷
succapprox ⪸  vartriangleleft ⊲  lhd ⊲  vartriangleright ⊳  rhd ⊳  trianglelefteq ⊴  unlhd ⊴
trianglerighteq ⊵  unrhd ⊵  vDash ⊨  Vdash ⊩  Vvdash ⊪  smallsmile ⌣  shortmid ∣  smallfrown ⌢
shortparallel ∥  bumpeq ≏  between ≬  Bumpeq ≎  pitchfork ⋔  varpropto ∝  backepsilon ∍
blacktriangleleft ◂  blacktriangleright ▸  therefore ∴  because ∵  eqsim ≂  vartriangle △
Join ⋈  nless ≮  ngtr ≯  nleq ≰  ngeq ≱  nleqslant ⪇  ngeqslant ⪈  nleqq ≰  ngeqq ≱  lneq ⪇
gneq ⪈  lneqq ≨  gneqq ≩  lvertneqq ≨  gvertneqq ≩  lnsim ⋦  gnsim ⋧  lnapprox ⪉  gnapprox ⪊
nprec ⊀  nsucc ⊁  npreceq ⋠  nsucceq ⋡  precneqq ⪵  succneqq ⪶  precnsim ⋨  succnsim ⋩
precnapprox ⪹  succnapprox ⪺  nsim ≁  ncong ≇  nshortmid ∤  nshortparallel ∦  nmid ∤
nparallel ∦  nvdash ⊬  nvDash ⊭  nVdash ⊮  nVDash ⊯  ntriangleleft ⋪  ntriangleright ⋫
ntrianglelefteq ⋬  ntrianglerighteq ⋭  nsubseteq ⊈  nsupseteq ⊉  nsubseteqq ⊈  nsupseteqq ⊉
subsetneq ⊊  supsetneq ⊋  varsubsetneq ⊊  varsupsetneq ⊋  subsetneqq ⫋  supsetneqq ⫌
varsubsetneqq ⫋  varsupsetneqq ⫌  leftleftarrows ⇇  rightrightarrows ⇉  leftrightarrows ⇆
rightleftarrows ⇄  Lleftarrow ⇚  Rrightarrow ⇛  twoheadleftarrow ↞  twoheadrightarrow ↠
leftarrowtail ↢  rightarrowtail ↣  looparrowleft ↫  looparrowright ↬  leftrightharpoons ⇋
curvearrowleft ↶  curvearrowright ↷  circlearrowleft ↺  circlearrowright ↻  Lsh ↰  Rsh ↱
upuparrows ⇈  downdownarrows ⇊  upharpoonleft ↿  upharpoonright ↾  downharpoonleft ⇃
restriction ↾  multimap ⊸  downharpoonright ⇂  leftrightsquigarrow ↭  rightsquigarrow ⇝
leadsto ⇝  dashrightarrow ⇢  dashleftarrow ⇠  nleftarrow ↚  nrightarrow ↛  nLeftarrow ⇍
nRightarrow ⇏  nleftrightarrow ↮  nLeftrightarrow ⇎  ulcorner ⌜  urcorner ⌝  llcorner ⌞
lrcorner ⌟  S §  P ¶  coloneqq ≔  eqqcolon ≕  Coloneqq ⩴  dblcolon ∷  dag †  ddag ‡
copyright ©  pounds £  degree °  celsius ℃  ohm Ω  euro €  AA Å  aa å  ss ß  OE Œ  oe œ  AE Æ
ae æ  O Ø  o ø  L Ł  l ł  i ı  j ȷ  iff ⟺  implies ⟹  impliedby ⟸  dots …  oiint ∯  oiiint ∰
ointctrclockwise ∳  varointclockwise ∲  llbracket ⟦  rrbracket ⟧  lBrack ⟦  rBrack ⟧
bigtimes ⨉  iddots ⋰  adots ⋰  longrightleftharpoons ⇌  Perp ⫫  upmodels ⫫  textdegree °
coloneq ≔  eqcolon ≕  Eqcolon ≕  Eqqcolon ≕  Coloneq ⩴  colonapprox ∶≈  colonsim ∶∼
textcelsius ℃  textsection §  textparagraph ¶  textdagger †  textohm Ω  textperthousand ‰
textonehalf ½  textonequarter ¼  textthreequarters ¾  texttwosuperior ²  textthreesuperior ³
textonesuperior ¹  textrightarrow →  textleftarrow ←  textnumero №  textyen ¥  textsterling £
textcent ¢  textperiodcentered ·  textexclamdown ¡  textquestiondown ¿  textdiv ÷
"""


def names(told: str) -> set[str]:
    """Return the words of a text."""
    return set(told.split())


def pairs(told: str) -> dict[str, str]:
    """Return every second word of a text by the word before it; a hyphen is nothing."""
    words = told.split()
    return {
        name: "" if meant == "-" else meant
        for name, meant in zip(words[::2], words[1::2], strict=True)
    }


CHARACTERS = pairs(_TABLE)
_CAPITALS = names("Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega")
_SMALL = names(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi"
)
_SMALL |= names("rho sigma tau upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma")
UPRIGHT = {
    f"{prefix}{name}": CHARACTERS[name]
    for prefix, some in (("up", _SMALL | {"varphi"} | _CAPITALS), ("Up", _CAPITALS))
    for name in some
} | {f"Up{name.lower()}": CHARACTERS[name] for name in _CAPITALS}
"""Greek letters that stand upright where others lean."""
FUNCTIONS = names(
    "arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec"
)
FUNCTIONS |= names("sin sinh tan tanh")
LIMITS = {name: name for name in names("det gcd inf lim max min Pr sup")} | {
    "liminf": "lim inf",
    "limsup": "lim sup",
    "injlim": "inj lim",
    "projlim": "proj lim",
}
"""Functions whose indices stand below them in a display."""
