"""The only door to `solver/`: rows become a frozen problem, a limited child process answers, the answer is checked.

The search never runs inside the product: only `solver.problem`, `solver.outcome`, `solver.settings` and
`solver.check` are imported here.
"""

from app.consortia.solving.checking import Checked, checked
from app.consortia.solving.child import Found, Listener, SolverFailed, solve
from app.consortia.solving.freezing import Frozen, freeze
from app.consortia.solving.names import lot_name, number_of

__all__ = [
    "Checked",
    "Found",
    "Frozen",
    "Listener",
    "SolverFailed",
    "checked",
    "freeze",
    "lot_name",
    "number_of",
    "solve",
]
