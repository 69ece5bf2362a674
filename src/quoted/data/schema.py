"""The schema: the one description of the tables, their columns, keys and vocabularies.

The checks, the data package and the data sheet are all made from it. A column is a field of a
Frictionless table schema, as `datapackage.json` prints it. What must hold between cells is for
`checks`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

NOT_STATED = "not stated"
EVERYBODY = "all"
"""The group of all respondents of a survey; its size is the survey's total."""
SILENT = "silent"
"""The stance of an article that says nothing on a question."""
DISCLOSURE_ITEMS = (
    "sponsor",
    "conductor",
    "strategy",
    "question_wording",
    "population",
    "sampling",
    "mode_language",
    "field_dates",
    "total_n",
    "subgroup_n",
    "figure_base",
    "weighting",
)
FRAGMENT_WORDS = 8
NAME, LABEL, PHRASE, SENTENCE, ADDRESS = 40, 60, 80, 300, 2000
"""The most characters that a column takes: names and labels must fit a chart on half a slide."""
DECIMALS = 2
"""The most decimals of a number; how many are printed says how far it was rounded."""
LARGEST_SAMPLE, LARGEST_COUNT = 10**7, 10**12

Column: TypeAlias = dict[str, Any]
Key: TypeAlias = dict[str, Any]

_FORMULA = r"=+\-@"
"""With these a spreadsheet begins a formula (and with wide ones, which our fonts lack)."""
_PLAIN = f"[^;{_FORMULA}][^;]*(;+[^;{_FORMULA}][^;]*)*;*"
"""Text that no spreadsheet computes: where the comma is decimal, a semicolon begins a new cell."""
_NAME = "[a-z][a-z0-9_]*"
_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
_DATE = rf"({_DAY}|not stated)"
_SPAN = rf"({_DAY}(/{_DAY})?|not stated)"
_ADDRESS = (
    r"(https?://[A-Za-z0-9.\-]+(:[0-9]+)?"
    r"([/?#]([A-Za-z0-9._~:/?#\[\]@!$&'()*+,=\-]|%[0-9A-Fa-f]{2}|;+[A-Za-z0-9._~%/&])*)?"
    r"|not stated)"
)
"""RFC 3986, with percent signs for all that it does not allow, and no formula after a semicolon."""
_PRINTED = rf"((0|[1-9][0-9]*)(\.[0-9]{{1,{DECIMALS}}})?)"
_FIGURE_ID = r"[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,3}"
_LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
FORMS = {
    _NAME: "a short name of small letters, digits and underscores",
    _DATE: f"a date as 2025, 2025-03 or 2025-03-26, or '{NOT_STATED}'",
    _SPAN: "a date as 2025, 2025-03 or 2025-03-26, a span of two as 2025-03-03/2025-03-12, "
    f"or '{NOT_STATED}'",
    _ADDRESS: "an address that begins with http:// or https://, percent-encoded as in RFC 3986, "
    f"or '{NOT_STATED}'",
    _FIGURE_ID: "<measure_id>.<group>, or <measure_id> without a group, with .<year> behind it "
    "where a measure has several, and .<source_id> for each article but the first that prints it",
    _PRINTED: f"a number in plain digits, with at most {DECIMALS} decimals",
    _LANGUAGE: "a language tag (BCP 47) as en or fr-CA",
    _PLAIN: "text that does not begin, at its start or after a semicolon, with = + - or @, which "
    "a spreadsheet would compute",
}
"""What the patterns ask for, in words."""


def _text(
    name: str,
    description: str,
    longest: int = SENTENCE,
    *,
    empty: bool = False,
    choices: tuple[str, ...] = (),
    pattern: str = _PLAIN,
) -> Column:
    """Describe a column of text that every row must fill, unless it may be empty."""
    limits = {"enum": list(choices)} if choices else {"pattern": pattern, "maxLength": longest}
    return {
        "name": name,
        "type": "string",
        "description": description,
        "constraints": {"required": not empty, **limits},
    }


