"""The shape of what people type about themselves and their organisations."""

from __future__ import annotations

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovPasswordInput, GovRadioInput, GovTextInput
from wtforms import BooleanField, HiddenField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from app.accounts import terms
from app.accounts.models import Membership, Organisation
from app.accounts.rules import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    fold_email,
    is_email,
    name_fault,
)
from app.accounts.strength import MAX_PASSWORD_LENGTH, password_fault
from app.foundation import web
from app.foundation.actor import OrganisationKind, Role
from app.foundation.web.fields import LineField

PASSWORD_HINT = "At least 10 characters. Use three random words."
KIND_HINTS = {
    OrganisationKind.enterprise: (
        "You deliver services and want partners for larger contracts. Every approved adviser body can see"
        " your prices and turnover unless you choose which ones."
    ),
    OrganisationKind.contracting_authority: (
        "You buy for the public, like a council or a hospital trust. We check who you are before you can"
        " publish."
    ),
    OrganisationKind.adviser_body: (
        "You help social enterprises form consortia. We check who you are before you can see private figures."
    ),
}
ROLE_HINTS = {
    Role.editor: "Can do the organisation’s day-to-day work, but cannot manage its members.",
    Role.owner: "Can do everything, including managing members.",
}


class _EmailInput(GovTextInput):
    input_type = "email"


