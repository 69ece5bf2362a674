"""The few words that the exporter itself prints, in the language of the notebook.

Headings of lists, and the notes that stand where something is not shown. A language that has no
words here gets Typst's own for figures and tables, and English notes. Warnings for whoever
converts are English and do not belong here.
"""

from __future__ import annotations

import datetime as dt

FRENCH = {
    "Figure": "Figure",
    "Table": "Tableau",
    "Contents": "Sommaire",
    "References": "Références",
    "The references cannot be read.": "Les références ne peuvent pas être lues.",
    "A web page is not shown.": "Une page web n’est pas affichée.",
    "A video is not shown.": "Une vidéo n’est pas affichée.",
    "A recording is not shown.": "Un enregistrement n’est pas affiché.",
    "Something in the text is not shown.": "Un passage du texte n’est pas affiché.",
    "Something from elsewhere is not shown.": "Un contenu extérieur n’est pas affiché.",
    "A diagram is not drawn; its source in {kind}:": (
        "Un diagramme n’est pas dessiné\u202f; sa source en {kind}\u202f:"
    ),
    "List of figures": "Liste des figures",
    "List of tables": "Liste des tableaux",
    "Image not shown: {text}": "Image non affichée\u202f: {text}",
    "An interactive widget is not shown: {text}": (
        "Un widget interactif n’est pas affiché\u202f: {text}"
    ),
    "An interactive widget is not shown.": "Un widget interactif n’est pas affiché.",
    "An interactive element is not shown ({kinds}).": (
        "Un élément interactif n’est pas affiché ({kinds})."
    ),
    "An image is not shown: it is damaged.": (
        "Une image n’est pas affichée\u202f: elle est endommagée."
    ),
    "The output goes on: {n} more lines are not shown.": (
        "La sortie continue\u202f; lignes non affichées\u202f: {n}."
    ),
    "The table goes on: {n} more rows are not shown.": (
        "Le tableau continue\u202f; lignes non affichées\u202f: {n}."
    ),
    "An image is not shown: its format cannot be printed.": (
        "Une image n’est pas affichée\u202f: son format ne peut pas être imprimé."
    ),
    "A part is nested too deeply: only its text is shown.": (
        "Une partie est trop profondément imbriquée\u202f: seul son texte est affiché."
    ),
    "A part is nested too deeply, and shown as it is written.": (
        "Une partie est trop profondément imbriquée\u202f: elle est affichée telle quelle."
    ),
    "A part cannot be set, and is not shown.": (
        "Une partie ne peut pas être composée\u202f: elle n’est pas affichée."
    ),
    "An image is not shown: it is too large.": (
        "Une image n’est pas affichée\u202f: elle est trop grande."
    ),
    "The text goes on: {n} more lines are not shown.": (
        "Le texte continue\u202f; lignes non affichées\u202f: {n}."
    ),
    "The code goes on: {n} more lines are not shown.": (
        "Le code continue\u202f; lignes non affichées\u202f: {n}."
    ),
    "The notebook goes on: {n} more cells are not shown.": (
        "Le notebook continue\u202f; cellules non affichées\u202f: {n}."
    ),
    "A file is not included: {names}": "Un fichier n’est pas inclus\u202f: {names}",
    "A PDF image is not shown.": "Une image PDF n’est pas affichée.",
    "A cell of an unknown kind ({kind}) is not shown.": (
        "Une cellule d’un type inconnu ({kind}) n’est pas affichée."
    ),
    "An output of an unknown kind ({kind}) is not shown.": (
        "Une sortie d’un type inconnu ({kind}) n’est pas affichée."
    ),
    "An interactive output is not shown ({kinds}).": (
        "Une sortie interactive n’est pas affichée ({kinds})."
    ),
}
TRANSLATIONS: dict[str, dict[str, str]] = {"en": {}, "fr": FRENCH}


class Words:
    """Called with an English message, answers in a language, or in English where it has none.

    Attributes
    ----------
    code
        Language tag of the document, as ``"fr-CA"``.
    known
        Whether there are words in this language.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        base = code.partition("-")[0].lower()
        self.known = base in TRANSLATIONS
        self._words = TRANSLATIONS.get(base, {})

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and put the values in."""
        return self._words.get(message, message).format(**values)

    def date(self, iso: str) -> str:
        """Write a day as ``2025-03-26`` in words."""
        from babel.dates import format_date

        when = dt.date.fromisoformat(iso)
        base = self.code.partition("-")[0].lower() if self.known else "en"
        shown = str(format_date(when, "long", "en_GB" if base == "en" else base))
        return shown.replace("1 ", "1er ", 1) if base == "fr" and when.day == 1 else shown
