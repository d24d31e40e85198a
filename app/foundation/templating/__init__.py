"""Jinja for pages, mail and packs alike, without Flask.

The web edge calls `install` on Flask's own environment; mail and packs call `environment`. Both then find the
same templates, the same filters and the same strictness.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jinja2

from app.foundation.templating import formats
from app.foundation.templating.forms import form_errors
from app.foundation.templating.pieces import Shell
from app.foundation.templating.states import state_tag
from app.foundation.templating.strictness import StrictTemplateUndefined

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
_LIBRARIES = ("govuk_frontend_jinja", "govuk_frontend_wtf")
_FORMATS: dict[str, Callable[..., str]] = {
    "money": formats.money,
    "money_range": formats.money_range,
    "quantity": formats.quantity,
    "percent_bp": formats.percent_bp,
    "number": formats.number,
    "date": formats.date,
    "datetime": formats.datetime,
    "days_left": formats.days_left,
    "lot_name": formats.lot_name,
    "plural": formats.plural,
    "machine_time": formats.machine_time,
}


def static_address(name: str) -> str:
    """Where a file of app/static is served by default."""
    return f"/static/{name}"


def install(env: jinja2.Environment, static_url: Callable[[str], str]) -> None:
    """Teach an environment our templates, filters, globals and strictness.

    `static_url` turns a path below app/static ("css/app.css") into an address. Loaders that the environment
    already has are asked after ours. `shell` is a default, so that an error page can be drawn before we know
    who is asking; the web edge gives each page its own.
    """
    loaders = [jinja2.FileSystemLoader(TEMPLATES), jinja2.PrefixLoader(_library_loaders())]
    if env.loader is not None:
        loaders.append(env.loader)
    env.loader = jinja2.ChoiceLoader(loaders)
    env.undefined = StrictTemplateUndefined
    env.filters.update(_FORMATS)
    env.globals.update(_FORMATS)
    env.globals.update(static_url=static_url, state_tag=state_tag, form_errors=form_errors, shell=Shell())
    env.globals.setdefault("once_field", str)  # the web edge gives forms their keys
    # Jinja's own way gives each template a chain of two mappings, to be read name by name at every piece of a
    # page.
    env.make_globals = functools.partial(_names, env)  # type: ignore[method-assign]


def _names(env: jinja2.Environment, variables: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
    return {**env.globals, **variables} if variables else env.globals


@functools.cache
def environment() -> jinja2.Environment:
    """The environment of mail and packs: autoescaping for HTML, plain for .txt, strict about missing
    names.
    """
    env = jinja2.Environment(autoescape=jinja2.select_autoescape(("html", "xml", "svg"), default=False))
    install(env, static_address)
    return env


def _library_loaders() -> dict[str, jinja2.BaseLoader]:
    # find_spec, not an import: importing govuk_frontend_wtf brings in Flask.
    loaders: dict[str, jinja2.BaseLoader] = {}
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{name} is not installed. Run ./run setup")
        loaders[name] = jinja2.FileSystemLoader(Path(spec.origin).parent / "templates")
    return loaders
