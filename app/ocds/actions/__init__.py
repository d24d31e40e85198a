"""Every change that a public notice makes: one public verb each."""

from app.ocds.actions.claiming import claim, decide_claim
from app.ocds.actions.facts import facts
from app.ocds.actions.importing import (
    check_importer,
    import_file,
    import_named,
    import_releases,
    publish,
    read_file,
)
from app.ocds.actions.preparing import needed_merges
from app.ocds.actions.results import ReleaseResult
from app.ocds.actions.suggesting import decide

__all__ = [
    "ReleaseResult", "check_importer", "claim", "decide", "decide_claim", "facts", "import_file", "import_named",
    "import_releases", "needed_merges", "publish", "read_file",
]  # fmt: skip
