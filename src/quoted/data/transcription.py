"""Taking down what articles print: the short calls with which a notebook fills the tables.

Here belongs only the way in: each call adds rows. Whether they are right is for `checks` to say
when the tables are made of them.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from quoted.data import schema, sources
from quoted.data.calls import placed
from quoted.data.checks import TableError, decode, raise_if
from quoted.data.schema import DISCLOSURE_ITEMS, NOT_STATED, RANGE, SCHEMA
from quoted.data.tables import Tables, as_csv, parse

Reading = tuple[Any, ...]
Answers = Mapping[str, str]


class Transcription:
    """Rows in the order in which they were taken down."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMA}

    def add(self, table: str, **row: Any) -> None:
        """Add one row; columns left out are not stated, or empty where blank is allowed."""
        names = schema.columns(table)
        if unknown := sorted(set(row) - set(names)):
            found, expected = ", ".join(unknown), ", ".join(names)
            raise ValueError(f"{table}: found no column named {found}, expected any of {expected}")
        blank = {
            column["name"]: NOT_STATED if column["constraints"]["required"] else ""
            for column in SCHEMA[table]["fields"]
        }
        if open_ := [name for name, value in row.items() if value is ...]:
            told = ", ".join(str(value) for value in row.values() if value is not ...)
            found = f"{', '.join(open_)} still open (...)"
            expected = "what the article says, or the argument left out"
            raise ValueError(f"{table}, row of {told}: found {found}, expected {expected}")
        self._rows[table].append(blank | row)

    def read_csv(self, table: str, path: str | Path) -> None:
        """Add the rows of a table kept by hand, a CSV file with the columns of its schema."""
        for row in csv.DictReader(io.StringIO(decode(Path(path), table), newline="")):
            self.add(table, **row)

    def source(self, source_id: str, **about: Any) -> None:
        """Record an article, by default one that was read as a whole."""
        self.add("sources", source_id=source_id, **{"extent": "whole"} | about)

    def survey(self, survey_id: str, **about: Any) -> None:
        """Record a survey, by default one that has a name."""
        self.add("surveys", survey_id=survey_id, **{"named": "yes"} | about)

    def group(self, group_id: str, name: str, role: str = "neutral") -> None:
        """Record a group of respondents; they are listed in the order of the calls.

        Parameters
        ----------
        group_id
            Its short name; all for the respondents of a survey together.
        name
            In the plural, as within a sentence.
        role
            first or second in a comparison within a survey, or neutral: in none.
        """
        order = len(self._rows["groups"]) + 1
        self.add("groups", group_id=group_id, name=name, role=role, order=order)

    def topic(self, topic: str, title: str) -> None:
        """Record a topic of measures; they are listed in the order of the calls."""
        self.add("topics", topic=topic, title=title, order=len(self._rows["topics"]) + 1)

    def measure(
        self, topic: str, measure_id: str, label: str, predicate: str, definition: str
    ) -> None:
        """Record what a figure can measure."""
        self.add(
            "measures",
            measure_id=measure_id,
            topic=topic,
            label=label,
            predicate=predicate,
            definition=definition,
        )

    def answers(
        self,
        asked_id: str,
        asked: str,
        *,
        left: Answers,
        right: Answers,
        neutral: Answers | None = None,
        no_answer: Answers | None = None,
    ) -> None:
        """Record the answers of one question, of which each person gave one.

        Parameters
        ----------
        asked_id, asked
            Short name of the question, and the question or the statement that it puts.
        left, right
            The answers on each side of the middle of their chart, from left to right:
            `{measure_id: answer}`, of measures that are recorded too.
        neutral, no_answer
            The answer between the sides, and "don't know" or the like, which stand apart.
        """
        sides = {"left": left, "neutral": neutral, "right": right, "no_answer": no_answer}
        listed = [(side, *one) for side, said in sides.items() for one in (said or {}).items()]
        for order, (side, measure_id, answer) in enumerate(listed, start=1):
            self.add(
                "answers",
                measure_id=measure_id,
                asked_id=asked_id,
                asked=asked,
                answer=answer,
                side=side,
                order=order,
            )

    def sample(
        self, source_id: str, survey_id: str, group: str, n: int, fragment: str, **more: Any
    ) -> None:
        """Record a published sample size, with `year=` where a survey has figures of several."""
        row = {"qualifier": "exact", "year": NOT_STATED} | more
        self.add(
            "samples",
            source_id=source_id,
            survey_id=survey_id,
            group=group,
            n=n,
            fragment=fragment,
            **row,
        )

    def figures(
        self,
        source_id: str,
        survey_id: str,
        year: int | str,
        *,
        unit: str = "percent",
        qualifier: str = "exact",
        **measures: dict[str, Reading],
    ) -> None:
        """Record what an article prints of a survey.

        Parameters
        ----------
        source_id, survey_id, year
            Of all the figures of this call; `survey_id` is empty for a count.
        unit
            percent or count.
        qualifier
            How the values of this call are put: exact, or about, almost, more_than, at_least,
            less_than, at_most. A fraction is no exact percentage: "one in three" is about 33. A
            range needs no word: its value is a pair.
        **measures
            `measure_id={group: (value, fragment)}`, with a third element for a note and a fourth
            for the base, where the article states them. The group of a count may be empty. A
            value with a final zero is text: `"52.0"`; that of "between 20 and 30%" is `(20, 30)`.
        """
        for measure_id, readings in measures.items():
            for group, reading in readings.items():
                if not isinstance(reading, tuple) or not 2 <= len(reading) <= 4:
                    found, expected = repr(reading), "(value, fragment), a note, a base"
                    raise ValueError(f"{measure_id}, {group}: found {found}, expected {expected}")
                value, fragment, *more = reading
                low, high = value if isinstance(value, tuple) else (value, "")
                self.add(
                    "figures",
                    source_id=source_id,
                    survey_id=survey_id,
                    measure_id=measure_id,
                    group=group,
                    year=year,
                    value=low,
                    value_high=high,
                    unit=unit,
                    qualifier=qualifier if high == "" else RANGE,
                    fragment=fragment,
                    note=more[0] if more else "",
                    base=more[1] if len(more) > 1 else NOT_STATED,
                )

    def leave_out(self, source_id: str, fragment: str, reason: str) -> None:
        """Record a number of an article that is no figure, and why; no table has it.

        `quoted check` reads these calls: with a copy of the article it asks for no figure there.

        Raises
        ------
        ValueError
            If the fragment is too long, or there is no reason.
        """
        words = len(fragment.split())
        if not 0 < words <= schema.FRAGMENT_WORDS or not reason.strip():
            found = f"{words} words and {reason!r}"
            expected = f"at most {schema.FRAGMENT_WORDS} words of the article, and a reason"
            raise ValueError(f"{source_id}, left out: found {found}, expected {expected}")

    def disclosed(
        self, survey_id: str, *items: str, basis: str, partial: Collection[str] = ()
    ) -> None:
        """Record what a survey disclosed: `items` in full, those of `partial` in part, no other.

        Raises
        ------
        ValueError
            If one of them is not an item of disclosure.
        """
        unknown = {*items, *partial} - {*DISCLOSURE_ITEMS}
        if unknown:
            found, known = ", ".join(sorted(unknown)), ", ".join(DISCLOSURE_ITEMS)
            raise ValueError(f"disclosure of {survey_id}: found {found}, expected any of {known}")
        levels = dict.fromkeys(items, "disclosed") | dict.fromkeys(partial, "partial")
        for item in DISCLOSURE_ITEMS:
            level = levels.get(item, "absent")
            self.add("disclosure", survey_id=survey_id, item=item, level=level, basis=basis)

    def tables(self) -> Tables:
        """Return the tables, each figure with its id; the year is in it where there are several.

        The article is in it, too, where another has printed the same figure before.

        Raises
        ------
        TableError
            If anything is wrong with them, or a fragment does not hold the number of its row.
        """
        figures = self._rows["figures"]
        short = [schema.figure_id(row["measure_id"], row["group"]) for row in figures]
        years: dict[str, set[str]] = defaultdict(set)
        for name, row in zip(short, figures, strict=True):
            years[name].add(str(row["year"]))
        first: dict[str, str] = {}
        for name, row in zip(short, figures, strict=True):
            year = row["year"] if len(years[name]) > 1 else None
            id_ = schema.figure_id(row["measure_id"], row["group"], year)
            again = first.setdefault(id_, row["source_id"]) != row["source_id"]
            row["figure_id"] = f"{id_}.{row['source_id']}" if again else id_
        frames = {
            table: pd.DataFrame(rows, columns=schema.columns(table), dtype=object)
            for table, rows in self._rows.items()
        }
        contents = {table: as_csv(frame) for table, frame in frames.items()}
        try:
            made = parse(contents)
            raise_if(sources.unheld(made))
        except TableError as error:  # a notebook runs in its folder
            raise TableError(placed(error.problems, contents, Path.cwd())) from None
        return made
