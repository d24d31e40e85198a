"""How strict templates are about missing names."""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2.utils import missing

# Local names that the GOV.UK macros test without having set them on every path.
_LIBRARY_NAMES = frozenset({"caller", "undefined", "null", "successBanner", "typeClass"})


class StrictTemplateUndefined(jinja2.StrictUndefined):
    """A missing name or attribute is an error; a key left out of an options dict is simply not there.

    The GOV.UK macros take their options as one dict and ask for keys that a caller may leave out, ask whether
    they were called with a body, and name `undefined` and `null`. Anything else missing is a mistake of ours.
    """

    def __new__(
        cls,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[jinja2.TemplateRuntimeError] = jinja2.UndefinedError,
    ) -> Any:
        if isinstance(obj, dict) or (obj is missing and name in _LIBRARY_NAMES):
            return jinja2.Undefined(hint=hint, obj=obj, name=name, exc=exc)
        return super().__new__(cls)
