"""A work package."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField

from app.foundation import web
from app.foundation.reference import credentials
from app.foundation.web.fields import LineField, WholeNumberField
from app.tenders.actions.work_packages import MOST_PERIODS, MOST_PROVIDERS, MOST_QUANTITY, PackageDetails
from app.tenders.forms.pickers import AreaField, CapabilityField
from app.tenders.models import WorkPackage


class WorkPackageForm(web.EditForm):
    """What is needed, where, how much and for how long."""

    name = LineField(
        "Short name",
        description="For example, “Lunches at Alexander Stadium”. Leave blank and we will create one.",
        at_most=160,
    )
    capability = CapabilityField(
        "Kind of work",
        description="A few words, such as “office cleaning”, or a CPV code narrower than a whole division.",
        required="Enter a kind of work",
    )
    area = AreaField(
        "Where",
        description="A ward, a council area, a region or a postcode, such as “Sandwell” or “B21”.",
        required="Enter where the work is",
    )
    quantity = WholeNumberField(
        "Quantity in each period", required="Enter a quantity", at_least=1, at_most=MOST_QUANTITY
    )
    periods = WholeNumberField(
        "Number of periods",
        description="Leave blank for the whole contract, if you have set its dates.",
        at_least=1,
        at_most=MOST_PERIODS,
    )
    max_providers = WholeNumberField(
        "Maximum number of providers",
        required="Enter the maximum number of providers",
        at_least=1,
        at_most=MOST_PROVIDERS,
    )
    min_share = WholeNumberField(
        "Minimum quantity for each provider", description="Leave blank if there is no minimum."
    )
    credentials = SelectMultipleField(
        "What each provider must have",
        widget=GovCheckboxesInput(),
        choices=[
            (type.key, type.name)
            for type in credentials.all_types()
            if type.kind in ("certificate", "licence", "registration")
        ],
    )

    def details(self) -> PackageDetails:
        """The answers as the argument of the actions on work packages."""
        return PackageDetails(
            name=self.name.data or "",
            capability=self.capability.code or "",
            area=self.area.code or "",
            quantity=self.quantity.data or 0,
            periods=self.periods.data,
            max_providers=self.max_providers.data or 1,
            min_share=self.min_share.data or 0,
            credentials=tuple(self.credentials.data or ()),
        )

    def fill(self, package: WorkPackage) -> None:
        """Show a stored package."""
        self.name.data = package.name
        self.capability.show(package.capability)
        self.area.show(package.area)
        self.quantity.data, self.periods.data = package.quantity, package.periods
        self.max_providers.data, self.min_share.data = package.max_providers, package.min_share or None
        self.credentials.data = list(package.credentials)
