"""Starts the page's server on this machine alone, and ends it."""

import errno
import logging
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from types import FrameType

import uvicorn

from sim.explorer.app import Page
from sim.explorer.desk import Desk, Job, Steps
from sim.explorer.security import Guard
from sim.explorer.session import Session

ADDRESS = "127.0.0.1"


class PortTakenError(OSError):
    """Another program has the port."""


class Server(uvicorn.Server):
    """A server that ends the work at its desk before it waits for answers under way."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On Ctrl-C; what is cut off after all is not told: it is over."""
        self._desk.stop()
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


def bound(port: int) -> socket.socket:
    """A socket at a port of this machine, or at a free one for 0; PortTakenError where another program has it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except OSError as error:
        listening.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTakenError(error.errno, f"port {port} of {ADDRESS} is taken, or not for everyone") from error
        raise
    return listening


def serve(session: Session, listening: socket.socket, say: Callable[[str], object], browser: bool) -> None:
    """Answer until Ctrl-C; `say` is told the start address once the server answers."""
    desk = Desk()
    guard = Guard(Page(session, desk).app(), listening.getsockname()[1])
    server = Server(uvicorn.Config(
        guard, log_level="warning", access_log=False, lifespan="off", ws="none", server_header=False,
        timeout_graceful_shutdown=5, limit_concurrency=64, h11_max_incomplete_event_size=32_768,
    ), desk)  # fmt: skip
    warm(session, desk)
    announcing = threading.Thread(target=_announce, args=(server, guard.start, say, browser), daemon=True)
    announcing.start()
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        desk.close()
        listening.close()


def warm(session: Session, desk: Desk) -> None:
    """Have the first scenario looked at before anyone asks, so that the first picture is there at once."""
    def look(_: Job) -> Steps:
        yield session.told_of(next(iter(session.studies)))

    desk.ask(Job("start", look, lambda _: None))


def _announce(server: uvicorn.Server, address: str, say: Callable[[str], object], browser: bool) -> None:
    """Say where the page is as soon as it answers."""
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.02)
    say(address)
    if browser:
        webbrowser.open(address)
