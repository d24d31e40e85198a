"""Becomes another program, inside its limits. Run as a program to start a child, never imported.

Limits are set here, in the new process, because code between fork and exec is not safe in a process with
threads. Arguments: bytes of address space, seconds of processor time, the parent's process id, then the
command to become.
"""

import os
import resource
import signal
import sys


def main() -> None:
    """Limit this process, tie it to its parent, become the command."""
    memory, seconds, parent = (int(text) for text in sys.argv[1:4])
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _die_with_parent(parent)
    os.execv(sys.argv[4], sys.argv[4:])


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (limit, limit))
    except (ValueError, OSError):  # macOS has no limit on address space: the time limit still works
        return


def _die_with_parent(parent: int) -> None:
    """A parent that is killed must not leave work running: Linux ends us with it."""
    if sys.platform == "linux":
        import ctypes

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(signal.SIGKILL)


if __name__ == "__main__":
    main()
