"""A real server with the whole demonstration network, and a real browser, both started once for these tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.services.servers import free_port

PROJECT = Path(__file__).resolve().parents[3]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 180
MANAGE = [sys.executable, str(PROJECT / "manage.py")]


@dataclass(frozen=True)
class Portal:
    """The running portal. `accounts` maps a demonstration role to its address and password."""

    port: int
    accounts: dict[str, tuple[str, str]]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def url(self, path: str, *, cite: str = "") -> str:
        host = f"{cite}.localhost" if cite else "localhost"
        return f"http://{host}:{self.port}{path}"

    def get(self, path: str, *, cite: str = "") -> Any:
        """The JSON a path answers, asked without a name look-up."""
        host = f"{cite}.localhost:{self.port}" if cite else f"localhost:{self.port}"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": host})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    @contextmanager
    def on_another_port(self, port: int = 0) -> Iterator[Portal]:
        """A second server of the same data, which a test may stop by leaving."""
        port = port or free_port()
        with serving({**self.environment, "PUBLIC_PORT": str(port)}, port):
            yield replace(self, port=port)


def chromium() -> str | None:
    """Debian's Chromium, or another the PATH has."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration network on SQLite, served as `make run` serves it."""
    if chromium() is None:
        if os.environ.get("PORTAL_BROWSER") == "required":
            pytest.fail("Chromium is required here and isn't installed (Debian: chromium)")
        pytest.skip("Chromium isn't installed (Debian: chromium)")
    folder, port = tmp_path_factory.mktemp("portal"), free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "DJANGO_SETTINGS_MODULE")
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATA_DIR": str(folder),
        "PUBLIC_PORT": str(port),
        "BASE_DOMAIN": "localhost",
        "SECRET_KEY": "for browser tests only",
    }
    for command in (["compile_catalogues"], ["migrate", "--verbosity", "0"]):
        subprocess.run([*MANAGE, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    loaded = subprocess.run([*MANAGE, "demo"], check=True, env=environment, stdout=subprocess.PIPE, text=True)
    with serving(environment, port):
        yield Portal(port, _accounts(loaded.stdout), environment)


@contextmanager
def serving(environment: Mapping[str, str], port: int) -> Iterator[None]:
    """The development server while inside."""
    with (Path(environment["DATA_DIR"]) / f"server-{port}.log").open("w") as log:
        server = subprocess.Popen(
            [*MANAGE, "runserver", f"127.0.0.1:{port}", "--noreload"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            _wait(port, server)
            yield
        finally:
            server.terminate()
            server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/health/", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the portal doesn't start")


def _accounts(output: str) -> dict[str, tuple[str, str]]:
    """Lines of the demonstration's output such as "  manager.porto@example.org  <password>"."""
    found = {}
    for line in output.splitlines():
        parts = line.split()
        if len(parts) == 2 and parts[0].endswith("@example.org"):
            found[parts[0].partition("@")[0]] = (parts[0], parts[1])
    return found


@pytest.fixture(scope="package")
def browser(portal: Portal) -> Iterator[Browser]:
    """Headless Chromium, ended with its tests: while Playwright runs in a thread, Django's database refuses it."""
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield instance
        instance.close()


@contextmanager
def visiting(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages, each in a fresh context; leaving fails if one asked another host for anything."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []

    def note(request: Request) -> None:
        host = request.url.partition("://")[2].partition("/")[0].partition(":")[0]
        if not request.url.startswith(("data:", "blob:")) and not host.endswith("localhost"):
            foreign.append(request.url)

    def open_page(width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.on("request", note)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == [], "a page asks another host"


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a fresh context; the test fails if one asks another host for anything."""
    with visiting(browser) as open_page:
        yield open_page
