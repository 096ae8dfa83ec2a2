"""Static files of the development server."""

from __future__ import annotations

import http.client
from contextlib import closing

import pytest

from tests.portal.e2e.conftest import Portal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/portal/css/portal.css", 200),
        ("/static/nowhere.css", 404),
        ("/static/..%2f..%2fetc/passwd", 404),
        ("/static/../../etc/passwd", 404),
        ("/static/%2e%2e/%2e%2e/manage.py", 404),
    ],
)
def test_no_path_leads_out_of_the_static_files(portal: Portal, path: str, status: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": f"localhost:{portal.port}"})
        with connection.getresponse() as response:
            assert response.status == status
