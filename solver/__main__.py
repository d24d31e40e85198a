"""python -m solver propose | check | frontier | explain | generate | serve"""

from __future__ import annotations

import sys

from solver.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
