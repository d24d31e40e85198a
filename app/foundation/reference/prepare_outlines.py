"""Making the outline files of `data/` from their published sources; run by hand when an edition changes.

    python -m app.foundation.reference.prepare_outlines FOLDER

FOLDER has the sources named in data/ATTRIBUTION.md under the names used below. Nothing of the product
imports this.
"""

import gzip
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from . import areas, datafiles
from .topology import Ring, Topology, decoded

# Glasgow and North Lanarkshire exchanged land in 2019; the outlines still have the codes from before.
RECODED = {"S12000046": "S12000049", "S12000044": "S12000050"}


def encoded(topology: Topology, layer: str, step: float) -> dict[str, Any]:
    """TopoJSON with coordinates in whole steps of so many degrees, and only the arcs that are used."""
    used = _used_arcs(topology)
    place = {arc: at for at, arc in enumerate(used)}
    geometries = []
    for code, rings in sorted(topology.areas.items()):
        arcs = [[place[arc] if arc >= 0 else ~place[~arc] for arc in ring] for ring in rings]
        geometries.append({"type": "Polygon", "properties": {"code": code}, "arcs": arcs})
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": [0, 0]},
        "objects": {layer: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_deltas(topology.arcs[arc], step) for arc in used],
    }


def _used_arcs(topology: Topology) -> list[int]:
    rings = [ring for rings in topology.areas.values() for ring in rings]
    return sorted({arc if arc >= 0 else ~arc for ring in rings for arc in ring})


def _deltas(line: Ring, step: float) -> list[tuple[int, int]]:
    steps = [(round(x / step), round(y / step)) for x, y in line]
    moves = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(steps)]
    return [steps[0], *(move for move in moves if move != (0, 0))]


def current_districts(folder: Path) -> Topology:
    """Today's districts out of a topology with every district since 2014."""
    document = json.loads((folder / "ons_uk_areas_2014_2025.topo.json").read_text("utf-8"))
    layer = document["objects"]["ltla"]
    layer["geometries"] = [shape for shape in layer["geometries"] if not shape["properties"].get("end")]
    layout = decoded(document, "ltla", "areacd")
    topology = Topology(layout.arcs, {RECODED.get(code, code): rings for code, rings in layout.areas.items()})
    if missing := set(areas.descendants("UK", "district")) ^ set(topology.areas):
        raise SystemExit(f"Outlines and areas differ in {sorted(missing)}")
    return topology


def wards(folder: Path) -> Topology:
    document = json.loads((folder / "wards_birmingham_sandwell.topo.json").read_text("utf-8"))
    return decoded(document, "wards", "WDCD")


def write(name: str, document: dict[str, Any]) -> None:
    text = json.dumps(document, separators=(",", ":"))
    (datafiles.FOLDER / f"{name}.topo.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(folder: Path) -> None:
    write("districts", encoded(current_districts(folder).simplified(150.0), "districts", 0.0002))
    write("wards", encoded(wards(folder), "wards", 0.00001))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
