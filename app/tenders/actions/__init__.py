"""Every change to tenders: one public verb each."""

from app.tenders.actions.closing import close_due, close_if_due, schedule_close, withdraw
from app.tenders.actions.confirming import confirm_narrower, take_back
from app.tenders.actions.copying import copy_as_draft
from app.tenders.actions.correcting import NoticeWords, correct
from app.tenders.actions.drafting import draft_work_packages
from app.tenders.actions.practice import copy_as_practice
from app.tenders.actions.publishing import publish
from app.tenders.actions.work_packages import (
    PackageDetails,
    add_work_package,
    confirm_all,
    confirm_work_package,
    remove_work_package,
)
from app.tenders.actions.writing import (
    About,
    ConditionDetails,
    CriterionDetails,
    Dates,
    LotDetails,
    add_condition,
    add_criterion,
    add_lot,
    change_lot,
    create_tender,
    describe,
    remove_condition,
    remove_criterion,
    remove_lot,
    set_dates,
)

__all__ = [
    "About", "ConditionDetails", "CriterionDetails", "Dates", "LotDetails", "NoticeWords", "PackageDetails",
    "add_condition", "add_criterion", "add_lot", "add_work_package", "change_lot",
    "close_due", "close_if_due", "confirm_all", "confirm_narrower", "confirm_work_package", "copy_as_draft",
    "copy_as_practice", "correct", "create_tender", "describe", "draft_work_packages", "publish",
    "remove_condition", "remove_criterion", "remove_lot", "remove_work_package", "schedule_close",
    "set_dates", "take_back", "withdraw",
]  # fmt: skip
