"""The shape of what people type about tenders. Rules live in actions."""

from app.tenders.forms.buttons import ConfirmForm, NarrowForm, PracticeForm, PublishForm, WithdrawForm
from app.tenders.forms.packages import WorkPackageForm
from app.tenders.forms.searching import searched
from app.tenders.forms.writing import AboutForm, ConditionForm, CriterionForm, DatesForm, LotForm

__all__ = [
    "AboutForm", "ConditionForm", "ConfirmForm", "CriterionForm", "DatesForm", "LotForm", "NarrowForm",
    "PracticeForm", "PublishForm", "WithdrawForm", "WorkPackageForm", "searched",
]  # fmt: skip
