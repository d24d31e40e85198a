"""Why nothing fits, and what would let it: reasons, relaxations, unlocks, conditions, each verified by solving."""

from solver.explain.changes import apply
from solver.explain.explaining import Explanation, explain

__all__ = ["Explanation", "apply", "explain"]
