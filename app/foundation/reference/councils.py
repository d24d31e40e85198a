"""The codes that councils have in the local authority registers, as public notices write them, and at the
ONS.
"""

from __future__ import annotations

from functools import cache

from app.foundation.reference import datafiles


def gss_code(org_id: str) -> str | None:
    """ "GB-LAE-DUR" as the code of the Office for National Statistics (E06000047); None where there is
    none.
    """
    return _codes().get(org_id)


@cache
def _codes() -> dict[str, str]:
    return dict(datafiles.tuples("councils.csv"))