def _name(name: str, description: str, *, empty: bool = False) -> Column:
    return _text(name, description, NAME, empty=empty, pattern=_NAME)


def _date(name: str, description: str, *, empty: bool = False) -> Column:
    return _text(name, f"{description} (ISO 8601)", 10, empty=empty, pattern=_DATE)


def _address(name: str, description: str) -> Column:
    return _text(name, description, ADDRESS, pattern=_ADDRESS)


def _number(
    name: str, description: str, unit: str, least: int, most: int, kind: str = "integer"
) -> Column:
    limits = {"required": True, "minimum": least, "maximum": most}
    return {
        "name": name,
        "type": kind,
        "unit": unit,
        "description": description,
        "constraints": limits,
    }


def _year(description: str = "year that the figure describes") -> Column:
    """Describe a year; the words for unknown stand in place of a number."""
    column = _number("year", description, "year", 1900, 2100)
    column["missingValues"] = [NOT_STATED]
    column["constraints"]["required"] = False
    return column


def _order(of: str) -> Column:
    return _number("order", f"place of the {of} among the others", "rank", 1, 1000)


def _points_to(table: str, *columns: str, key: tuple[str, ...] = ()) -> Key:
    """Return a foreign key into a table, whose own columns have the same names unless given."""
    reference = {"resource": table, "fields": list(key or columns)}
    return {"fields": list(columns), "reference": reference}


_SOURCE = _points_to("sources", "source_id")
_SURVEY = _points_to("surveys", "survey_id")
_MEASURE = _points_to("measures", "measure_id")
_GROUP = _points_to("groups", "group", key=("group_id",))
QUALIFIERS = ("exact", "about", "almost", "more_than", "at_least", "less_than", "at_most")
RANGE = "range"
"""The qualifier of a figure with two ends, `value` and `value_high`."""
SIDES = ("left", "neutral", "right", "no_answer")
OPPOSED = ("left", "right")
"""The sides of a middle; what is neutral or no answer is on neither."""
MOST_ANSWERS = 5
"""On one side of the neutral one: as many as can be told apart."""
_STANCES = ("affirms", "qualifies", "denies", SILENT)
_FRAGMENT = f"at most {FRAGMENT_WORDS} words of the page, verbatim, found there exactly once"

