"""Colours and hatchings. Okabe and Ito's eight colours (2008), told apart by people with any colour vision;
each with a hatching of its own, so that the colour is never alone.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#14191a"
INK_SOFT = "#4a5557"
LINE = "#c3cfce"
PALE = "#eef5f4"
PALE_LINE = "#9dbfbd"
BRAND = "#0b5a62"
WHITE = "#ffffff"

ORANGE = "#e69f00"
GREEN = "#009e73"
BLUE = "#0072b2"
VERMILLION = "#d55e00"
PURPLE = "#cc79a7"

# Strong enough for the letters of a label on white.
VERMILLION_INK = "#a34700"


@dataclass(frozen=True)
class Look:
    """How a surface is filled. `hatch`: none, diagonal, back, cross, dots or level; drawn in `ink` on
    `fill`.
    """

    fill: str
    hatch: str = "none"
    ink: str = INK
    edge: str = INK_SOFT
    letters: str = INK


# Meanings that several drawings share.
LOOKS: dict[str, Look] = {
    "empty": Look(WHITE, edge=PALE_LINE),
    "quiet": Look(PALE, edge=PALE_LINE),
    "held": Look(BLUE, edge=BLUE, letters=WHITE),
    "covered": Look(BLUE, edge=BLUE, letters=WHITE),
    "asked": Look("#cfe6f6", "diagonal", BLUE, BLUE),
    "gap": Look("#fbe3d3", "cross", VERMILLION, VERMILLION),
    "level_1": Look("#e3eff8", edge=BLUE),
    "level_2": Look("#a9d0ec", "dots", BLUE, BLUE),
    "level_3": Look("#56b4e9", "diagonal", "#1f6fa8", BLUE),
    "level_4": Look(BLUE, edge="#00456b", letters=WHITE),
    "good": Look(GREEN, edge="#006b4e", letters=WHITE),
    "other": Look(PURPLE, "back", "#7a3a5b", "#7a3a5b"),
}
