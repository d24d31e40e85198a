"""States, moves, figures and the shape of a question, as plain values."""
