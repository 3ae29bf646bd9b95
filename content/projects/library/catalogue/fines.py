# region: 01-fine
from datetime import date
from decimal import Decimal


def fine(due_on: date, today: date, per_day: Decimal) -> Decimal:
    """Return the fine for a loan that comes back on `today`."""
    days_late = max((today - due_on).days, 0)
    return days_late * per_day


# endregion
