"""Adopting, answering, leaving, dissolving."""

from __future__ import annotations

from app.foundation import web
from app.foundation.web.fields import LineField, ProseField


class AdoptForm(web.Form):
    """A name for the consortium and the reason its members bid together."""

    name = LineField(
        "Consortium name",
        required="Enter a name for the consortium",
        at_most=120,
        description=(
            "Everyone you invite will see this. Do not include a member’s name, because we share names only "
            "once everyone has accepted."
        ),
    )
    joint_reason = ProseField(
        "Why are these enterprises bidding together?",
        required="Enter why they are bidding together rather than separately",
        at_most=1500,
        rows=4,
        description=(
            "For example, none of them has the capacity to deliver a whole lot alone. Competition law"
            " requires this reason. We keep it on record and print it in the bid pack."
        ),
    )


class ReasonForm(web.Form):
    """A reason for declining, leaving or dissolving."""

    reason = ProseField("Reason", required="Enter a reason", at_most=1000, rows=4)
