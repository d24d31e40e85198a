"""Documentation that is not true any more fails here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from app import create_app
from app.foundation import config
from app.foundation.config import PROJECT_DIR
from app.sample.rules import SIGN_INS
from tests.site import Site

FOREIGN = {".venv", "node_modules", ".git", "instance", "out"}
PAGES = sorted(
    path for path in PROJECT_DIR.rglob("*.md") if not FOREIGN & set(path.relative_to(PROJECT_DIR).parts)
)
README = (PROJECT_DIR / "README.md").read_text()
OPERATIONS = (PROJECT_DIR / "docs" / "operations.md").read_text()
CONFIG = PROJECT_DIR / "app" / "foundation" / "config.py"
RUN = (PROJECT_DIR / "run").read_text()
SOLVER = PROJECT_DIR / "docs" / "solver-command-line.md"
FLASKS_OWN = {"run", "shell", "routes", "limiter"}


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT_DIR))


def settings_read() -> set[str]:
    """Every name that config.py asks the environment for."""
    calls = (node for node in ast.walk(ast.parse(CONFIG.read_text())) if isinstance(node, ast.Call))
    gets = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "get")
    return {str(call.args[0].value) for call in gets if isinstance(call.args[0], ast.Constant)}


def verbs_of_run() -> set[str]:
    """Every verb that ./run knows, without other spellings of help."""
    verbs = re.findall(r"^  ([a-z]+)(?: \| [^)]*)?\)", RUN[RUN.index('case "${1-serve}"') :], re.MULTILINE)
    return set(verbs) - {"serve"}


def test_settings_and_verbs_are_found_at_all() -> None:
    assert {"DATABASE_URL", "PORT", "TRUSTED_PROXIES"} <= settings_read()
    assert {"setup", "demo", "worker", "test", "lock", "audit", "help"} == verbs_of_run()


def test_every_setting_is_told_to_the_operator_and_nothing_else_is() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS, re.MULTILINE))
    assert documented == settings_read()


def test_settings_in_the_readme_exist() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert (
        {"DATABASE_URL", "DOCUMENTS_DIR", "SECRET_KEY", "MAIL_URL", "PUBLIC_URL"}
        <= documented
        <= settings_read()
    )


def test_no_module_asks_the_environment_for_a_setting_behind_the_operators_back() -> None:
    the_systems_own = {"PATH", "TMPDIR", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE"}
    variables = {
        name
        for path in (PROJECT_DIR / "app").rglob("*.py")
        for name in re.findall(r"(?:environ\.get\(|environ\[|getenv\()\"(\w+)\"", path.read_text())
    }
    assert variables <= the_systems_own


@pytest.mark.parametrize("verb", sorted(verbs_of_run()))
def test_every_verb_of_run_is_told(verb: str) -> None:
    assert f"./run {verb}" in README
    assert f"./run {verb}" in OPERATIONS
    assert f"./run {verb}" in RUN[: RUN.index("say()")], "it is missing from ./run help"


def test_no_verb_of_run_is_told_that_is_not_there() -> None:
    for path in PAGES:
        verbs = re.findall(r"\./run ([a-z]+)", path.read_text())
        assert set(verbs) <= verbs_of_run(), name_of(path)


def commands(group: click.Group, above: str = "flask") -> dict[str, click.Command]:
    """Every command below a group by its whole name."""
    commands_below: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        full_name = f"{above} {name}"
        commands_below.update(
            commands(command, full_name) if isinstance(command, click.Group) else {full_name: command}
        )
    return commands_below


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, click.Command]:
    """What our areas add to flask's own command line."""
    settings = config.load({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path_factory.mktemp("commands"))})
    every = commands(create_app(settings).cli)
    return {name: command for name, command in every.items() if name.split()[1] not in FLASKS_OWN}


def test_every_command_is_told_to_the_operator(ours: dict[str, click.Command]) -> None:
    missing = [name for name in ours if f"`{name}" not in OPERATIONS]
    assert missing == []


