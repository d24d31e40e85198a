"""The consortium as a mixed-integer program, one rule a file. docs/solver.md has the mathematics."""

from solver.model.build import Model, build

__all__ = ["Model", "build"]
