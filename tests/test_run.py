"""`./run` on machines that lack something: the real script, with an apt, a Python and a pip that fail on
request.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.foundation.config import PROJECT_DIR

REAL = (
    "bash",
    "cat",
    "cksum",
    "dirname",
    "env",
    "grep",
    "head",
    "ls",
    "mkdir",
    "mktemp",
    "rm",
    "sed",
    "tail",
    "uname",
)
# Takes the place of python3 outside and inside .venv: succeeds at everything but what it is set to fail.
PYTHON = """#!/bin/bash
case "$*" in
  *"import ensurepip"*) exit "${NO_ENSUREPIP-0}" ;;
  "-m venv "*) mkdir -p "$3/bin" && cat "$0" >"$3/bin/python" && chmod +x "$3/bin/python" ;;
  "-m pip install "*) [ -z "${PIP_SAYS-}" ] || { printf '%s\\n' "$PIP_SAYS" >&2; exit 1; } ;;
esac
"""
APT = """#!/bin/bash
[ "$1" = update ] && exit "${NO_LISTS-0}"
[ -z "${APT_SAYS-}" ] || { printf '%s\\n' "$APT_SAYS" >&2; exit 100; }
"""
OFFLINE_APT = """Err:1 http://deb.example bookworm/main amd64 python3.11-venv
  Temporary failure resolving 'deb.example'
E: Failed to fetch http://deb.example/python3.11-venv.deb  Temporary failure resolving 'deb.example'
E: Unable to fetch some archives"""
OFFLINE_PIP = """WARNING: Retrying after 'NewConnectionError: [Errno -3] Temporary failure in name resolution'
ERROR: Could not find a version that satisfies the requirement flask==3.1.3 (from versions: none)"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the script and its pins, and `bin` with all the programs that there are."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in (*REAL, "chmod"):
        path = shutil.which(name)
        assert path is not None, f"{name} is not installed"
        (tools / name).symlink_to(path)
    fakes = {
        "apt-get": APT,
        "python3": PYTHON,
        "id": "#!/bin/bash\necho 0\n",
        "ldconfig": "#!/bin/bash\necho libpangoft2-1.0.so.0 libharfbuzz-subset.so.0\n",
    }
    for name, text in fakes.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    for name in ("run", "requirements.txt"):
        shutil.copy(PROJECT_DIR / name, tmp_path / name)
    return tmp_path


def run(machine: Path, verb: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine), "TMPDIR": str(machine), **settings}
    return subprocess.run(
        [str(machine / "bin" / "bash"), str(machine / "run"), verb],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_verb_is_named_and_the_known_ones_are_listed(machine: Path) -> None:
    done = run(machine, "typo")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no command ./run typo.\n")
    assert "./run demo" in done.stderr


def test_a_first_start_says_what_it_does_and_a_second_has_nothing_to_do(machine: Path) -> None:
    first, second = run(machine, "setup"), run(machine, "setup")
    lines = first.stderr.splitlines()
    assert first.returncode == second.returncode == 0
    assert [line.split(" (")[0].split(" from ")[-1] for line in lines] == [
        "Creating a Python environment in .venv",
        "requirements.txt",
        "Ready. Type ./run to start.",
    ]
    assert "minute" in lines[1]
    assert second.stderr == "Ready. Type ./run to start.\n"


def test_a_python_without_venv_is_completed_before_anything_fails(machine: Path) -> None:
    done = run(machine, "setup", NO_ENSUREPIP="1", NO_LISTS="100")
    assert done.returncode == 0
    assert "Installing system packages: python3-venv" in done.stderr
    assert "fail" not in done.stderr.lower()


CAUSES = (
    (
        {"NO_ENSUREPIP": "1", "APT_SAYS": "E: Unable to locate package python3-venv"},
        "E: Unable to locate package",
        "",
    ),
    ({"NO_ENSUREPIP": "1", "APT_SAYS": OFFLINE_APT}, "E: Failed to fetch", "No network?"),
    ({"PIP_SAYS": OFFLINE_PIP}, "ERROR: Could not find a version", "No network?"),
    ({"PIP_SAYS": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"}, "ERROR: THESE PACKAGES DO NOT MATCH", ""),
    ({"PIP_SAYS": "ERROR: [Errno 28] No space left on device"}, "ERROR: [Errno 28]", "The disk is full."),
    ({"PIP_SAYS": "WARNING: CERTIFICATE_VERIFY_FAILED\nERROR: none"}, "ERROR: none", "does not trust"),
    ({"PIP_SAYS": "one\ntwo\nKilled"}, "Killed", ""),
)


@pytest.mark.parametrize(("settings", "cause", "advice"), CAUSES, ids=[cause for _, cause, _ in CAUSES])
def test_what_fails_is_named_with_its_true_cause(
    machine: Path, settings: dict[str, str], cause: str, advice: str
) -> None:
    done = run(machine, "setup", **settings)
    assert done.returncode == 1
    assert cause in done.stderr
    assert ("No network?" in done.stderr) == (advice == "No network?")
    assert advice in done.stderr
    assert len(done.stderr.splitlines()) <= 9
    assert "Ready" not in done.stderr
    assert not list(machine.glob("tmp.*")), "a log was left behind"


def test_a_machine_without_python_gets_it_or_is_told_what_to_type(machine: Path) -> None:
    (machine / "bin" / "python3").unlink()
    done = run(machine, "setup", APT_SAYS="E: Unable to locate package python3")
    assert done.returncode == 1
    assert "Bidbridge needs Python 3.11 or newer" in done.stderr


def test_the_script_may_be_run() -> None:
    assert os.access(PROJECT_DIR / "run", os.X_OK)