class _RadiosWithHints(GovRadioInput):
    """Radio buttons with a hint under each: the library takes hints only by changing the shared choices."""

    def __init__(self, hints: list[str]) -> None:
        super().__init__()
        self.hints = hints

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        for item, hint in zip(params["items"], self.hints, strict=True):
            item["hint"] = {"text": hint}
        params["fieldset"] = {"legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}}
        return params


class _PasswordInput(GovPasswordInput):
    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        params["autocomplete"] = "new-password" if field.new else "current-password"
        return params


class EmailField(LineField):
    """An email address, in lower case and without spaces around it."""

    widget = _EmailInput()

    def __init__(
        self, label: str = "Email address", missing: str = "Enter your email address", **kwargs: Any
    ) -> None:
        kwargs.setdefault("render_kw", {"autocomplete": "email", "spellcheck": "false"})
        super().__init__(label, required=missing, at_most=LONGEST_EMAIL, **kwargs)

    def tidy(self, typed: str) -> str:
        return fold_email(typed)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not is_email(self.data or ""):
            raise StopValidation("Enter an email address in the correct format, like name@example.org")


class SecretField(PasswordField):
    """A password: never shown again, whatever else was wrong."""

    widget = _PasswordInput()

    def __init__(self, label: str, *, required: str = "", new: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.required, self.new = required, new

    def pre_validate(self, form: Any) -> None:
        typed = self.data or ""
        if not typed:
            raise StopValidation(self.required) if self.required else StopValidation
        if "\x00" in typed or any("\ud800" <= character <= "\udfff" for character in typed):
            raise StopValidation("This contains a character that we cannot save. Please type it again")
        fault = password_fault(typed, form.personal()) if self.new else None
        if fault:
            raise StopValidation(fault)
        if len(typed) > MAX_PASSWORD_LENGTH:
            raise StopValidation(f"Your password must have {MAX_PASSWORD_LENGTH} characters or fewer")


class _WithNewPassword(web.Form):
    """A form that sets a password. `guessable` are words that others know about the person."""

    guessable: tuple[str, ...] = ()

    def personal(self) -> tuple[str, ...]:
        typed = (
            field.data
            for name, field in self._fields.items()
            if name in ("name", "email", "organisation_name")
        )
        return (*self.guessable, *(word for word in typed if word))


class NameField(LineField):
    """The name of a person or an organisation."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if fault := name_fault(self.data or ""):
            raise StopValidation(fault)


def _name(label: str, missing: str, **render: str) -> LineField:
    return NameField(
        label, required=missing, at_most=LONGEST_NAME, render_kw={"spellcheck": "false", **render}
    )


def _organisation_name() -> LineField:
    return _name(
        "Name of your organisation", "Enter the name of your organisation", autocomplete="organization"
    )


def radios(label: str, choices: dict[Any, tuple[str, str]], missing: str) -> RadioField:
    """Radio buttons, one for each member of an enum: its words and a hint. The data is the member's name."""
    return RadioField(
        label,
        choices=[SelectChoice(member.name, words) for member, (words, _) in choices.items()],
        validators=[InputRequired(missing)],
        invalid_choice_message=missing,
        widget=_RadiosWithHints([hint for _, hint in choices.values()]),
    )


class SignInForm(web.Form):
    """Address and password."""

    email = EmailField()
    password = SecretField("Password", required="Enter your password")


class EmailForm(web.Form):
    """An address to send a link to."""

    email = EmailField()


class PasswordAgainForm(web.Form):
    """The password once more, from a person who is signed in."""

    password = SecretField("Your password", required="Enter your password")


class ChangeEmailForm(web.Form):
    """A new address for the actor, and the password once more."""

    email = EmailField("New email address", missing="Enter your new email address")
    password = SecretField("Your password", required="Enter your password")


class _CodeField(LineField):
    """A code that is typed with or without spaces."""

    def tidy(self, typed: str) -> str:
        return "".join(typed.split())


class CodeForm(web.Form):
    """Six digits from an authenticator app."""

    code = _CodeField(
        "Code from your app",
        required="Enter the code that your app shows",
        at_most=20,
        description="The 6 digits that your authenticator app shows now.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class RecoveryCodeForm(web.Form):
    """One of the codes that a person wrote down."""

    recovery_code = _CodeField(
        "Recovery code",
        required="Enter one of your recovery codes",
        at_most=40,
        description="One of the codes you wrote down, like 4B7X-9KQM-2TRV. Each code works once.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class PersonForm(_WithNewPassword):
    """Who you are, for people who join by invitation."""

    name = _name("Your name", "Enter your name", autocomplete="name")
    password = SecretField("Password", required="Enter a password", new=True, description=PASSWORD_HINT)


class TermsVersionField(HiddenField):
    """The version of the data-sharing terms that the page showed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _terms_box() -> BooleanField:
    return BooleanField(
        "I accept the data-sharing terms for my organisation",
        widget=GovCheckboxInput(),
        validators=[InputRequired("Accept the data-sharing terms to continue")],
    )


class AcceptTermsForm(web.Form):
    """Accepting the data-sharing terms for an organisation."""

    terms_version = TermsVersionField()
    terms = _terms_box()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.terms_version.data = terms.current().version

    def renew(self) -> None:
        """Show the newest version after an older one was refused."""
        self.terms_version.data, self.terms_version.raw_data = terms.current().version, None
        self.terms.data = False


class OrganisationForm(AcceptTermsForm):
    """A new organisation."""

    kind = radios(
        "What is your organisation?",
        {kind: (kind.value, hint) for kind, hint in KIND_HINTS.items()},
        missing="Choose what your organisation is",
    )
    organisation_name = _organisation_name()
    different = BooleanField("It is a different organisation", widget=GovCheckboxInput())
    terms = _terms_box()

    @property
    def asks_about_names(self) -> bool:
        """Whether an enterprise of a similar name has still to be asked about: authorities are checked by
        people.
        """
        return self.kind.data == OrganisationKind.enterprise.name and not self.different.data

    def ask_about(self, names: list[str]) -> None:
        """Say which organisations this could be, and offer the box that says it is another."""
        self.look_alikes = names
        self.refuse(
            "An organisation with a similar name is already registered. If it is yours, ask one of its owners"
            " to invite you. If not, tick the box below",
            "organisation_name",
        )

    look_alikes: list[str] = []


class RegistrationForm(PersonForm, OrganisationForm):
    """Who you are and whom you work for; the order of the fields is the order of the messages."""

    password = SecretField("Password", required="Enter a password", new=True, description=PASSWORD_HINT)
    terms = _terms_box()


class NameForm(web.EditForm):
    """The actor's own name."""

    name = _name("Your name", "Enter your name", autocomplete="name")


class OrganisationNameForm(web.EditForm):
    """The name of the actor's organisation."""

    organisation_name = _organisation_name()

    def fill(self, organisation: Organisation) -> None:
        """Show the stored name."""
        self.organisation_name.data = organisation.name


class NewPasswordForm(_WithNewPassword):
    """A new password, by a link from the mailbox."""

    password = SecretField(
        "New password", required="Enter a new password", new=True, description=PASSWORD_HINT
    )


class ChangePasswordForm(_WithNewPassword):
    """The present password and a new one."""

    current_password = SecretField("Current password", required="Enter your current password")
    password = SecretField(
        "New password", required="Enter a new password", new=True, description=PASSWORD_HINT
    )


def _password_for_an_owner() -> SecretField:
    return SecretField("Your password", description="You only need to enter this to make someone an owner.")


class InviteForm(web.Form):
    """Whom to invite, and as what."""

    email = EmailField(
        "Their email address",
        missing="Enter their email address",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = radios(
        "What can they do?",
        {role: (role.value, hint) for role, hint in ROLE_HINTS.items()},
        missing="Choose what they can do",
    )
    password = _password_for_an_owner()


class RoleForm(web.EditForm):
    """What a member may do."""

    def fill(self, membership: Membership) -> None:
        """Show the stored role."""
        self.role.data = membership.role.name

    role = radios(
        "What can they do?",
        {role: (role.value, hint) for role, hint in ROLE_HINTS.items()},
        missing="Choose what they can do",
    )
    password = _password_for_an_owner()