def test_no_command_or_option_is_told_that_is_not_there(ours: dict[str, click.Command]) -> None:
    for command, description in re.findall(r"^\| `(flask [a-z-]+ [a-z-]+)(.*)$", OPERATIONS, re.MULTILINE):
        assert command in ours
        real = {
            option
            for parameter in ours[command].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"--[a-z-]+", description)) <= real, command
    for path in PAGES:
        for command in re.findall(r"\bflask [a-z]+ [a-z-]+\b", path.read_text()):
            assert command in ours, f"{name_of(path)} names {command}"


def anchors(text: str) -> set[str]:
    """The anchors that headings get on the usual hosts."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path) if path else page
        assert there.exists(), f"{target} is not there"
        assert not anchor or anchor in anchors(there.read_text()), f"{target} has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_row_of_a_table_stands_twice(page: Path) -> None:
    """Within one table, each first cell once."""
    for table in re.findall(r"(?:^\|.*\n)+", page.read_text(), re.MULTILINE):
        first = [line.split(" | ")[0].strip("| ") for line in table.splitlines()[2:]]
        assert len(first) == len(set(first)), first


def test_each_term_has_one_meaning() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (PROJECT_DIR / "docs" / "vocabulary.md").read_text(), re.MULTILINE)[
        1:
    ]
    terms = [term.strip() for row in rows for term in row.split(",")]
    assert len(terms) == len(set(terms))


def test_the_sample_sign_ins_are_those_that_work() -> None:
    addresses = set(re.findall(r"`([\w.]+@example\.org)`", README))
    assert addresses == {entry.email for entry in SIGN_INS}
    assert {entry.password for entry in SIGN_INS} == {re.findall(r"password is always `([^`]+)`", README)[0]}


def test_every_decision_is_in_the_list_and_has_the_same_four_parts_in_order() -> None:
    folder = PROJECT_DIR / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    for path in folder.glob("[0-9]*.md"):
        title, _, text = path.read_text().partition("\n")
        assert title.startswith(f"# {path.name[:4]}: "), path.name
        assert f"\n- [{title.removeprefix('# ')}]({path.name})\n" in listed, path.name
        parts = re.findall(r"^\*\*([^*]+\.)\*\* ?", text, re.MULTILINE)
        assert parts == ["Context.", "Decision.", "Why.", "What follows."], path.name


def test_pages_name_no_file_of_ours_that_is_gone() -> None:
    for path in PAGES:
        for name in re.findall(
            r"`((?:app|solver|templates|tests|frontend|docs)/[\w/.-]+\.\w+)`", path.read_text()
        ):
            assert (PROJECT_DIR / name).exists(), f"{name_of(path)} names {name}"


def words_asked_for() -> list[str]:
    """The words that licences of the data ask for, as the data's own page quotes them."""
    text = (PROJECT_DIR / "app" / "foundation" / "reference" / "data" / "ATTRIBUTION.md").read_text()
    rows = [line.rsplit("|", 2)[1] for line in text.splitlines() if line.startswith("| `")]
    return sorted({words for row in rows for words in re.findall(r'"([^"]+)"', row)})


def test_words_that_licences_ask_for_are_repeated(site: Site) -> None:
    assert len(words_asked_for()) >= 5
    page = site.client(None).get("/acknowledgements").get_data(as_text=True)
    attribution = (PROJECT_DIR / "docs" / "attribution.md").read_text()
    for words in words_asked_for():
        assert words in page
        assert words in attribution


def test_every_option_of_the_solver_is_told() -> None:
    text = SOLVER.read_text()

    def helped(*words: str) -> str:
        command = [sys.executable, "-m", "solver", *words, "--help"]
        return subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout

    verbs = re.findall(r"\{([a-z,]+)\}", helped())[0].split(",")
    for verb in verbs:
        assert f"solver {verb}" in text
        missing = (
            set(re.findall(r"--[a-z-]+", helped(verb))) - {"--help"} - set(re.findall(r"--[a-z-]+", text))
        )
        assert missing == set(), verb
