"""Reference data is read once, on first use, and importing it does nothing."""

import subprocess
import sys

MODULES = (
    *("areas", "area_search", "boundaries", "cpv", "cpv_search", "credentials", "identifiers", "legal"),
    *("legal_forms", "postcodes", "regimes", "units"),
)


def test_importing_reads_no_data_and_needs_no_web_or_database() -> None:
    program = (
        "import sys, importlib\n"
        "import app.foundation.reference.datafiles as files\n"
        "before = set(sys.modules)\n"
        "files._text = None  # any read would fail\n"
        f"[importlib.import_module('app.foundation.reference.' + name) for name in {list(MODULES)!r}]\n"
        "heavy = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(heavy & {'flask', 'sqlalchemy', 'wtforms', 'ortools', 'weasyprint'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_codes_are_read_once() -> None:
    from app.foundation.reference import areas, cpv

    assert cpv.get("90910000") is cpv.get("90910000")
    assert areas.get("E08000025") is areas.get("E08000025")
