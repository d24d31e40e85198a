"""How long, how wide and how large: what a run may use, apart from what it is asked."""

from __future__ import annotations

from dataclasses import dataclass

MAX_PROBLEM_BYTES = 64 * 1024 * 1024
# A question with more than this, after every offer that cannot serve is dropped, is refused with the reason.
MAX_PAIRS = 400_000
MAX_WORK_PACKAGES = 20_000


@dataclass(frozen=True, slots=True)
class Settings:
    """`seconds` of wall clock, `workers` threads, `seed`; `memory_mb` of address space beyond what is loaded.

    `grace_seconds` is how long past `seconds` the process may live to write its answer.
    """

    seconds: float = 30.0
    workers: int = 2
    seed: int = 0
    memory_mb: int = 4096
    grace_seconds: float = 1.5

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= 86_400:
            raise ValueError("seconds must be above 0 and at most 86400")
        if not 1 <= self.workers <= 64:
            raise ValueError("workers must be from 1 to 64")
        if not 0 <= self.seed < 2**31:
            raise ValueError("seed must be from 0 to 2147483647")
        if not 64 <= self.memory_mb <= 1_048_576:
            raise ValueError("memory_mb must be from 64 to 1048576")