SCHEMA: dict[str, dict[str, Any]] = {
    "sources": {
        "title": "Articles that the report reads",
        "primaryKey": ["source_id"],
        "fields": [
            _name("source_id", "short name of the article"),
            _text(
                "title", "title as printed, or as the note says; not stated where it is not known"
            ),
            _text("publisher", "who published the article", NAME),
            _text("author", "who signed it", PHRASE),
            _date("published", "date of publication"),
            _text("language", "language of the article (BCP 47)", NAME, pattern=_LANGUAGE),
            _text("extent", "how much of it was read", choices=("whole", "part")),
            _address("address", "address of a page on the web"),
            _text("address_of", "what stands at the address", choices=("article", "original")),
            _text("note", "what else is known", empty=True),
        ],
    },
    "surveys": {
        "title": "Surveys behind the figures",
        "primaryKey": ["survey_id"],
        "uniqueKeys": [["title"]],
        "fields": [
            _name("survey_id", "short name of the survey"),
            _text("title", "what the report calls it", PHRASE),
            _text(
                "named",
                "whether the article, or an outlet that prints the same figure, names a survey",
                choices=("yes", "no"),
            ),
            _text("sponsor", "who is named as standing behind it"),
            _text("conductor", "who is named as having carried it out"),
            _text("fieldwork", "when it was in the field (ISO 8601)", 21, pattern=_SPAN),
            _text("population", "who was asked"),
            _address("address", "address of the survey's own page"),
            _text("note", "what else is known", empty=True),
        ],
    },
    "groups": {
        "title": "Groups of respondents",
        "primaryKey": ["group_id"],
        "uniqueKeys": [["name"]],
        "fields": [
            _name("group_id", f"short name of the group; {EVERYBODY} for all respondents"),
            _text("name", "what the report calls it within a sentence, in the plural", NAME),
            _text(
                "role",
                "place in a comparison within a survey: the first minus each second; neutral: none",
                choices=("first", "second", "neutral"),
            ),
            _order("group"),
        ],
    },
    "samples": {
        "title": "Published sample sizes, of a whole survey or of a group",
        "primaryKey": ["survey_id", "group", "year"],
        "foreignKeys": [_SURVEY, _SOURCE, _GROUP],
        "fields": [
            _name("survey_id", "survey of the sample"),
            _name("group", "group of respondents"),
            _year("year of the figures whose sample it is, where the survey has several"),
            _number("n", "respondents", "respondents", 1, LARGEST_SAMPLE),
            _text("qualifier", "how the size is put", choices=QUALIFIERS),
            _name("source_id", "article that prints it"),
            _text("fragment", _FRAGMENT),
        ],
    },
    "topics": {
        "title": "Topics of the measures",
        "primaryKey": ["topic"],
        "uniqueKeys": [["title"]],
        "fields": [
            _name("topic", "short name of the topic"),
            _text("title", "what the report calls it", NAME),
            _order("topic"),
        ],
    },
    "measures": {
        "title": "What the figures measure",
        "primaryKey": ["measure_id"],
        "foreignKeys": [_points_to("topics", "topic")],
        "fields": [
            _name("measure_id", "short name of the measure"),
            _name("topic", "topic that it belongs to"),
            _text("label", "label of a row in charts and tables", LABEL),
            _text("predicate", "completes a sentence, '61% of them ...'", PHRASE),
            _text("definition", "what is counted, in our words, and what is not known of it"),
        ],
    },
    "figures": {
        "title": "Figures as the articles print them",
        "primaryKey": ["figure_id"],
        "uniqueKeys": [["measure_id", "group", "year", "source_id"]],
        "foreignKeys": [_SOURCE, _SURVEY, _MEASURE, _GROUP],
        "fields": [
            _text("figure_id", FORMS[_FIGURE_ID], 3 * NAME + 13, pattern=_FIGURE_ID),
            _name("source_id", "article that prints it"),
            _name("survey_id", "survey that it comes from; empty for a count", empty=True),
            _name("measure_id", "what is measured"),
            _name("group", "who is described; empty for a count of no group", empty=True),
            _year(),
            _number(
                "value",
                "the number as printed, with its decimals",
                "see column unit",
                0,
                LARGEST_COUNT,
                "number",
            ),
            _text(
                "value_high",
                "upper end of a range, as printed; empty for one number",
                16,
                empty=True,
                pattern=_PRINTED,
            ),
            _text("unit", "percent (0 to 100) or count", choices=("percent", "count")),
            _text("qualifier", "how it is put", choices=(*QUALIFIERS, RANGE)),
            _text("base", "of whom the figure is a share"),
            _text("fragment", _FRAGMENT),
            _text("note", "what else is known", empty=True),
        ],
    },
    "answers": {
        "title": "Answers of one question, of which each person gave one",
        "primaryKey": ["measure_id"],
        "uniqueKeys": [["asked_id", "order"], ["asked_id", "answer"]],
        "foreignKeys": [_MEASURE],
        "fields": [
            _name("measure_id", "measure that is the share of this answer"),
            _name("asked_id", "short name of the question"),
            _text("asked", "the question, or the statement that it puts", LABEL),
            _text("answer", "the answer in a word or two", NAME),
            _text(
                "side", "side of the middle that it is drawn on; others stand apart", choices=SIDES
            ),
            _order("answer"),
        ],
    },
    "questions": {
        "title": "Questions of the debate",
        "primaryKey": ["question_id"],
        "uniqueKeys": [["question"]],
        "fields": [
            _name("question_id", "short name of the question"),
            _text("question", "the question, so that yes is always the same side", LABEL),
            _order("question"),
        ],
    },
    "stances": {
        "title": "Stances that an article can take on a question",
        "primaryKey": ["stance"],
        "uniqueKeys": [["word"]],
        "fields": [
            _text("stance", "short name of the stance", choices=_STANCES),
            _text("word", "the answer in a word", NAME),
            _order("stance"),
        ],
    },
    "coding": {
        "title": "Coding rules of the debate",
        "primaryKey": ["question_id", "stance"],
        "foreignKeys": [_points_to("questions", "question_id"), _points_to("stances", "stance")],
        "fields": [
            _name("question_id", "question of the debate"),
            _text("stance", "stance that an article can take", choices=_STANCES),
            _text("rule", "when an article is coded so"),
        ],
    },
    "positions": {
        "title": "What each article argues",
        "primaryKey": ["source_id", "question_id"],
        "foreignKeys": [_SOURCE, _points_to("coding", "question_id", "stance")],
        "fields": [
            _name("source_id", "article"),
            _name("question_id", "question of the debate"),
            _text("stance", "stance by the coding rule", choices=_STANCES),
            _text("fragment", _FRAGMENT + "; empty for silence", empty=True),
            _text("paraphrase", "the argument in our words; empty for silence", empty=True),
        ],
    },
    "corroboration": {
        "title": "Figures of the same surveys as other outlets print them",
        "primaryKey": ["outlet_id", "measure_id", "group", "year"],
        "foreignKeys": [_MEASURE, _GROUP],
        "fields": [
            _name("outlet_id", "short name of the outlet"),
            _text("outlet", "name of the outlet", NAME),
            _date("published", "date of publication; empty where not known", empty=True),
            _address("url", "address of the page"),
            _text(
                "independent",
                "whether it is independent of the sponsor and of the articles",
                choices=("yes", "no"),
            ),
            _text("relation", "how it is tied to them; empty where not", PHRASE, empty=True),
            _name("measure_id", "what is measured; some are printed by no article here"),
            _name("group", "who is described"),
            _year(),
            _number("value_pct", "the percentage as printed", "percent", 0, 100, "number"),
            _text("fragment", "a few words of the page around the figure"),
            _text("wording", "what it calls the measure, where that differs", PHRASE, empty=True),
            _text("note", "what else is known: copies, attributions", empty=True),
        ],
    },
    "disclosure": {
        "title": "What each survey disclosed",
        "primaryKey": ["survey_id", "item"],
        "foreignKeys": [_SURVEY],
        "fields": [
            _name("survey_id", "survey"),
            _text("item", "item of disclosure", choices=DISCLOSURE_ITEMS),
            _text("level", "how far it is", choices=("disclosed", "partial", "absent")),
            _text("basis", "what the level rests on"),
        ],
    },
}


