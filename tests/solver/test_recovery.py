"""What is left undone when a member drops out: by hand, and by two reckonings that know nothing of each
other.
"""

from __future__ import annotations

import random

from solver import problem
from solver.candidates import candidates
from solver.check import losses_of
from solver.check.proposal_view import ProposalView
from solver.evaluate import Plan, figures
from solver.outcome import Allocation, Proposal
from tests.solver.tiny import enterprise, question, random_question, work_package


def test_the_dearest_work_is_taken_over_first_and_what_that_shifts_moves_on() -> None:
    """f delivers w1 (100p) and w2 (90p), 10 each. g's offer takes either, 12 spare; h's takes w1 alone, 5
    spare.

    By hand: w1 first, all 10; g's part of it moves to h as far as h can, so that g has room for 7 of w2. 3
    are lost.
    """
    data = question(
        work_packages=[
            work_package("w1", periods=1),
            work_package("w2", periods=1),
            work_package("w3", quantity=2),
        ],
        enterprises=[
            enterprise("lead", {"w3": 1}, capacity=2),
            enterprise("f", {"w1": 100, "w2": 90}),
            enterprise("g", {"w1": 1, "w2": 1, "w3": 1}, capacity=12),
            enterprise("h", {"w1": 1, "w3": 1}, capacity=5),
        ],
    )
    tiny = problem.from_dict(data)
    allocations = (Allocation("f", "f-offer", "w1", 10), Allocation("f", "f-offer", "w2", 10))
    proposal = Proposal("lead", ("lead", "f", "g", "h"), allocations, 0, 0, 0, 0, 0, 0, (), 0, False, 0, 0)
    losses = losses_of(ProposalView.of(tiny, proposal, "by hand"))
    assert [(loss.of, loss.short, loss.work_packages) for loss in losses] == [("f", 3 * 90, ("w2",))]


def test_what_has_moved_on_cannot_move_again() -> None:
    """f delivers 10 of w1 and 20 of w2. g's offer takes either, 12 spare; h's and i's take w1 alone, 5 and 9
    spare.

    By hand: g takes all of w1 and 2 of w2. Its w1 then moves on, 5 to h and, being all that is left of it, 5
    to i: room for 10 more of w2. 8 are lost, though i could have carried 4 more.
    """
    data = question(
        work_packages=[
            work_package("w1", periods=1),
            work_package("w2", periods=1, quantity=20),
            work_package("w3", quantity=2),
        ],
        enterprises=[
            enterprise("lead", {"w3": 1}, capacity=2),
            enterprise("f", {"w1": 100, "w2": 90}, capacity=40),
            enterprise("g", {"w1": 1, "w2": 1, "w3": 1}, capacity=12),
            enterprise("h", {"w1": 1, "w3": 1}, capacity=5),
            enterprise("i", {"w1": 1, "w3": 1}, capacity=9),
        ],
    )
    tiny = problem.from_dict(data)
    allocations = (Allocation("f", "f-offer", "w1", 10), Allocation("f", "f-offer", "w2", 20))
    proposal = Proposal(
        "lead", ("lead", "f", "g", "h", "i"), allocations, 0, 0, 0, 0, 0, 0, (), 0, False, 0, 0
    )
    losses = losses_of(ProposalView.of(tiny, proposal, "by hand"))
    assert [(loss.of, loss.short, loss.work_packages) for loss in losses] == [("f", 8 * 90, ("w2",))]


def test_both_reckonings_of_losses_agree_on_random_consortia() -> None:
    draw = random.Random(5)
    compared = 0
    for seed in range(200):
        data = random_question(seed)
        data["rules"]["resilience"], data["weights"]["shortfall"] = "report", 0
        tiny = problem.from_dict(data)
        c = candidates(tiny)
        if not len(c.w):
            continue
        units = {p: draw.randint(1, int(c.high[p])) for p in range(len(c.w)) if draw.random() < 0.6}
        loads: dict[int, int] = {}
        for p in list(units):
            loads[int(c.o[p])] = loads.get(int(c.o[p]), 0) + units[p]
            if loads[int(c.o[p])] > c.capacity[c.o[p]]:
                loads[int(c.o[p])] -= units.pop(p)
        members = tuple(sorted({int(c.e[p]) for p in units}))
        if not members:
            continue
        plan = Plan(members[0], members, units)
        ids = [e.id for e in tiny.enterprises]
        packages = [w.id for w in tiny.work_packages]
        allocations = tuple(
            Allocation(ids[c.e[p]], c.offer_ids[c.o[p]], packages[c.w[p]], q) for p, q in units.items()
        )
        names = tuple(ids[m] for m in members)
        proposal = Proposal(ids[members[0]], names, allocations, 0, 0, 0, 0, 0, 0, (), 0, False, 0, 0)
        theirs = {
            loss.of: (loss.short, set(loss.work_packages))
            for loss in losses_of(ProposalView.of(tiny, proposal, ""))
        }
        ours = {ids[m]: (s, {packages[w] for w in ws}) for m, (s, ws) in figures(c, plan).losses.items()}
        assert ours == theirs
        compared += bool(ours)
    assert compared > 30
