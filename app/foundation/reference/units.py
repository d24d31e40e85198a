"""The standard unit in which each family of CPV codes is offered and asked for.

Offers and work packages of one family share one unit, so that capacity can be set against need without a
question. A unit is a rate: so many of something in each day, week or month. The longest prefix of a code in
the table wins, and a code without a row has work-days a month. A unit's `name` is stored with offers
and packages: never rename one, add another.

The unit changes within a few groups (care at home in hours, a care home in nights): an offer at the wider
code then has another unit than a narrower package and does not match it. `same_unit` answers that.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

Period = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A rate. `name` is how it is stored and shown after a number ("meals a day"); `singular` and `plural`
    are the nouns of what is counted; `period` is the noun of one period."""

    name: str
    singular: str
    plural: str
    period: Period

    @property
    def periods(self) -> str:
        """The noun of several periods: "days"."""
        return f"{self.period}s"

    def count(self, number: int) -> str:
        """ "1 meal", "1,200 meals": an amount without its period, as for a whole contract."""
        return f"{number:,} {self.singular if number == 1 else self.plural}"

    def rate(self, number: int) -> str:
        """ "1,200 meals a day"."""
        return f"{self.count(number)} a {self.period}"


def _unit(singular: str, plural: str, period: Period) -> Unit:
    return Unit(f"{plural} a {period}", singular, plural, period)


DEFAULT = _unit("work-day", "work-days", "month")

UNITS: tuple[Unit, ...] = (
    DEFAULT,
    _unit("meal", "meals", "day"),
    _unit("serving-hour", "serving-hours", "day"),
    _unit("bed-night", "bed-nights", "month"),
    _unit("hour", "hours", "week"),
    _unit("crew-day", "crew-days", "week"),
    _unit("guard-hour", "guard-hours", "day"),
    _unit("steward-hour", "steward-hours", "day"),
    _unit("tonne", "tonnes", "week"),
    _unit("tanker load", "tanker loads", "week"),
    _unit("vehicle-day", "vehicle-days", "week"),
    _unit("delivery", "deliveries", "day"),
    _unit("pallet stored", "pallets stored", "month"),
    _unit("learner-day", "learner-days", "week"),
    _unit("placement", "placements", "month"),
    _unit("care hour", "care hours", "week"),
    _unit("day-care place", "day-care places", "day"),
    _unit("resident-night", "resident-nights", "month"),
    _unit("advice session", "advice sessions", "week"),
    _unit("appointment", "appointments", "week"),
    _unit("activity session", "activity sessions", "week"),
    _unit("kilogram of laundry", "kilograms of laundry", "week"),
    _unit("thousand printed pages", "thousand printed pages", "month"),
    _unit("thousand words", "thousand words", "month"),
    _unit("interpreting hour", "interpreting hours", "week"),
    _unit("call answered", "calls answered", "day"),
    _unit("trade-day", "trade-days", "week"),
    _unit("repair job", "repair jobs", "week"),
    _unit("installation job", "installation jobs", "week"),
    _unit("toilet on hire", "toilets on hire", "week"),
    _unit("home managed", "homes managed", "month"),
    _unit("funeral", "funerals", "month"),
    _unit("kilogram of food", "kilograms of food", "week"),
    _unit("food parcel", "food parcels", "week"),
    _unit("item", "items", "month"),
    _unit("licence", "licences", "month"),
    _unit("megawatt-hour", "megawatt-hours", "month"),
    _unit("litre of fuel", "litres of fuel", "month"),
    _unit("cubic metre of water", "cubic metres of water", "month"),
    _unit("tonne of material", "tonnes of material", "month"),
    _unit("line in service", "lines in service", "month"),
)

_SUPPLIES = "16 18 19 22 24 30 31 32 33 34 35 37 38 39 42 43 44"

