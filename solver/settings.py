"""How long, how wide and how large: what a run may use, apart from what it is asked."""

from __future__ import annotations

from dataclasses import dataclass

MAX_PROBLEM_BYTES = 64 * 1024 * 1024
# Larger questions are refused with the reason: nothing useful would be known about them within any patience.
MAX_PAIRS = 200_000
MAX_WORK_PACKAGES = 2_000
MAX_TRUST_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """`seconds` of wall clock, `workers` threads, `seed`, and `memory_mb` that the process may hold."""

    seconds: float = 30.0
    workers: int = 2
    seed: int = 0
    memory_mb: int = 4096

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= 86_400:
            raise ValueError("seconds must be above 0 and at most 86400")
        if not 1 <= self.workers <= 64:
            raise ValueError("workers must be from 1 to 64")
        if not 0 <= self.seed < 2**31:
            raise ValueError("seed must be from 0 to 2147483647")
        if not 64 <= self.memory_mb <= 1_048_576:
            raise ValueError("memory_mb must be from 64 to 1048576")

    @property
    def steady(self) -> bool:
        """Whether the same bytes are promised: then no step of a search ends by a clock of its own."""
        return self.workers == 1
