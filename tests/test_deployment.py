"""What docs/operations.md tells an operator to copy is accepted by the programs that read it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.foundation.config import PROJECT_DIR

OPERATIONS = (PROJECT_DIR / "docs" / "operations.md").read_text()


def block(first_line: str) -> str:
    """The indented block of the page that begins with that line."""
    lines = OPERATIONS.splitlines()
    taken = []
    for line in lines[lines.index(f"    {first_line}") :]:
        if line and not line.startswith("    "):
            break
        taken.append(line[4:])
    return "\n".join(taken) + "\n"


def program(name: str, *, needed: bool) -> str:
    """Where it is. Where checks decide, `needed` fails without it; elsewhere the test is skipped, with the
    reason.
    """
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if path is None and needed and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed, so nobody knows whether our page is true.")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate and its key, for nginx to read."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bidbridge.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1)
        .not_valid_before(datetime.now(UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(1))
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, private


def test_nginx_takes_the_block(tmp_path: Path) -> None:
    nginx = program("nginx", needed=True)
    chain, private = certificate(tmp_path)
    site = block("limit_conn_zone $binary_remote_addr zone=visitors:10m;")
    site = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {chain};", site)
    site = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {private};", site)
    site = re.sub(r"listen (\d+)", r"listen 127.0.0.1:20\1", site)  # nginx opens the ports even to check
    folders = "".join(
        f"{name}_temp_path {tmp_path};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders}\n{site} }}")
    done = subprocess.run(
        [nginx, "-t", "-e", str(tmp_path / "error.log"), "-p", str(tmp_path), "-c", str(configuration)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_proxy_sets_itself_what_the_site_believes_of_it_and_waits_for_nobody() -> None:
    site = block("limit_conn_zone $binary_remote_addr zone=visitors:10m;")
    assert "export TRUSTED_PROXIES=1" in OPERATIONS
    for header, value in (("For", "$remote_addr"), ("Proto", "$scheme"), ("Host", "$host")):
        assert f"proxy_set_header X-Forwarded-{header} {value};" in site
    for name in (
        "client_header_timeout",
        "client_body_timeout",
        "send_timeout",
        "keepalive_timeout",
        "limit_conn",
    ):
        assert re.search(rf"^\s*{name} ", site, re.MULTILINE), name


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", needed=False)
    unit = tmp_path / "bidbridge.service"
    # Its own words are checked, not whether this machine has that user and program.
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", block("[Unit]")))
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in (done.stdout + done.stderr).splitlines() if "bidbridge.service" in line]
    assert complaints == []
