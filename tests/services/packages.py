"""Debian packages the services need, installed where they are missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


class MissingPackageError(RuntimeError):
    """A package isn't there and can't be installed; the message names it."""


def find(program: str) -> str | None:
    """The program's path, also where Debian keeps PostgreSQL's own programs."""
    found = shutil.which(program)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return str(versions[0]) if versions else None


def ensure(needed: dict[str, str]) -> None:
    """Install the packages of programs that are missing; `needed` maps program to package.

    Raises:
        MissingPackageError: they can't be installed here.
    """
    missing = sorted({package for program, package in needed.items() if find(program) is None})
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise MissingPackageError(
            f"These packages are needed: {' '.join(missing)} (Debian's names). Install them first."
        )
    print(f"services: installing {' '.join(missing)}", file=sys.stderr, flush=True)
    if "postgresql" in missing:
        # The package would make and start a cluster of its own on the usual port.
        config = Path("/etc/postgresql-common/createcluster.conf")
        config.parent.mkdir(parents=True, exist_ok=True)
        if not config.exists():
            config.write_text("create_main_cluster = false\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", *command], check=True, env=environment, stdout=subprocess.DEVNULL)
