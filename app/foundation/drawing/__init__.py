"""Pictures as SVG drawn on the server, each with a caption and a table of the same figures.

Pure functions over frozen values: the same component for a page, where the <svg> stands in the document, and
for the pack, where `Drawing.as_data_uri()` is the source of an image.
"""

from app.foundation.drawing.arch import Stone, arch
from app.foundation.drawing.area_map import MapArea, Shade, area_map
from app.foundation.drawing.bars import CapacityBar, bars
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.plot import PlotPoint, plot
from app.foundation.drawing.timeline import Moment, Span, timeline

__all__ = [
    "CapacityBar",
    "Drawing",
    "MapArea",
    "MatrixCell",
    "MatrixColumn",
    "MatrixRow",
    "Moment",
    "PlotPoint",
    "Shade",
    "Span",
    "Stone",
    "Table",
    "arch",
    "area_map",
    "bars",
    "matrix",
    "plot",
    "timeline",
]
