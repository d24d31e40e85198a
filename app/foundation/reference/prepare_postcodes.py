"""Making the look-up of postcodes in `data/` from its published sources; run by hand when an edition changes.

    python -m app.foundation.reference.prepare_postcodes FOLDER

FOLDER has `onspd_postcodes.csv` (pcd, east, north, lad: the columns of the ONS Postcode Directory for each
postcode), `gibbs_outcodes.csv` and `wards_birmingham_sandwell.topo.json`; data/ATTRIBUTION.md says where they
come from. Nothing of the product imports this.

Great Britain: the postcodes of an outward code (B21) and of a sector (B21 9) are counted by district, and
inside Birmingham and Sandwell by ward. Northern Ireland's rows of the directory are under a licence that does
not let us ship them: there a published point of each outward code lies in one of the districts whose outlines
we have.
"""

import csv
import gzip
import io
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from . import areas, boundaries, datafiles
from .postcodes import Parts, split
from .topology import Ring, decoded

RECODED = {"E08000016": "E08000038", "E08000019": "E08000039"}  # as in `prepare`
LEAST_SHARE = 2  # per cent: fewer are postcodes of a neighbour's edge, or mistakes of the register
Shapes = dict[str, tuple[tuple[float, float, float, float], tuple[Ring, ...]]]


def wgs84(east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the British National Grid, to some metres.

    Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C.
    """
    return _shifted(*_on_airy(east, north))


def _on_airy(east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the ellipsoid of Airy 1830."""
    a, b, scale = 6377563.396, 6356256.909, 0.9996012717
    lat0, lon0, n0, e0 = math.radians(49), math.radians(-2), -100_000.0, 400_000.0
    e2, n = 1 - b * b / (a * a), (a - b) / (a + b)
    lat, arc = lat0, 0.0
    while True:
        lat += (north - n0 - arc) / (a * scale)
        d, s = lat - lat0, lat + lat0
        arc = (
            b
            * scale
            * (
                (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
                - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(d) * math.cos(s)
                + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * d) * math.cos(2 * s)
                - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s)
            )
        )
        if abs(north - n0 - arc) < 0.001:
            break
    nu = a * scale / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    rho = a * scale * (1 - e2) / (1 - e2 * math.sin(lat) ** 2) ** 1.5
    tan, away = math.tan(lat), (east - e0)
    lat_at = lat - tan / (2 * rho * nu) * away**2 + tan / (24 * rho * nu**3) * (5 + 3 * tan**2) * away**4
    sec = 1 / math.cos(lat)
    lon_at = lon0 + sec / nu * away - sec / (6 * nu**3) * (nu / rho + 2 * tan**2) * away**3
    return lat_at, lon_at


def _shifted(lat: float, lon: float) -> tuple[float, float]:
    """From Airy 1830 to WGS 84 by a seven-parameter shift; degrees, longitude first."""
    a, b = 6377563.396, 6356256.909
    e2 = 1 - b * b / (a * a)
    nu = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    x, y, z = (
        nu * math.cos(lat) * math.cos(lon),
        nu * math.cos(lat) * math.sin(lon),
        (1 - e2) * nu * math.sin(lat),
    )
    scale = 1 - 20.4894e-6
    rx, ry, rz = (math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
    x2 = 446.448 + scale * x - rz * y + ry * z
    y2 = -125.157 + rz * x + scale * y - rx * z
    z2 = 542.060 - ry * x + rx * y + scale * z
    a, b = 6378137.0, 6356752.3141
    e2, flat = 1 - b * b / (a * a), math.hypot(x2, y2)
    at = math.atan2(z2, flat * (1 - e2))
    for _ in range(6):
        at = math.atan2(z2 + e2 * a / math.sqrt(1 - e2 * math.sin(at) ** 2) * math.sin(at), flat)
    return math.degrees(math.atan2(y2, x2)), math.degrees(at)


def inside(x: float, y: float, rings: tuple[Ring, ...]) -> bool:
    """Whether a point lies within rings, by the even-odd rule."""
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def lies_in(x: float, y: float, shapes: Shapes) -> str | None:
    for code, ((west, south, east, north), rings) in shapes.items():
        if west <= x <= east and south <= y <= north and inside(x, y, rings):
            return code
    return None


def _shapes(rings: dict[str, tuple[Ring, ...]]) -> Shapes:
    return {code: (boundaries.bounds(outline), outline) for code, outline in rings.items()}


def counted(folder: Path) -> dict[str, Counter[str]]:
    """outward code or sector -> districts and wards -> how many postcodes."""
    topology = decoded(
        json.loads((folder / "wards_birmingham_sandwell.topo.json").read_text("utf-8")), "wards", "WDCD"
    )
    wards = _shapes({code: topology.rings([code]) for code in topology.areas})
    around = {district for code in wards for district in areas.districts_of(code)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with (folder / "onspd_postcodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts = split(row["pcd"])
            district = RECODED.get(row["lad"], row["lad"])
            if parts is None or parts.outward.startswith("BT") or areas.get(district) is None:
                continue
            codes = [district]
            if district in around:
                codes += _wards_of(row, wards)
            for key in _keys_of(parts):
                counts[key].update(codes)
                counts[key]["all"] += 1
    return counts


def _wards_of(row: dict[str, str], wards: Shapes) -> list[str]:
    """The ward of a postcode in a list, which is empty where it has no grid reference or lies in none."""
    if not row["east"]:
        return []
    ward = lies_in(*wgs84(float(row["east"]), float(row["north"])), wards)
    return [ward] if ward else []


def _keys_of(parts: Parts) -> set[str]:
    without_letter = parts.outward.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # SW1 for SW1A to SW1Y
    return {parts.outward, parts.sector, without_letter}


def northern_ireland(folder: Path) -> Iterator[tuple[str, str]]:
    codes = areas.descendants("N92000002", "district")
    shapes = _shapes({code: boundaries.outline(code, 0.0) for code in codes})
    with (folder / "gibbs_outcodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["postcode"].startswith("BT"):
                code = lies_in(float(row["longitude"]), float(row["latitude"]), shapes)
                if code:
                    yield row["postcode"], code


def lines(folder: Path) -> Iterator[tuple[str, str]]:
    """Each outward code, and each sector that is not wholly in the one area of its outward code."""
    all_counts = counted(folder)
    for key, counts in sorted(all_counts.items()):
        shares = _shares(counts)
        outward = key.split(" ")[0]
        if key == outward or len(_shares(all_counts[outward])) > 1:
            yield key, " ".join(f"{code}:{share}" for code, share in shares)
    for outward, code in northern_ireland(folder):
        yield outward, f"{code}:?"


def _shares(counts: Counter[str]) -> list[tuple[str, int]]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shares = [(code, round(100 * many / counts["all"])) for code, many in ranked if code != "all"]
    return [(code, share) for code, share in shares if share >= LEAST_SHARE]


def main(folder: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["postcode", "areas"])
    writer.writerows(sorted(lines(folder)))
    (datafiles.FOLDER / "postcodes.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
