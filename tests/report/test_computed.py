"""What travels inside the report: each number of a gap under its own name."""

from __future__ import annotations

import invented

from quoted.report.computed import GAPS, computed


def test_a_gap_has_each_number_under_its_name() -> None:
    made = computed(invented.tables(invented.three_groups))
    gaps = made["computed_gaps"].set_index("gap_id")
    assert gaps.index.name == GAPS.split()[0] and list(gaps) == GAPS.split()[1:]
    assert gaps.loc["daily.managers_clerks"].to_dict() == {
        "survey_id": "office",
        "measure_id": "daily",
        "year": 2022,
        "first": "managers",
        "second": "clerks",
        "first_pct": 30,
        "second_pct": 48,
        "points": -18,
        "lowest_points": -19,
        "highest_points": -17,
        "verdict": "robust",
        "worst_limit_points": -6.8607,
        "least_total": 731,
        "least_share_pct": 4,
        "breaking_deff": 5.4521,
        "bias_points": 9.4697,
        "tipping_size_deff1": 64,
        "tipping_size_deff2": 127,
        "whole_counts_limit_points": 4.4615,  # of the other sign: so few people could be asked
    }
    first = made["computed_intervals"].iloc[0].to_dict()
    assert first == {
        "gap_id": "rain.managers_clerks",
        "first_n": 200,
        "second_n": 1800,
        "deff": 1,
        "published": False,
        "level": 0.95,
        "low_points": -5.4308,
        "high_points": 6.4274,
        "p_value": 1,
    }
