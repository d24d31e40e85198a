"""The consortium as a mixed-integer program. docs/solver.md has the mathematics."""

from solver.model.build import Model, SoftProgram, build, build_certified
from solver.model.structure import add_difference

__all__ = ["Model", "SoftProgram", "add_difference", "build", "build_certified"]
