"""One copy of a pack on paper: frozen data in, a tagged PDF with its data inside out. Reads no database."""

from app.bids.printing.printer import Printed, printed
from app.bids.printing.sheet import Sheet, sheet

__all__ = ["Printed", "Sheet", "printed", "sheet"]
