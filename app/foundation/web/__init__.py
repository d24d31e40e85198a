"""The Flask-aware edge: access declarations, the request's unit of work, forms, pages and error pages."""

from app.foundation.web.access import (
    ADVISER,
    APPLICANT,
    BUYER,
    ENTERPRISE,
    OFFICER,
    OPERATOR,
    ORGANISATION,
    OWNER,
    PUBLIC,
    SIGNED_IN,
    Rule,
    access,
    all_of,
    any_of,
    to_duty,
)
from app.foundation.web.edge import limiter, settings
from app.foundation.web.editing import EditForm, StateForm
from app.foundation.web.forms import ButtonForm, Form
from app.foundation.web.identity import actor, sign_in, sign_out, signed_in
from app.foundation.web.pages import download, flash, page_number, render, row_asked, see_other
from app.foundation.web.unit import after_page, reading, session

__all__ = [
    "ADVISER",
    "APPLICANT",
    "BUYER",
    "ENTERPRISE",
    "OFFICER",
    "OPERATOR",
    "ORGANISATION",
    "OWNER",
    "PUBLIC",
    "SIGNED_IN",
    "ButtonForm",
    "EditForm",
    "Form",
    "Rule",
    "StateForm",
    "access",
    "actor",
    "after_page",
    "all_of",
    "any_of",
    "download",
    "flash",
    "limiter",
    "page_number",
    "reading",
    "render",
    "row_asked",
    "see_other",
    "session",
    "settings",
    "sign_in",
    "sign_out",
    "signed_in",
    "to_duty",
]
