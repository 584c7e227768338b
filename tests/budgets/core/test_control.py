from decimal import Decimal

import pytest

from budgets.core.control import Deviation, DeviationKind, compare_with_printed
from budgets.core.money import Unit

TRUE = Decimal("7502000.00")


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("7502000", DeviationKind.NONE),
        ("7503000", DeviationKind.ROUNDING),
        ("7501000", DeviationKind.ROUNDING),
        ("7504000", DeviationKind.ROUNDING),
        ("7500000", DeviationKind.ROUNDING),
        ("7504000.01", DeviationKind.ERROR),
        ("7499999.99", DeviationKind.ERROR),
        ("7505000", DeviationKind.ERROR),
    ],
)
def test_a_difference_up_to_half_a_unit_per_row_is_rounding(
    printed: str, kind: DeviationKind
) -> None:
    deviation = compare_with_printed(Decimal(printed), TRUE, row_count=4, unit=Unit.TKR)
    assert deviation == Deviation(
        Decimal(printed), TRUE, Decimal(printed) - TRUE, Decimal(2_000), kind
    )


def test_the_limit_follows_the_unit_of_the_source() -> None:
    assert compare_with_printed(TRUE, TRUE, 3, Unit.KRONOR).limit == Decimal("1.5")
    assert compare_with_printed(TRUE, TRUE, 3, Unit.MKR).limit == 1_500_000


def test_without_rows_any_difference_is_an_error() -> None:
    deviation = compare_with_printed(Decimal("0.01"), Decimal(0), 0, Unit.TKR)
    assert deviation.kind is DeviationKind.ERROR


def test_a_negative_number_of_rows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^A table has no fewer than 0 rows, not -1$"):
        compare_with_printed(TRUE, TRUE, -1, Unit.TKR)
