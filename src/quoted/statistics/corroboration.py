"""Who else prints a figure: which outlets agree, which conflict, whose wording differs.

An outlet counts once per figure, and a reprint not at all: it is noted on its original's row.
The sponsor's company, an interview with the sponsor and the original of one of the articles
are shown but are not independent. Charts and wording belong elsewhere.
"""

from __future__ import annotations

import pandas as pd

from quoted.data.tables import KEY, Tables, once


def outlets(tables: Tables) -> pd.DataFrame:
    """Return what each other outlet prints, beside what the articles print.

    Returns
    -------
    DataFrame
        One row per outlet and figure: the columns of the corroboration table and
        ``article_pct`` (0 to 100; missing where no article prints the figure), ``independent``
        (bool) and ``verdict`` (``"agrees"`` or ``"conflicts"``).
        A value that rounds to one with fewer decimals agrees with it, as does one within a printed
        range. Where no article prints the
        figure, outlets agree if all of them print one value.
    """
    rows = tables.corroboration.drop_duplicates(["outlet_id", *KEY])
    printed = once(tables.figures, KEY)
    printed = printed[printed["unit"] == "percent"]
    printed = printed.assign(upto=pd.to_numeric(printed["value_high"]).fillna(printed["value"]))
    printed = printed[[*KEY, "value", "decimals", "upto"]]
    printed = printed.rename(columns={"value": "article_pct", "decimals": "digits"})
    rows = rows.merge(printed, how="left", on=KEY)
    rows["independent"] = rows["independent"] == "yes"
    values = rows.groupby(KEY, dropna=False)["value_pct"]
    low, high = values.transform("min"), values.transform("max")
    reference = rows["article_pct"].fillna(low.where(low == high))
    coarser = rows.pop("digits").clip(upper=rows["decimals"]).fillna(0).astype(int)
    nearest = rows["value_pct"].clip(reference, rows.pop("upto").fillna(reference))
    apart = (rows["value_pct"] - nearest.where(reference.notna())).abs()
    agrees = apart <= 0.5 * 10.0**-coarser + 1e-9  # nan, where there is no reference, is not
    rows["verdict"] = agrees.map({True: "agrees", False: "conflicts"})
    return rows


def of_named(tables: Tables) -> pd.DataFrame:
    """Return the rows of `outlets` but for figures whose survey no text names.

    Nothing says of those that another page prints the same survey.
    """
    named = tables.surveys.loc[tables.surveys["named"] == "no", "survey_id"]
    unnamed = once(tables.figures, KEY)
    unnamed = unnamed.loc[unnamed["survey_id"].isin(named), KEY]
    rows = outlets(tables).merge(unnamed.assign(unnamed=True), how="left", on=KEY)
    return rows[rows.pop("unnamed").isna()].reset_index(drop=True)


def summary(tables: Tables) -> pd.DataFrame:
    """Count, for each figure, the outlets that agree and conflict.

    Returns
    -------
    DataFrame
        One row per figure, those of the articles first: ``measure_id``, ``group``, ``year``,
        ``article_pct`` (missing where only others print it), ``agree`` and ``conflict``
        (independent outlets), ``related`` (outlets that are not independent), ``others_pct``
        (the conflicting values, ascending), ``wordings`` (different ones, sorted).
    """
    rows = outlets(tables)
    figures = once(tables.figures, KEY)
    articles = figures[figures["unit"] == "percent"].set_index(KEY)["value"]
    records = []
    keys = list(dict.fromkeys([*articles.index, *rows[KEY].itertuples(index=False, name=None)]))
    groups = dict(list(rows.groupby(KEY, dropna=False)))
    for key in keys:
        mine = groups.get(key, rows.iloc[:0])
        conflicts = mine[mine["verdict"] == "conflicts"]
        records.append(
            {
                **dict(zip(KEY, key, strict=True)),
                "article_pct": articles.get(key, float("nan")),
                "agree": int((mine["independent"] & (mine["verdict"] == "agrees")).sum()),
                "conflict": int(conflicts["independent"].sum()),
                "related": int((~mine["independent"]).sum()),
                "others_pct": tuple(sorted(set(conflicts["value_pct"]))),
                "wordings": tuple(sorted(set(mine["wording"]) - {""})),
            }
        )
    columns = ["article_pct", "agree", "conflict", "related", "others_pct", "wordings"]
    return pd.DataFrame(records, columns=[*KEY, *columns])