_PREFIXES: dict[str, str] = {
    # supplies
    "03 15": "kilograms of food a week",
    "0312 0334 034": "items a month",
    "159": "items a month",
    "158942 158943": "meals a day",
    "158973": "food parcels a week",
    "09": "megawatt-hours a month",
    "091 092": "litres of fuel a month",
    "14": "tonnes of material a month",
    "41": "cubic metres of water a month",
    "48": "licences a month",
    _SUPPLIES: "items a month",
    "24955": "toilets on hire a week",
    # building, repairing, fitting
    "45": "trade-days a week",
    "50": "repair jobs a week",
    "51": "installation jobs a week",
    # eating and sleeping
    "551 552": "bed-nights a month",
    "5512": "hours a week",
    "553 555": "meals a day",
    "5531": "serving-hours a day",
    "554 559": "serving-hours a day",
    # moving people and things
    "60": "vehicle-days a week",
    "602 603 604 605 606": "work-days a month",
    "631": "pallets stored a month",
    "6311": "hours a week",
    "6351": "hours a week",
    "637124": "hours a week",
    "637127": "steward-hours a day",
    "641": "deliveries a day",
    "64114 64122": "hours a week",
    "642": "lines in service a month",
    "65": "work-days a month",
    "703": "homes managed a month",
    "98392": "vehicle-days a week",
    # business services
    "7524": "steward-hours a day",
    "752312": "advice sessions a week",
    "7525": "crew-days a week",
    "77": "crew-days a week",
    "795": "hours a week",
    "7951": "calls answered a day",
    "7952": "thousand printed pages a month",
    "7953": "thousand words a month",
    "7954": "interpreting hours a week",
    "796": "placements a month",
    "7962": "hours a week",
    "797": "guard-hours a day",
    "798": "thousand printed pages a month",
    "798211": "thousand words a month",
    "798225": "work-days a month",
    "799": "hours a week",
    "7993": "work-days a month",
    "7995": "steward-hours a day",
    "79951 79953 79954 79955 79956": "work-days a month",
    # learning, health and care
    "80": "learner-days a week",
    "851 852": "appointments a week",
    "85143": "vehicle-days a week",
    "85144": "resident-nights a month",
    "853": "care hours a week",
    "85311": "resident-nights a month",
    "853121": "day-care places a day",
    "853123 853124 853125": "advice sessions a week",
    "8532": "advice sessions a week",
    # waste and cleaning
    "904": "tanker loads a week",
    "905": "tonnes a week",
    "906": "crew-days a week",
    "907": "work-days a month",
    "909": "hours a week",
    # leisure and personal services
    "92": "activity sessions a week",
    "921 922 924": "work-days a month",
    "925": "hours a week",
    "98": "hours a week",
    "98133": "activity sessions a week",
    "982": "work-days a month",
    "9831": "kilograms of laundry a week",
    "9832 9833": "appointments a week",
    "9837": "funerals a month",
    "9837111": "crew-days a week",
    "98393 98394 98395": "repair jobs a week",
}


@cache
def _by_prefix() -> dict[str, Unit]:
    return {prefix: get(name) for prefixes, name in _PREFIXES.items() for prefix in prefixes.split()}


@cache
def _by_name() -> dict[str, Unit]:
    return {unit.name: unit for unit in UNITS}


def get(name: str) -> Unit:
    """The unit stored under this name. Raises KeyError for a name the table never had."""
    return _by_name()[name]


def standard_unit(code: str) -> Unit:
    """The unit of the longest prefix of this CPV code in the table; work-days a month where there is none."""
    table = _by_prefix()
    for digits in range(len(code), 1, -1):
        if unit := table.get(code[:digits]):
            return unit
    return DEFAULT


def same_unit(offer_code: str, package_code: str) -> bool:
    """Whether both codes are counted in the same unit, which a match needs."""
    return standard_unit(offer_code) == standard_unit(package_code)


def periods_between(unit: Unit, start: date, end: date) -> int:
    """How many periods of the unit a contract from `start` to `end` has, both days counted: to the nearest
    whole number, and at least one.

    Months are counted by the calendar (1 April to 31 March is 12), what is left over by its share of a month.
    Raises ValueError when the end lies before the start.
    """
    days = (end - start).days + 1
    if days < 1:
        raise ValueError(f"The contract ends on {end}, before it starts on {start}")
    if unit.period == "day":
        return days
    if unit.period == "week":
        return max(1, (2 * days + 7) // 14)
    return max(1, _months(start, end))


def _months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while _month_end(start, months) > end:
        months -= 1
    before = _month_end(start, months)
    left, month_days = (end - before).days, (_month_end(start, months + 1) - before).days
    return months + (1 if 2 * left >= month_days else 0)


def _month_end(start: date, months: int) -> date:
    """The last day of the given number of months that begin on `start`."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last_day = date.fromordinal(first_of_next.toordinal() - 1).day
    if start.day > last_day:
        return date(year, month + 1, last_day)
    return date.fromordinal(date(year, month + 1, start.day).toordinal() - 1)
