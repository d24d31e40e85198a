"""Who may use which route and who reads which figure, on SQLite (see walks.py)."""

from tests.access.theatre import theatre
from tests.access.walks import (
    test_every_route_and_method_stands_in_the_table,
    test_exactly_those_of_the_table_come_through,
    test_nobody_reads_what_is_not_theirs,
    test_the_canaries_are_really_there_for_those_who_may_read_them,
    test_whoever_reads_anothers_figure_is_in_the_list_of_who_has_seen_it,
)

__all__ = [
    "test_every_route_and_method_stands_in_the_table",
    "test_exactly_those_of_the_table_come_through",
    "test_nobody_reads_what_is_not_theirs",
    "test_the_canaries_are_really_there_for_those_who_may_read_them",
    "test_whoever_reads_anothers_figure_is_in_the_list_of_who_has_seen_it",
    "theatre",
]
DATABASE = "sqlite"
