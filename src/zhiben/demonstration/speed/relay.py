"""A relay on loopback that is as slow as a phone's network and cuts what it carries now and then."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic, sleep

CHUNK = 4096
UP, DOWN = "up", "down"


@dataclass
class Relay:
    """Carries to `port`, at most `rate` bytes a second up and as many down; after every `cut` bytes up it breaks off
    the connection on which they came."""

    port: int
    rate: int
    cut: int
    up: int = 0
    cuts: int = 0
    _free: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def carry(self, near: socket.socket) -> None:
        """One connection, both ways, until either side ends it."""
        far = socket.create_connection(("127.0.0.1", self.port))
        back = Thread(target=self._pump, args=(far, near, DOWN), daemon=True)
        back.start()
        self._pump(near, far, UP)
        back.join()

    def _pump(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        try:
            while (data := source.recv(CHUNK)) and not (way == UP and self._breaks(len(data))):
                self._wait(len(data), way)
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            _end(one)

    def _breaks(self, count: int) -> bool:
        with self._lock:
            before, self.up = self.up // self.cut, self.up + count
            broken = self.up // self.cut > before
            self.cuts += broken
        return broken

    def _wait(self, count: int, way: str) -> None:
        with self._lock:
            until = self._free[way] = max(self._free.get(way, 0.0), monotonic()) + count / self.rate
        sleep(max(0.0, until - monotonic()))


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        one.close()


@contextmanager
def relaying(port: int, *, rate: int, cut: int) -> Iterator[tuple[int, Relay]]:
    """The relay before the server at `port`: its own port, and itself to be asked how often it has cut."""
    relay = Relay(port, rate, cut)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    near, _address = listening.accept()
                except OSError:
                    return
                Thread(target=relay.carry, args=(near,), daemon=True).start()

        Thread(target=accept, daemon=True).start()
        yield int(listening.getsockname()[1]), relay
        listening.shutdown(socket.SHUT_RDWR)
