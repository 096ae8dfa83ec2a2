"""`manage.py serve` on a port that somebody has: one sentence, before anything is started."""

from __future__ import annotations

import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def test_a_taken_port_is_said_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = StringIO()
        with pytest.raises(CommandError, match=rf"^Port {port} is taken: .* make run PORT={port + 1}\.$"):
            call_command("serve", port=port, stdout=said)
        assert said.getvalue() == ""


def test_a_free_one_passes_the_check() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    call_command("serve", port=port, check=True)
