"""What the figures of a run are made of."""

from tests.bench.table import Row, compared, percentile, table


def test_percentiles_are_values_that_occurred() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, percent) for percent in (1, 20, 50, 95, 100)] == [1.0, 1.0, 3.0, 5.0, 5.0]


def test_a_ratio_over_one_means_that_rasa_takes_longer() -> None:
    assert compared("p50", 0.010, 0.025) == Row("p50", "10.0 ms", "25.0 ms", "2.5")


def test_columns_stand_below_each_other() -> None:
    head, _, figure = table([Row("a heading"), Row("  a figure", "1 s", "20 s", "20.0")]).splitlines()
    for column, value in (("Frontdesk", "1 s"), ("Rasa's connector", "20 s"), ("ratio", "20.0")):
        assert head.index(column) + len(column) == figure.rindex(value) + len(value)
