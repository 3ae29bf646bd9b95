# region: 01-due-dates
from dataclasses import dataclass
from datetime import date, timedelta

LOAN_DAYS = 14


@dataclass(frozen=True)
class LoanPeriod:
    start: date
    days: int = LOAN_DAYS

    @property
    def due_on(self) -> date:
        return self.start + timedelta(days=self.days)

    def is_late(self, today: date) -> bool:
        return today > self.due_on


def late_titles(loans: dict[str, LoanPeriod], today: date) -> list[str]:
    """Return the titles of all late loans, in alphabetical order."""
    return sorted(title for title, period in loans.items() if period.is_late(today))


# endregion
