"""Certificates for tests, made by openssl."""

import subprocess
from pathlib import Path


def make_certificate(
    folder: Path, name: str = "desktop", *, days: int = 90, host: str = "localhost"
) -> tuple[Path, Path]:
    """Write a self-signed certificate and its key; return both files."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", str(days)),
            *("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
