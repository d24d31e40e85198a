"""The image, read as text: there is no builder where the tests run."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from fnmatch import fnmatch
from typing import Any

import pytest

from app.foundation.config import PROJECT_DIR

TEXT = (PROJECT_DIR / "Dockerfile").read_text()


def steps() -> list[tuple[str, str]]:
    """Each instruction and what follows it, comments dropped, continued lines joined."""
    lines = "\n".join(line for line in TEXT.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", lines)
    return [
        (word, arguments.strip())
        for word, _, arguments in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage."""
    grouped: list[list[tuple[str, str]]] = []
    for step in steps():
        if step[0] == "FROM":
            grouped.append([])
        grouped[-1].append(step)
    return grouped


def last(word: str) -> str:
    """What the final stage's last instruction of that name says."""
    return [arguments for step, arguments in stages()[-1] if step == word][-1]


def test_packages_are_built_in_a_stage_of_their_own() -> None:
    assert len(stages()) == 2
    for stage in stages():
        assert re.match(r"python:3\.\d+-slim-bookworm\b", stage[0][1]), "OR-Tools has wheels for glibc only"


def test_packages_are_installed_with_their_hashes_alone() -> None:
    installs = [arguments for word, arguments in steps() if word == "RUN" and "pip install" in arguments]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--no-deps" in installs[0]
    assert "-r requirements.txt" in installs[0]
    assert not re.search(r"https?://|index-url", TEXT.replace("http://127.0.0.1", ""))


def test_the_site_does_not_run_as_root() -> None:
    assert last("USER") not in ("root", "0", "")
    words = [word for word, _ in stages()[-1]]
    assert words.index("USER") < words.index("CMD")


def copied() -> list[str]:
    """What is copied from the project, in either stage."""
    copies = [
        arguments.split()
        for word, arguments in steps()
        if word == "COPY" and not arguments.startswith("--from")
    ]
    return [source for words in copies for source in words[:-1]]


@pytest.mark.parametrize("source", copied())
def test_what_is_copied_exists_and_reaches_the_builder(source: str) -> None:
    assert (PROJECT_DIR / source).exists()
    allowed = [
        line[1:] for line in (PROJECT_DIR / ".dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    assert source in allowed


def test_nothing_reaches_the_builder_that_is_not_named() -> None:
    lines = [
        line for line in (PROJECT_DIR / ".dockerignore").read_text().splitlines() if line and line[0] != "#"
    ]
    assert lines[0] == "*"
    for private in ("instance", ".git", ".venv"):
        assert not any(fnmatch(private, line[1:]) for line in lines if line.startswith("!"))


def test_what_the_site_needs_to_start_is_copied() -> None:
    assert {"app", "solver", "templates", "wsgi.py", "requirements.txt"} <= set(copied())
    assert json.loads(last("CMD")) == ["python", "-m", "app.site.serve"]


def test_pango_is_there_for_the_bid_packs() -> None:
    assert all(name in last("RUN") or name in TEXT for name in ("libpangoft2-1.0-0", "libharfbuzz-subset0"))


def test_what_is_kept_lies_on_a_volume() -> None:
    environment = dict(pair.split("=", 1) for pair in last("ENV").split())
    assert last("VOLUME") == environment["INSTANCE_DIR"]
    assert environment["APP_ENV"] == "production"
    assert "SECRET_KEY" not in environment


def test_the_health_check_asks_under_the_sites_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, command = last("HEALTHCHECK").partition("CMD ")
    python, option, code = json.loads(command)
    assert (python, option) == ("python", "-c")
    requests: list[urllib.request.Request] = []

    def answer(request: urllib.request.Request, **options: Any) -> None:
        requests.append(request)
        raise urllib.error.URLError("away")

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setenv("PUBLIC_URL", "https://bidbridge.example")
    with pytest.raises(urllib.error.URLError):
        exec(code, {})
    assert requests[0].full_url == "http://127.0.0.1:8000/healthz"
    assert requests[0].get_header("Host") == "bidbridge.example"
