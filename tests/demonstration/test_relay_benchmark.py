"""The network that is timed is slow and cut, and what a phone tells through it comes whole and once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread
from time import monotonic

import pytest

from zhiben.demonstration.speed import telling
from zhiben.demonstration.speed.relay import relaying


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that counts what it is sent and says so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    one, _address = listening.accept()
                except OSError:
                    return
                with one:
                    while data := one.recv(65536):
                        one.sendall(f"{len(data)} ".encode())

        Thread(target=answer, daemon=True).start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


def _sent(port: int, count: int) -> int:
    """How much of so many bytes is told to have come, until the connection ends."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        try:
            one.sendall(b"x" * count)
            one.shutdown(socket.SHUT_WR)
            told = b""
            while data := one.recv(65536):
                told += data
        except OSError:
            return -1
    return sum(int(number) for number in told.split())


def test_relay_is_as_slow_as_it_says(echo: int) -> None:
    with relaying(echo, rate=100_000, cut=10**9) as (port, relay):
        began = monotonic()
        _sent(port, 30_000)
        assert monotonic() - began >= 0.25
        assert (relay.up, relay.cuts) == (30_000, 0)


def test_relay_cuts_what_it_carries(echo: int) -> None:
    with relaying(echo, rate=10**8, cut=20_000) as (port, relay):
        assert _sent(port, 30_000) < 30_000
        assert relay.cuts == 1


@pytest.mark.slow
def test_what_a_phone_tells_through_it_is_whole(tmp_path: object) -> None:
    """In a home of its own, with fewer and a faster network."""
    import json
    import subprocess
    import sys

    few = "telling.PICTURES, telling.FINDINGS, telling.RATE, telling.CUT = 6, 2, 4_000_000, 150_000"
    code = (
        "import os, tempfile, json; home = tempfile.mkdtemp(); os.environ['ZHIBEN_HOME'] = home;"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'zhiben.config.settings'; import django; django.setup();"
        f"from zhiben.demonstration.speed import telling; {few};"
        "print(json.dumps([one.as_json() for one in telling.measured(lambda text: None)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (taken,) = json.loads(done.stdout.splitlines()[-1])
    assert taken["name"] == "relay"
    assert "6张照片、2个问题" in taken["told"] and "断开0次" not in taken["told"]
    assert telling.PICTURES == 60
