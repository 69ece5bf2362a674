"""The gallery's charts of evidence: who argues what, who else prints it, what was disclosed.

Each function words one chart from the tables. Counting belongs in `corroboration`, scoring in
`disclosure`, drawing in `charts`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from quoted.charts import matrix, strip
from quoted.charts.chart import Chart
from quoted.data import tables as records
from quoted.data.schema import SILENT
from quoted.data.tables import COMPARED, Tables
from quoted.language import Language, mark
from quoted.report.labels import GROUP_NAMES, heading, within, year_text
from quoted.statistics import corroboration, disclosure

KEY = corroboration.KEY
STANCES: dict[str, tuple[matrix.Shape, str]] = {
    "affirms": ("full", mark("yes")),
    "qualifies": ("half", mark("in part")),
    "denies": ("cross", mark("no")),
    SILENT: ("dash", ""),
}
LEVELS: dict[str, tuple[matrix.Shape, str]] = {
    "disclosed": ("full", mark("disclosed")),
    "partial": ("half", mark("partial")),
    "absent": ("ring", mark("absent")),
}
ITEMS = {
    "sponsor": mark("Sponsor and its interest"),
    "conductor": mark("Who conducted it"),
    "strategy": mark("Strategy"),
    "question_wording": mark("Question wording"),
    "population": mark("Population and geography"),
    "sampling": mark("Sampling"),
    "mode_language": mark("Mode and language"),
    "field_dates": mark("Field dates"),
    "total_n": mark("Sample size"),
    "subgroup_n": mark("Group sizes"),
    "figure_base": mark("Base of each figure"),
    "weighting": mark("Weighting or design effect"),
}


def positions(tables: Tables, lang: Language) -> Chart:
    """Return the matrix of what each article argues on each question."""
    data = tables.positions[["question_id", "source_id", "stance"]]
    questions = tables.questions.sort_values("order").set_index("question_id")["question"]
    names = tables.sources.set_index("source_id")["publisher"]
    wide = data.pivot_table("stance", "question_id", "source_id", aggfunc="first")
    wide = wide.reindex(index=questions.index, columns=names.index, fill_value=SILENT).fillna(
        SILENT
    )
    marks = {code: matrix.Mark(shape, lang.text(word)) for code, (shape, word) in STANCES.items()}
    asked = [lang.text(question) for question in questions]
    table = wide.map(lambda stance: marks[stance].word or lang("silent"))
    table.columns = pd.Index(names)
    table.insert(0, lang("Question"), asked)

    spoken = wide.where(wide != SILENT)
    topic = str(spoken.nunique(axis=1).idxmax())  # the topic that divides the articles most
    question = lang.text(questions[topic])
    stances = dict(wide.loc[[topic]].iloc[0])
    answers = {code: [names[s] for s in names.index if stances[s] == code] for code in STANCES}
    said = [stance for stance in stances.values() if stance != SILENT]
    counts = {code: lang.number(int((wide == code).to_numpy().sum())) for code in STANCES}
    told = [
        (lang("Yes: {articles}.", articles=lang.join(answers["affirms"])), answers["affirms"]),
        (
            lang("In part: {articles}.", articles=lang.join(answers["qualifies"])),
            answers["qualifies"],
        ),
        (lang("No: {articles}.", articles=lang.join(answers["denies"])), answers["denies"]),
        (lang("Silent: {articles}.", articles=lang.join(answers[SILENT])), answers[SILENT]),
    ]
    alt = lang(
        "Matrix of {topics} questions by {articles} articles: {affirms} cells say yes, {qualifies} "
        "in part, {denies} no, and {silent} are silent. The widest split is on {question}",
        topics=len(wide),
        articles=len(names),
        question=lang.quote(question),
        **counts,
    )
    shown = matrix.Matrix(asked, list(names), wide.to_numpy().tolist(), marks)
    return Chart(
        id="positions",
        language=lang.code,
        data=data,
        table=table,
        title=lang(
            "{articles} articles answer {question} in {answers} ways",
            articles=lang.number(len(said)),
            question=lang.quote(question),
            answers=lang.number(len(set(said))),
        ),
        subtitle=lang("What each article concludes, by written rules; a dash is silence"),
        source=lang("Sources: {sources}. Coding: this report.", sources=lang.join(names)),
        caption=lang(
            "What each article concludes on {topics} questions, coded by written rules. "
            "A dash: the article says nothing on it.",
            topics=len(wide),
        ),
        alt=" ".join([alt, *(sentence for sentence, articles in told if articles)]),
        draw=partial(matrix.draw, matrix=shown),
    )


def scorecard(tables: Tables, lang: Language) -> Chart:
    """Return the scorecard of what each survey disclosed."""
    titles = tables.surveys.set_index("survey_id")["title"].map(lang.text)
    scores = {survey_id: disclosure.score(tables, str(survey_id)) for survey_id in titles.index}
    data = tables.disclosure[["survey_id", "item", "level"]].copy()
    data["points"] = data["level"].map(dict(disclosure.POINTS))
    marks = {code: matrix.Mark(shape, lang(word)) for code, (shape, word) in LEVELS.items()}
    labels = [lang(ITEMS[item]) for item in disclosure.ITEMS]
    cells = [[score.items[item] for score in scores.values()] for item in disclosure.ITEMS]
    totals = [
        lang(
            "{total} of {items}, grade {grade}",
            total=lang.number(score.total),
            items=len(labels),
            grade=score.grade,
        )
        for score in scores.values()
    ]
    table = pd.DataFrame(
        [[marks[code].word for code in row] for row in cells] + [totals], columns=list(titles)
    )
    table.insert(0, lang("Item"), [*labels, lang("Score")])
    best = max(scores.values(), key=lambda score: score.total)
    nowhere = [name for name, row in zip(labels, cells, strict=True) if set(row) == {"absent"}]
    told = [
        lang("{survey}: {score}.", survey=title, score=total)
        for title, total in zip(titles, totals, strict=True)
    ]
    alt = lang("Scorecard of {items} items by survey.", items=len(labels))
    lacking = lang("Absent from every survey: {items}.", items=lang.join(nowhere))
    carrying = tables.figures.query("survey_id != ''")["source_id"].unique()
    names = tables.sources.set_index("source_id")["publisher"]
    shown = matrix.Matrix(labels, list(titles), cells, marks, totals)
    return Chart(
        id="disclosure",
        language=lang.code,
        data=data,
        table=table,
        title=lang(
            "No survey scores above {total} of {items} for disclosure: the best grade is {grade}",
            total=lang.number(best.total),
            items=len(labels),
            grade=min(score.grade for score in scores.values()),
        ),
        subtitle=lang("Disclosed counts 1, partial or second-hand 0.5, absent 0"),
        source=lang(
            "Sources: {sources}, and other outlets. Scoring: this report.",
            sources=lang.join(names[carrying]),
        ),
        caption=lang(
            "What each survey disclosed, as it is quoted: disclosed counts 1, partial or "
            "second-hand 0.5, absent 0. The score grades disclosure, not quality."
        ),
        alt=" ".join([alt, *told, *([lacking] if nowhere else [])]),
        draw=partial(matrix.draw, matrix=shown),
    )


def outlets(tables: Tables, lang: Language) -> Chart:
    """Return the strip of outlets that print each figure."""
    summary = corroboration.summary(tables)
    printed = summary[summary["article_pct"].notna()]
    summary = summary[summary[["agree", "conflict"]].sum(axis=1) > 0]
    if summary.empty:
        raise ValueError(
            "corroboration.csv, column independent: found no independent outlet that prints a "
            "figure, expected 'yes' on the rows of such outlets"
        )
    data = corroboration.outlets(tables).merge(summary[KEY])
    agreed, disputed = (int((printed[kind] > 0).sum()) for kind in ("agree", "conflict"))
    columns = {
        lang("Quoted figure"): [_name(tables, row, lang) for row in records.rows(summary)],
        lang("Here"): [
            "–" if pd.isna(row.article_pct) else lang.percent(row.article_pct)
            for row in records.rows(summary)
        ],
        lang("Independent outlets that agree"): [lang.number(n) for n in summary["agree"]],
        lang("that print another number"): [lang.number(n) for n in summary["conflict"]],
        lang("Outlets that are not independent"): [lang.number(n) for n in summary["related"]],
    }
    conflicts = [
        lang(
            "{figure}: {numbers} elsewhere.",
            figure=_name(tables, row, lang),
            numbers=lang.join([lang.percent(value) for value in row.others_pct]),
        )
        for row in records.rows(summary[summary["conflict"] > 0])
    ]
    alt = lang(
        "Strip of marks, one per outlet, for {figures} figures. Independent outlets print the same "
        "number as the articles for {agreed} of {total} percentages, at most {most} for one.",
        figures=len(summary),
        agreed=agreed,
        total=len(printed),
        most=int(printed["agree"].max()),
    )
    names = data.drop_duplicates("outlet_id")["outlet"]
    return Chart(
        id="corroboration",
        language=lang.code,
        data=data[
            [*KEY, "outlet_id", "independent", "relation", "value_pct", "article_pct", "verdict"]
        ],
        table=pd.DataFrame(columns),
        title=lang(
            "Independent outlets print {agreed} of the {total} percentages; they contradict "
            "{disputed}",
            agreed=agreed,
            total=len(printed),
            disputed=disputed,
        ),
        subtitle=lang(
            "One mark per outlet. Hollow: not independent. Cross: another number. "
            "In brackets: in no article here"
        ),
        source=lang("Sources: {sources}.", sources=lang.join(names)),
        caption=lang(
            "Which other outlets print the figures: one mark per outlet, reprints counted once. "
            "Hollow: not independent of the sponsor or of an article. Cross: another number. In "
            "brackets: a number that no article here prints. Not shown: {rest} percentages that "
            "none of these outlets prints.",
            rest=int((printed[["agree", "conflict"]].sum(axis=1) == 0).sum()),
        ),
        alt=" ".join([alt, *conflicts]),
        draw=partial(strip.draw, blocks=_blocks(tables, summary, data, lang)),
    )


def _blocks(
    tables: Tables, summary: pd.DataFrame, data: pd.DataFrame, lang: Language
) -> list[strip.Block]:
    """Return the rows of the strip: the compared groups side by side, then every other group."""
    others = [group for group in dict.fromkeys(summary["group"]) if group not in COMPARED]
    years = summary.groupby("measure_id")["year"].nunique(dropna=False)
    blocks = []
    for groups in [list(COMPARED), *([group] for group in others)]:
        rows = []
        figures = summary[summary["group"].isin(groups)]
        for (measure_id, year), part in figures.groupby(KEY[::2], sort=False, dropna=False):
            name = label(tables, str(measure_id), lang)
            if years[str(measure_id)] > 1:
                name = lang("{measure}, {year}", measure=name, year=year_text(year, lang))
            cells = {groups.index(r.group): _marks(r, data, lang) for r in records.rows(part)}
            rows.append((name, cells))
        if rows:
            blocks.append(strip.Block([(heading(group, lang), group) for group in groups], rows))
    return blocks


def label(tables: Tables, measure_id: str, lang: Language) -> str:
    """Return the label of a measure, as it stands beside those of other topics."""
    known = tables.measures.set_index("measure_id")
    name = lang.text(known["label"][measure_id])
    if known["topic"][measure_id] != "concerns":
        return name
    return lang("Worry: {concern}", concern=within(name))


def _name(tables: Tables, row: Any, lang: Language) -> str:
    """Name a figure of `corroboration.summary`."""
    return lang(
        "{measure}, {group}, {year}",
        measure=label(tables, row.measure_id, lang),
        group=lang(GROUP_NAMES[row.group]),
        year=year_text(row.year, lang),
    )


def _marks(figure: Any, data: pd.DataFrame, lang: Language) -> strip.Outlets:
    """Return the marks of one row of `corroboration.summary`."""
    same = (data[KEY[:2]] == [figure.measure_id, figure.group]).all(axis=1)
    # a year that is not stated equals nothing, not even another
    same &= data["year"].isna() if pd.isna(figure.year) else data["year"] == figure.year
    mine = data[same]
    agreeing = mine[mine["verdict"] == "agrees"]
    value = lang.percent(figure.article_pct) if pd.notna(figure.article_pct) else ""
    if not value and len(agreeing):
        value = lang("({value})", value=lang.percent(agreeing["value_pct"].iloc[0]))
    conflicts = [
        (
            lang.percent(row.value_pct),
            lang("{value} {outlet}", value=lang.percent(row.value_pct), outlet=row.outlet),
        )
        for row in records.rows(mine[mine["verdict"] == "conflicts"])
    ]
    independent = int(agreeing["independent"].sum())
    return strip.Outlets(value, figure.group, independent, len(agreeing) - independent, conflicts)
