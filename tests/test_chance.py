"""Intervals and tests against the exact values, counted slowly, and against published ones."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.chance import (
    SMALL,
    benjamini_hochberg,
    independence,
    observed_to_expected,
    share_difference,
    share_ratio,
    wilson,
)

tables = st.tuples(*[st.integers(0, 40)] * 4)


def test_wilson_gives_the_interval_of_newcombe_1998() -> None:
    low, high = wilson([81, 15, 0, 1], [263, 148, 20, 29])
    assert low.round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert high.round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_share_of_nothing_has_no_interval() -> None:
    assert np.isnan(wilson([0], [0])).all()
    assert np.isnan(share_difference([1], [2], [0], [0])).all()
    assert np.isnan(share_ratio([1], [2], [0], [0])).all()


def test_difference_gives_the_interval_of_newcombe_1998() -> None:
    difference, low, high = share_difference([56, 9], [70, 10], [48, 3], [80, 10])
    assert difference.round(4).tolist() == [0.2, 0.6]
    assert low.round(4).tolist() == [0.0524, 0.1705]
    assert high.round(4).tolist() == [0.3339, 0.8090]


def test_ratio_to_nothing_is_finite_and_its_interval_wide() -> None:
    ratio, low, high = share_ratio([6, 6], [100, 100], [0, 6], [100, 100])
    assert ratio.round(2).tolist() == [13.0, 1.0]
    assert low.round(2).tolist() == [0.74, 0.35]
    assert high.round(2).tolist() == [227.71, 2.86]


def test_observed_to_expected_is_close_to_the_exact_interval_of_a_poisson_count() -> None:
    ratio, low, high = observed_to_expected([0, 10, 3], [2.0, 10.0, 0.0])
    assert ratio[:2].tolist() == [0.0, 1.0]
    assert low[:2].round(2).tolist() == [0.0, 0.48]  # exact: 0.00 and 0.48
    assert high[:2].round(2).tolist() == [1.83, 1.84]  # exact: 1.84 and 1.84
    assert np.isnan([ratio[2], low[2], high[2]]).all()


@pytest.mark.parametrize(
    ("counts", "p_value"),
    [
        pytest.param((0, 0, 5, 10), 1.0, id="nobody has it"),
        pytest.param((5, 10, 5, 10), 1.0, id="everybody has it"),
        pytest.param((0, 0, 0, 0), 1.0, id="nobody there"),
        pytest.param((3, 4, 4, 8), 34 / 70, id="lady tasting tea"),
        pytest.param((25, 50, 50, 100), 1.0, id="just as expected"),
    ],
)
def test_independence_of_known_tables(counts: tuple[int, ...], p_value: float) -> None:
    assert independence(*counts).item() == pytest.approx(p_value)


def chances(first: int, second: int, total: int) -> dict[int, Fraction]:
    """How likely each number of things with both is, if that is chance."""
    return {
        seen: Fraction(comb(first, seen) * comb(total - first, second - seen), comb(total, second))
        for seen in range(max(0, first + second - total), min(first, second) + 1)
    }


def smaller_tail(both: int, first: int, second: int, total: int) -> Fraction:
    """How likely so few with both are, or so many, whichever is less likely."""
    known = chances(first, second, total)
    lower = sum((chance for seen, chance in known.items() if seen <= both), Fraction())
    upper = sum((chance for seen, chance in known.items() if seen >= both), Fraction())
    return min(lower, upper)


def slow_exact(both: int, first: int, second: int, total: int) -> float:
    return float(min(2 * smaller_tail(both, first, second, total), 1))


@settings(deadline=None, max_examples=80)
@given(tables)
def test_independence_agrees_with_a_slow_exact_test(table: tuple[int, int, int, int]) -> None:
    both, first_only, second_only, _ = table
    first, second, total = both + first_only, both + second_only, sum(table)
    p_value = independence(both, first, second, total).item()
    expected = [
        row * column / total if total else 0
        for row in (first, total - first)
        for column in (second, total - second)
    ]
    if min(expected) < SMALL:
        assert p_value == pytest.approx(slow_exact(both, first, second, total), rel=1e-7)
    else:
        tails = 2 * smaller_tail(both, first, second, total)
        half_counted = tails - chances(first, second, total)[both]
        assert p_value == pytest.approx(float(half_counted), abs=0.08)


def test_exact_test_of_rare_topics_in_a_large_corpus_agrees_with_the_slow_one() -> None:
    counts = (9, 40, 30, 5_000)
    assert independence(*counts).item() == pytest.approx(slow_exact(*counts), rel=1e-6)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_correction_agrees_with_its_definition(p_values: list[float]) -> None:
    size = len(p_values)
    ranked = sorted(p_values)
    wanted = [
        min(
            [1.0]
            + [ranked[rank] * size / (rank + 1) for rank in range(size) if ranked[rank] >= own]
        )
        for own in p_values
    ]
    assert benjamini_hochberg(p_values).tolist() == pytest.approx(wanted)
