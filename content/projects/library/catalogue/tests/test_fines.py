# region: 01-tests
from datetime import date
from decimal import Decimal

from catalogue.due_dates import LoanPeriod, late_titles
from catalogue.fines import fine

PER_DAY = Decimal("0.20")


def test_in_time_costs_nothing():
    assert fine(date(2026, 5, 4), date(2026, 5, 4), PER_DAY) == 0


def test_early_costs_nothing():
    assert fine(date(2026, 5, 4), date(2026, 5, 1), PER_DAY) == 0


def test_each_late_day_is_charged():
    assert fine(date(2026, 5, 4), date(2026, 5, 7), PER_DAY) == Decimal("0.60")


def test_a_loan_is_late_on_the_day_after_it_is_due():
    loans = {"Changes": LoanPeriod(date(2026, 5, 1)), "Arrow of God": LoanPeriod(date(2026, 5, 2))}
    assert late_titles(loans, date(2026, 5, 15)) == []
    assert late_titles(loans, date(2026, 5, 16)) == ["Changes"]


# endregion
