"""Why nothing fits, and what would let it: reasons, relaxations, unlocks, conditions, each verified by
solving.
"""

from solver.explain.explaining import Explanation, explain
from solver.rules import apply

__all__ = ["Explanation", "apply", "explain"]
