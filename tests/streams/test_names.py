"""Names become keys that are stable, signed, and refused when two of them coincide."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.streams import NameCollisionError, keys_of, names, stream_key


def test_a_key_is_pinned_for_good():
    assert stream_key("request.size") == -7280818668340628457
    assert stream_key("") == -5426141060434712860


@given(st.text())
def test_a_key_is_the_signed_form_of_the_digest(text):
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    key = stream_key(text)
    assert -(2**63) <= key < 2**63
    assert key.to_bytes(8, "little", signed=True) == digest


def test_distinct_names_get_distinct_keys():
    many = [f"lease-{i}" for i in range(20_000)]
    assert len(set(keys_of(many).values())) == len(many)


def test_a_repeated_name_is_no_collision():
    assert keys_of(["a", "b", "a"]) == {"a": stream_key("a"), "b": stream_key("b")}


def test_a_collision_names_both(monkeypatch):
    monkeypatch.setattr(names, "stream_key", len)
    with pytest.raises(NameCollisionError, match="'first' and 'other'"):
        keys_of(["one", "first", "other"])
