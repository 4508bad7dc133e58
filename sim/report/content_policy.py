"""What a page may do, told to the browser in the page itself: its own scripts and styles, each by its hash, no more."""

import base64
import hashlib
from collections.abc import Sequence

NOTHING = ""
"""The style sheet that plotly makes before it puts its rules into it, one by one."""


def content_policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """The policy of a page of these scripts and style sheets, each written between its tags to the letter.

    No text becomes a program (`eval`), nothing is fetched, sent or framed. Pictures are in the page, or drawn by it to
    be saved. Charts are laid out by style attributes, which can do no more than look.
    """
    return "; ".join((
        "default-src 'none'",
        "script-src " + " ".join(map(hash_of, scripts)),
        "style-src-elem " + " ".join(map(hash_of, (*styles, NOTHING))),
        "style-src-attr 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip


def hash_of(text: str) -> str:
    """A script or style sheet as the policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
