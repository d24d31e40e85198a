"""Holds any labour to its clock and its memory from outside, and lets SIGTERM end it."""

from __future__ import annotations

import ctypes
import resource
import signal
import threading
import time
from collections.abc import Callable

from solver.cli.streams import say
from solver.settings import Settings

GRACE_SECONDS = 0.3  # past the limit, for a search that is just writing down what it found


# glibc's mallopt: all threads draw from one arena, and large pieces that are freed go back to the system.
# Pieces of kilobytes must not: HiGHS asks for so many of them that giving each back cost a third of its time.
_LEAN = {-8: 1, -1: 32 * 2**20, -3: 8 * 2**20}  # M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD


def lean_memory() -> None:
    """Asks the C library to give large freed memory back; does nothing where it is another library."""
    try:
        library = ctypes.CDLL(None)
        for name, value in _LEAN.items():
            library.mallopt(name, value)
    except (OSError, AttributeError):
        return


def limit_memory(settings: Settings) -> None:
    """Holds the address space to what a fresh process needs and `memory_mb` more."""
    lean_memory()
    try:
        limit = (settings.memory_mb + 1024) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):
        say("memory: this system cannot limit the memory used")


def resident_mb() -> float:
    """Memory of this process now."""
    try:
        with open("/proc/self/statm") as stream:
            return int(stream.read().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def watched(labour: Callable[[], None], settings: Settings, started: float) -> str:
    """Runs `labour` in a thread of its own until it ends, its time or memory is out, or somebody asks it to
    end.

    Returns which: "done", "time", "memory" or "asked". After the last three the thread may still be inside a
    solver that does not listen. Raises what `labour` raised. Signal handlers stand afterwards as they stood
    before.
    """
    stop = threading.Event()
    why = ["done"]
    failed: list[BaseException] = []

    def asked(*_: object) -> None:
        why[0] = "asked"
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}

    def work() -> None:
        try:
            labour()
        except MemoryError:
            say("memory: the limit has been reached")
            why[0] = "memory"
        except BaseException as error:
            failed.append(error)
        finally:
            stop.set()

    threading.Thread(target=work, daemon=True).start()
    end = started + settings.seconds + GRACE_SECONDS
    try:
        while not stop.wait(0.05):
            if resident_mb() > settings.memory_mb:
                say("memory: the limit has been reached")
                why[0] = "memory"
                break
            if time.monotonic() >= end:
                why[0] = "time"
                break
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if failed:
        raise failed[0]
    return why[0]
