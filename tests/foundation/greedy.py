"""A child that takes what standard input says: run as `python -m tests.foundation.greedy`, never imported."""

import os
import sys


def main() -> None:
    """One word says what to do; anything else is answered as it came."""
    word = sys.stdin.buffer.read()
    if word == b"memory":
        bytearray(64 * 1024**3)
    while word == b"time":
        pass
    if word == b"fault":
        raise ValueError("a mistake of ours")
    if word == b"environment":
        word = " ".join(sorted(os.environ)).encode()
    sys.stdout.buffer.write(word * 2)


main()
