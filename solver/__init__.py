"""Which consortia of small enterprises cover a tender, best first, with proof. See docs/solver.md."""
