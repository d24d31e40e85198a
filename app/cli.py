"""`flask …`: the command groups of the areas."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click
from flask.cli import ScriptInfo

from app import migrations
from app.foundation.mail.commands import group as mail_group
from app.record import commands as record

if TYPE_CHECKING:
    from app.foundation.web.application import Application

GROUPS = (
    "app.accounts.commands.accounts",
    "app.accounts.commands.organisations",
    "app.enterprises.commands",
    "app.tenders.commands",
    "app.consortia.commands",
    "app.bids.commands",
    "app.sample.commands",
)


def register(app: Application) -> None:
    """Add every group to the application's command line."""
    for module in GROUPS:
        app.cli.add_command(_with_schema(import_module(module).group))
    for command in import_module("app.ocds.commands").COMMANDS:
        app.cli.commands["tenders"].add_command(command)  # type: ignore[attr-defined]
    app.cli.add_command(database_group(app))
    app.cli.add_command(_with_schema(record.audit_group))
    for command in (
        record.check_command,
        record.backup_command,
        record.restore_command,
        record.doctor_command,
    ):
        app.cli.add_command(command)
    app.cli.add_command(_with_schema(mail_group(lambda: app.extensions["bidbridge"].database)))


def _with_schema(group: click.Group) -> click.Group:
    """The group, which says what to type if the database does not have this version's schema.

    A group belongs to its module, so every application in a process shares it. The command's own context says
    which application was asked.
    """

    def check() -> None:
        app = click.get_current_context().ensure_object(ScriptInfo).load_app()
        if migrations.current(app.extensions["bidbridge"].database) != migrations.head():
            raise click.ClickException(
                "The database needs this version’s schema. Type: flask database upgrade"
            )

    group.callback = check
    return group


def database_group(app: Application) -> click.Group:
    """`flask database upgrade`."""
    group = click.Group("database", help="Manage the database schema.")

    @group.command("upgrade", help="Upgrade the schema to the newest revision.")
    def upgrade() -> None:
        database = app.extensions["bidbridge"].database
        migrations.upgrade(database)
        click.echo(f"The database is at revision {migrations.current(database)}.")

    return group
