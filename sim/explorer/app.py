"""The page's server: a few addresses, no one of which is a path into the file system."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.explorer import asking
from sim.explorer.asking import MalformedError
from sim.explorer.desk import BusyError, Desk, Job, Steps
from sim.explorer.figures import NoSuchViewError
from sim.explorer.saving import NotSavedError, shown
from sim.explorer.session import Session, UnknownError
from sim.explorer.trial import RefusedError
from sim.runs.manifest import IncompleteError
from sim.statistics.paired import NotPairedError
from sim.world.broken import InvariantBrokenError

HERE = Path(__file__).parent
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CHARTS = "plotly.min.js"
"""Of the charts' library, whose wheel brings it; its Python is not needed."""


SUPERSEDING = ("/api/picture", "/api/scenario")
"""Whose requests end the picture that a page waited for."""


class Page:
    """Answers the requests of the pages that are open."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._session, self._desk = session, desk
        self._files = static_files()
        environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())
        self._html = environment.get_template("page.html").render()

    def app(self) -> Starlette:
        """The addresses."""
        return Starlette(routes=[
            Route("/", self._page), Route("/static/{name}", self._static), Route("/api/state", self._state),
            Route("/api/scenario", self._scenario, methods=["POST"]),
            Route("/api/picture", self._picture, methods=["POST"]),
            Route("/api/keep", self._keep, methods=["POST"]), Route("/api/drop", self._drop, methods=["POST"]),
            Route("/api/save", self._save, methods=["POST"]), Route("/api/open", self._open, methods=["POST"]),
        ])  # fmt: skip

    async def _page(self, _: Request) -> Response:
        return Response(self._html, media_type="text/html")

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._files:
            return Response("There is no such file.", 404, media_type="text/plain")
        kind, content = self._files[name]
        return Response(content, media_type=kind)

    async def _state(self, _: Request) -> Response:
        return JSONResponse(await run_in_threadpool(self._session.told))

    async def _scenario(self, request: Request) -> Response:
        return await self._answered(request, lambda said: self._session.told_of(asking.text(said, "scenario")))

    async def _picture(self, request: Request) -> Response:
        return await self._answered(request, None)

    async def _keep(self, request: Request) -> Response:
        def keep(said: dict[str, Any]) -> dict[str, Any]:
            self._session.keep(asking.text(said, "name"), asking.text(said, "scenario"), asking.typed(said))
            return self._session.told()

        return await self._answered(request, keep)

    async def _drop(self, request: Request) -> Response:
        def drop(said: dict[str, Any]) -> dict[str, Any]:
            self._session.kept.pop(asking.text(said, "kept"), None)
            return self._session.told()

        return await self._answered(request, drop)

    async def _save(self, request: Request) -> Response:
        def save(said: dict[str, Any]) -> dict[str, Any]:
            name, scenario = asking.text(said, "name"), asking.text(said, "scenario")
            path = self._session.save(name, scenario, asking.typed(said))
            return self._session.told() | {"path": shown(path)}

        return await self._answered(request, save)

    async def _open(self, request: Request) -> Response:
        return await self._answered(request, lambda said: self._session.open(asking.text(said, "name")))

    async def _answered(self, request: Request, work: Callable[[dict[str, Any]], dict[str, Any]] | None) -> Response:
        """What work at the desk comes to; pictures, a line each, where none is given."""
        try:
            said = asking.parsed(await _body(request))
            page = asking.text(said, "page")
            asked = asking.asked(said) if work is None else None
        except MalformedError as error:
            return JSONResponse({"error": str(error)}, 400)
        told: asyncio.Queue[Any] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(item: Any) -> None:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(told.put_nowait, item)

        def run(job: Job) -> Steps:
            try:
                if asked is not None:
                    yield from self._session.draw(asked, job.stopped)
                elif work is not None:
                    yield work(said)
            except RefusedError as error:
                yield {"refused": error.by_key, "error": "; ".join(error.others)}
            except (UnknownError, NotSavedError, NoSuchViewError, NotPairedError, IncompleteError, MalformedError,
                    InvariantBrokenError, ArithmeticError, OSError, ValueError) as error:  # fmt: skip
                yield {"error": str(error)}

        job = Job(page if request.url.path in SUPERSEDING else f"{page}{request.url.path}", run, tell)
        try:
            self._desk.ask(job)
        except BusyError as error:
            return JSONResponse({"error": str(error)}, 429)
        if asked is None:
            answer = await told.get() or {"error": "another request took this one's place"}
            return JSONResponse(answer)
        return StreamingResponse(_lines(job, told), media_type="application/x-ndjson")


async def _lines(job: Job, told: "asyncio.Queue[Any]") -> AsyncIterator[bytes]:
    """What a job tells, a line each; whoever goes away stops it."""
    try:
        while (item := await told.get()) is not None:
            yield json.dumps(item, allow_nan=False).encode() + b"\n"
    finally:
        job.stop()


async def _body(request: Request) -> bytes:
    """Of a request, no more than a page sends."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise MalformedError("requests are JSON")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > asking.MOST_BYTES:
            raise MalformedError(f"the request is longer than {asking.MOST_BYTES:,} bytes")
    return bytes(body)


def static_files() -> dict[str, tuple[str, bytes]]:
    """Kind and content of each file that the page is made of, by name: read once, so that no request names a path."""
    paths = [path for path in sorted((HERE / "static").iterdir()) if path.suffix in TYPES]
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the library of the charts is missing: `make` installs it")
    paths.append(Path(spec.origin).parent / "package_data" / CHARTS)
    return {path.name: (TYPES[path.suffix], path.read_bytes()) for path in paths}