def columns(table: str) -> list[str]:
    """Return the names of a table's columns, in order."""
    return [column["name"] for column in SCHEMA[table]["fields"]]


def year_part(year: object) -> str:
    """Return a year as it stands in a figure's id, which has no spaces."""
    return str(year).replace(" ", "_")


def figure_id(measure_id: str, group: str, year: object = None, source_id: str = "") -> str:
    """Return the id of a figure: with its year where a measure has several.

    With its article too, if another has printed the same figure before.
    """
    parts = [measure_id, group, "" if year is None else year_part(year), source_id]
    return ".".join(part for part in parts if part)


def printed(cell: str) -> tuple[float, int]:
    """Return a number in plain digits, and with how many decimals it was printed."""
    return float(cell), len(cell.partition(".")[2])


def reach(value: float, decimals: int, qualifier: str) -> tuple[float, float]:
    """Return the lowest and the highest percentage that a printed one may stand for.

    A number that is printed as exact was rounded by up to half of its last digit; how far one with
    a word of its own is from it, nobody knows.
    """
    half = 0.5 / 10**decimals
    low, high = max(0.0, value - half), min(100.0, value + half)
    if qualifier in ("more_than", "at_least"):
        return low, 100.0
    if qualifier in ("less_than", "at_most", "almost"):
        return 0.0, high
    return (low, high) if qualifier == "exact" else (0.0, 100.0)
