import pytest

from obole.newsroom.rules.tables import figure_columns


def test_a_column_of_numbers_with_units_is_set_flush_right() -> None:
    rows = [["Mars", "60 %", "1 140 t", "3 h 05"], ["Avril", "—", "402,5 t", "4 h"]]

    assert figure_columns(rows) == {1, 2}


def test_one_cell_of_words_makes_a_column_of_words() -> None:
    assert figure_columns([["61"], ["58, dont 23 au-dessus du seuil"]]) == frozenset()


@pytest.mark.parametrize("cell", ["−3", "+12", "$12", "14,2 M€", "1\u202f250,50 €", "42", "0,5 ‰"])
def test_a_number_is_recognised_as_people_write_it(cell: str) -> None:
    assert figure_columns([[cell]]) == {0}


@pytest.mark.parametrize("cell", ["", None, "n. c.", "2022-2023", "Article 4"])
def test_what_is_not_a_number_is_not_taken_for_one(cell: str | None) -> None:
    assert figure_columns([[cell]]) == frozenset()


def test_a_short_row_does_not_count_for_the_columns_that_it_lacks() -> None:
    assert figure_columns([["a", "1"], ["b"]]) == {1}
