"""A company or charity number belongs to one enterprise. A person who enters one that is taken reads how to
join that enterprise.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise
from app.enterprises.queries.register import can_be_named
from app.foundation.errors import Refused

TAKEN_MEANWHILE = (
    "Another enterprise has just entered this number. Ask one of its owners to invite you"
    " if it is your organisation."
)
UNIQUE_NUMBERS = {"company_number": Enterprise.company_number, "charity_number": Enterprise.charity_number}


def refuse_taken_numbers(session: Session, enterprise: Enterprise) -> None:
    """Raise Refused beside the field when another enterprise has one of this enterprise's numbers.

    The message names the other enterprise only if it is listed.
    """
    with session.no_autoflush:
        for name, column in UNIQUE_NUMBERS.items():
            number = getattr(enterprise, name)
            query = sa.select(Enterprise).where(column == number, Enterprise.id != (enterprise.id or 0))
            holder = session.scalar(query) if number else None
            if holder is not None:
                owner = (
                    holder.organisation.name
                    if can_be_named(None, holder)
                    else "an enterprise already registered here"
                )
                raise Refused(f"This number belongs to {owner}. Ask one of its owners to invite you.", name)


def flush_numbers(session: Session, enterprise: Enterprise) -> None:
    """Write the row. Raises Refused, like `refuse_taken_numbers`, when another enterprise took the number at
    the same moment.
    """
    numbers = [name for name in UNIQUE_NUMBERS if getattr(enterprise, name)]
    try:
        session.flush()
    except IntegrityError as error:
        taken = next((name for name in numbers if name in str(error.orig)), None)
        if taken is None:
            raise
        raise Refused(TAKEN_MEANWHILE, taken) from error
