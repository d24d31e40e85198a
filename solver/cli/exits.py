"""With which status a command ends; docs/solver-command-line.md says when."""

EXIT_FOUND, EXIT_FAILED, EXIT_INVALID, EXIT_INFEASIBLE, EXIT_OUT_OF_TIME = 0, 1, 2, 3, 4
