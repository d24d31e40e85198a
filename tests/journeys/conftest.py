"""Real Chromium against a served site, on a copy of the sample."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.conftest import load_sample
from tests.journeys.reader import Reader
from tests.journeys.served import Served, serve
from tests.journeys.visitor import Seen, Visitor

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Walker = Visitor | Reader
Arrive = Callable[..., Any]  # of a visitor, or of a reader where no browser is needed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, or the one that Playwright downloaded where the system has no package.

    Where checks decide, its absence fails; elsewhere the journeys are skipped.
    """
    with sync_playwright() as playwright:
        path = own_chromium() or downloaded_chromium(playwright)
        if path is None:
            missing = f"none of {', '.join(NAMES)} is installed, and Playwright has none"
            if os.environ.get("CI"):
                pytest.fail(f"The journeys cannot be walked: {missing}.")
            pytest.skip(missing)
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


def own_chromium() -> str | None:
    """The system's. Ubuntu's chromium-browser is there and only tells you to install a snap, so each is
    asked.
    """
    for name in NAMES:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def downloaded_chromium(playwright: Playwright) -> str | None:
    """What `playwright install --only-shell chromium` left, which is not where the full browser would be."""
    folder = Path(playwright.chromium.executable_path).parents[2]
    shells = sorted(folder.glob("chromium*/*/*headless*shell")) + sorted(folder.glob("chromium*/*/chrome"))
    return str(shells[-1]) if shells else None


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own, with the sample. Parametrise it indirectly with "postgresql" for the other
    kind.
    """
    folder = tmp_path_factory.mktemp("site")
    if getattr(request, "param", "sqlite") == "postgresql":
        with request.getfixturevalue("postgres").database() as url:
            load_sample(url)
            with serve(folder, url) as site:
                yield site
        return
    path = folder / "bidbridge.sqlite3"
    shutil.copyfile(request.getfixturevalue("sample_file"), path)
    with serve(folder, f"sqlite:///{path}") as site:
        yield site


@pytest.fixture
def arrive(request: pytest.FixtureRequest, served: Served, of_this_run: Path) -> Iterator[Arrive]:
    """Opens a browser of its own for a person: `arrive("adviser")`.

    On PostgreSQL without a browser: the browser sees the same pages on SQLite, and takes most of a journey's
    time.
    """
    walkers: list[Walker] = []
    seen = Seen(of_this_run / "seen")

    def open_one(name: str, *, script: bool = True, phone: bool = False) -> Walker:
        if served.database_url.startswith("postgresql"):
            walkers.append(Reader(served, name))
        else:
            browser = request.getfixturevalue("browser")
            walkers.append(Visitor(browser, served, name, seen, script=script, phone=phone))
        return walkers[-1]

    yield open_one
    for walker in walkers:
        walker.close()
