"""What is around every page: the navigation of a role, the account links, the phase line."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from app.foundation import web
from app.foundation.actor import Actor, OrganisationKind
from app.foundation.templating.pieces import AccountLink, Link, Shell
from app.sample import queries as sample

# (text, endpoint, endpoints' blueprint that marks it as the current section)
PUBLIC = (("Tenders", "tenders.tenders", "tenders"), ("Enterprises", "enterprises.directory", "enterprises"))
NAVIGATION = {
    None: PUBLIC,
    OrganisationKind.enterprise: (
        ("Home", "home.home", "home"),
        ("Tenders", "tenders.tenders", "tenders"),
        ("Your enterprise", "enterprises.own", "enterprises"),
        ("Consortia", "consortia.consortia", "consortia"),
    ),
    OrganisationKind.contracting_authority: (
        ("Home", "home.home", "home"),
        ("Tenders", "tenders.tenders", "tenders"),
        ("Enterprises", "enterprises.directory", "enterprises"),
    ),
    OrganisationKind.adviser_body: (
        ("Home", "home.home", "home"),
        ("Tenders", "tenders.tenders", "tenders"),
        ("Enterprises", "enterprises.directory", "enterprises"),
        ("Consortia", "consortia.consortia", "consortia"),
    ),
    OrganisationKind.operator: (
        ("Organisations", "accounts.admissions", "accounts"),
        ("Notices", "ocds.operator_notices", "ocds"),
        ("Tenders", "tenders.tenders", "tenders"),
        ("Enterprises", "enterprises.directory", "enterprises"),
    ),
}
FOOTER = (
    ("Help", "home.help"),
    ("Accessibility", "home.accessibility"),
    ("Privacy", "home.privacy"),
    ("Data-sharing terms", "accounts.data_sharing_terms"),
    ("Acknowledgements", "home.acknowledgements"),
)


def framer() -> Callable[[Actor | None, str | None], Shell]:
    """A function that draws the frame for an actor and the endpoint being shown."""
    sample_data = _SampleData()

    def frame(actor: Actor | None, endpoint: str | None) -> Shell:
        section = (endpoint or "").partition(".")[0]
        section = {"ocds": "tenders", "bids": "consortia"}.get(section, section)
        entries = NAVIGATION[actor.kind if actor else None]
        return Shell(
            signed_in=actor is not None,
            person_name=actor.name if actor else "",
            organisation_name=(actor.organisation_name or "") if actor else "",
            home_href=url_for("home.home"),
            navigation=tuple(Link(text, url_for(to), current=part == section) for text, to, part in entries),
            account=_account(actor),
            sample_data=sample_data.loaded(),
            footer=tuple(Link(text, url_for(to)) for text, to in FOOTER),
        )

    return frame


def _account(actor: Actor | None) -> tuple[AccountLink, ...]:
    if actor is None:
        return (
            AccountLink("Sign in", url_for("accounts.sign_in")),
            AccountLink("Register", url_for("accounts.register")),
        )
    organisation = [AccountLink("Members", url_for("accounts.organisation"))] if actor.organisation_id else []
    return (
        *organisation,
        AccountLink("Account", url_for("accounts.account")),
        AccountLink("Sign out", url_for("accounts.sign_out"), posts=True),
    )


class _SampleData:
    """Whether this site has the sample register.

    The sample is loaded into an empty database only, so the answer is final once there is a person in the
    database.
    """

    def __init__(self) -> None:
        self.is_loaded: bool | None = None

    def loaded(self) -> bool:
        if self.is_loaded is None:
            with web.reading() as session:
                if sample.is_loaded(session):
                    self.is_loaded = True
                elif not sample.database_is_empty(session):
                    self.is_loaded = False
        return bool(self.is_loaded)
