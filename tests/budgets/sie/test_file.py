"""What the file says, read back by a reader that was written from the source alone."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.sie import AccountBudget, Budget, Kind, Organisation, by_month, is_account, to_sie
from budgets.sie.text import carried
from tests.money import amounts
from tests.sie import NotSie, read

AMOUNTS = amounts()
TEXTS = st.text(max_size=40)
ACCOUNTS = st.lists(
    st.builds(
        AccountBudget,
        number=st.integers(100, 999_999),
        name=TEXTS,
        kind=st.sampled_from([Kind.INCOME, Kind.COST, None]),
        kronor=AMOUNTS,
    ),
    max_size=6,
    unique_by=lambda account: account.number,
).map(tuple)


def budget(*accounts: AccountBudget, name: str = "Östersunds kommun", title: str = "") -> Budget:
    return Budget(
        organisation=Organisation(name, "2120002528"),
        year=2021,
        title=title,
        made_on=datetime.date(2020, 9, 25),
        accounts=accounts,
    )


def test_it_says_whose_it_is_and_which_year() -> None:
    found = read(to_sie(budget(title="Budget 2021, version 1")))
    assert found.said("#SIETYP") == ["4"]
    assert found.said("#ORGNR") == ["212000-2528"]
    assert found.said("#FNAMN") == ["Östersunds kommun"]
    assert found.said("#RAR") == ["0", "20210101", "20211231"]
    assert found.said("#GEN") == ["20200925"]
    assert found.said("#PROSA") == ["Budget 2021, version 1"]
    assert found.said("#PROGRAM")[0] == "Fördela"


@given(ACCOUNTS)
def test_each_account_adds_up_to_its_year(accounts: tuple[AccountBudget, ...]) -> None:
    found = read(to_sie(budget(*accounts)))
    assert found.sums == {str(account.number): account.kronor for account in accounts}
    assert all(len(months) == 12 for months in found.budget.values())
    assert found.kinds == {str(a.number): a.kind.value for a in accounts if a.kind}


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_the_file(name: str, title: str, account: str) -> None:
    one = AccountBudget(3010, account, Kind.INCOME, Decimal("-1.00"))
    found = read(to_sie(budget(one, name=name, title=title)))
    assert found.said("#FNAMN") == [carried(name)]
    assert found.said("#PROSA") == [carried(title)]
    assert found.accounts == {"3010": carried(account)}


@given(st.text("abcåäöÅÄÖéü \"'()/-", max_size=40))
def test_swedish_comes_back_as_it_was(text: str) -> None:
    found = read(to_sie(budget(name=text)))
    assert found.said("#FNAMN") == [" ".join(text.split())]


@given(AMOUNTS)
def test_no_month_is_more_than_an_ore_from_another(kronor: Decimal) -> None:
    months = by_month(kronor)
    assert sum(months) == kronor
    assert max(months) - min(months) <= Decimal("0.01")
    assert by_month(-kronor) == [-month for month in months]


def test_the_first_months_get_what_does_not_divide() -> None:
    assert by_month(Decimal("0.05")) == [Decimal("0.01")] * 5 + [Decimal("0.00")] * 7


@pytest.mark.parametrize("text", ["", "10", "0301", "3010 ", "1234567", "30.1", "٣٠١٠", "3010\n"])
def test_what_is_no_account(text: str) -> None:
    assert not is_account(text)


def test_an_account_stands_once() -> None:
    one = AccountBudget(3010, "Intäkter", Kind.INCOME, Decimal("-1.00"))
    with pytest.raises(ValueError, match="twice"):
        to_sie(budget(one, one))


@pytest.mark.parametrize(
    "broken",
    [
        b'#FLAGGA 0\n#FORMAT PC8\n#FNAMN "A',
        b'#FLAGGA 0\n#FORMAT PC8\n#FNAMN "A"B"\n',
        b"#FLAGGA 0\n#FORMAT PC8\n#KONTO 3010 A\n",
        b"#FLAGGA 0\n#FORMAT PC8\n#FNAMN \x01\n",
    ],
)
def test_the_reader_would_see_a_fault(broken: bytes) -> None:
    with pytest.raises(NotSie):
        read(broken)
