"""Who is answered: the browser that opened the start address, on this machine, from this page alone.

Every request has to name this server as its host, so that no other name that leads here is answered (DNS rebinding);
one with an origin has to come from this page; and all but the start address need the cookie that it gives.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""Of a style element without text, which the charts fill by script: no text of a style element is allowed."""
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", f"style-src 'self' {EMPTY_STYLE}", "img-src 'self' data:",
    "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}  # fmt: skip
FROM_HERE = ("same-origin", "none")
"""Values of Sec-Fetch-Site: from this page, or typed into the address bar."""


class Guard:
    """Lets requests through to an application, or refuses them."""

    def __init__(self, app: App, port: int, token: str | None = None) -> None:
        self._app = app
        self.host = f"127.0.0.1:{port}"
        self.token = token or secrets.token_urlsafe(32)
        self._cookie, self._secret = f"explorer-{port}", secrets.token_urlsafe(32)

    @property
    def start(self) -> str:
        """The address that opens the page."""
        return f"http://{self.host}/?token={self.token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if wrong := self._foreign(headers):
            await _answer(send, 403, wrong)
        elif self._has_token(scope):
            cookie = f"{self._cookie}={self._secret}; Path=/; HttpOnly; SameSite=Strict"
            await _answer(send, 303, "", {"location": "/", "set-cookie": cookie})
        elif not self._has_cookie(headers):
            await _answer(send, 403, "Open the address that the command printed, with its token.")
        else:
            await self._app(scope, receive, _guarded(send))

    def _foreign(self, headers: dict[str, str]) -> str | None:
        if headers.get("host") != self.host:
            return f"This page is at {self.host} and at no other name."
        if headers.get("origin", f"http://{self.host}") != f"http://{self.host}":
            return "Requests of other pages are refused."
        if headers.get("sec-fetch-site", "none") not in FROM_HERE:
            return "Requests of other pages are refused."
        return None

    def _has_token(self, scope: Scope) -> bool:
        if scope["path"] != "/" or scope["method"] != "GET":
            return False
        try:
            given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=8).get("token", [""])[0]
        except ValueError:  # more fields than the start address ever has
            return False
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _has_cookie(self, headers: dict[str, str]) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self._secret.encode())


def _guarded(send: Send) -> Send:
    """Sends with the headers that every answer has."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.decode() not in HEADERS]
            message = {**message, "headers": [*kept, *((k.encode(), v.encode()) for k, v in HEADERS.items())]}
        await send(message)

    return with_headers


async def _answer(send: Send, status: int, text: str, more: dict[str, str] | None = None) -> None:
    body = text.encode()
    headers = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body))} | HEADERS | (more or {})
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
