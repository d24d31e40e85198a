"""Why nothing fits and what would help; and, where something fits, what would make it better."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.consortia.queries.naming import Names
from app.foundation.templating.formats import money
from solver.outcome import LISTS, Outcome

CUT_SHORT = {"relaxations": "changes", "unlocks": "certificates", "conditions": "rules to drop"}


@dataclass(frozen=True)
class Help:
    """Something that would help: a sentence, and where the figure is known, what it brings (pence, or "")."""

    text: str
    brings: str = ""
    again: int | None = None  # the number of the relaxation, where the question can be asked again with it


@dataclass(frozen=True)
class Reasons:
    """In the order of the page: one sentence, further reasons, then what would help, cheapest first."""

    sentence: str
    further: tuple[str, ...]
    relaxations: tuple[Help, ...]
    unlocks: tuple[Help, ...]
    conditions: tuple[Help, ...]
    unfinished: str = ""  # which of the lists may lack entries because time ended

    @property
    def helps(self) -> bool:
        """Whether there is anything that would help."""
        return bool(self.relaxations or self.unlocks or self.conditions)


def reasons(session: Session, outcome: Outcome, askable: frozenset[int] = frozenset()) -> Reasons:
    """The solver's reasons in the register's words. `askable`: relaxations that an adviser may ask again
    with.
    """
    texts = [one.text for one in outcome.reasons] + [one.text for one in outcome.relaxations]
    texts += [one.text for one in outcome.unlocks] + [one.text for one in outcome.conditions]
    names = Names(session, texts)
    said = [names.say(one.text) for one in outcome.reasons]
    return Reasons(
        sentence=said[0] if said else "",
        further=tuple(said[1:]),
        relaxations=tuple(
            Help(names.say(one.text), again=number if number in askable else None)
            for number, one in enumerate(outcome.relaxations)
        ),
        unlocks=tuple(Help(names.say(one.text), _gain(one.gain)) for one in outcome.unlocks),
        # A rule that costs nothing, or without which still nothing fits, helps nobody.
        conditions=tuple(
            Help(names.say(one.text), _gain(one.gain))
            for one in outcome.conditions
            if one.gain or (one.feasible and outcome.status != "solved")
        ),
        unfinished=_unfinished(outcome.cut_short),
    )


def _unfinished(cut_short: tuple[str, ...]) -> str:
    things = [CUT_SHORT[name] for name in LISTS if name in cut_short]
    if not things:
        return ""
    listed = things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
    return f"We ran out of time to try everything, so there may be more {listed} that would help."


def _gain(gain: int | None) -> str:
    return money(gain) if gain else ""
