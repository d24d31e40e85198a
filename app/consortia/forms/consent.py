"""Adopting, answering, leaving, dissolving."""

from __future__ import annotations

from app.foundation import web
from app.foundation.web.fields import LineField, ProseField


class AdoptForm(web.Form):
    """A name for the consortium and the reason its members bid together."""

    name = LineField(
        "What shall the consortium be called?",
        required="Give the consortium a name",
        at_most=120,
        description="Everybody invited reads it. Do not name a member in it: they stay unnamed until all say yes.",
    )
    joint_reason = ProseField(
        "Why do these enterprises bid together?",
        required="Say why they bid together rather than each alone",
        at_most=1500,
        rows=4,
        description="For example: none of them has the capacity to deliver a whole lot alone. Competition law asks for "
        "this reason; it is kept on record and printed in the bid pack.",
    )


class ReasonForm(web.Form):
    """A reason for saying no, leaving or dissolving."""

    reason = ProseField("Reason", required="Give a reason", at_most=1000, rows=4)
