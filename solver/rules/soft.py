"""One thing that a rule asks and that may give way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Soft:
    """What a rule asks now, of what, and how it gives way.

    `start` is the figure or the name that is asked for. `rises` says that the figure rises to give way;
    `waiver` that it is kept or not, with nothing between.
    """

    rule: str
    start: int | str | None = None
    work_package: str | None = None
    enterprise: str | None = None
    rises: bool = False
    waiver: bool = False

    @property
    def figure(self) -> int:
        """The figure asked for. Raises TypeError where a name is."""
        if not isinstance(self.start, int):
            raise TypeError(f"{self.rule} asks for {self.start!r}, which is no figure")
        return self.start

    @property
    def base(self) -> float:
        """What its relative change is measured against."""
        return float(max(1, self.start)) if isinstance(self.start, int) else 1.0
