"""No bit of a file that knows its own bytes can be altered unnoticed."""

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.runs import self_checked

TABLE = pa.table({"live_mw": [1.5, 2.5, 3.5], "word": ["a", "b", None]}, metadata={"sources": "x" * 64})


@pytest.mark.parametrize("table", [TABLE, TABLE.slice(0, 0)])
def test_every_altered_bit_is_noticed_and_what_is_whole_is_read(tmp_path, table):
    path = tmp_path / "a.parquet"
    self_checked.write(path, table, compression="zstd")
    assert self_checked.is_intact(path)
    assert pq.read_table(path).equals(table, check_metadata=True)
    whole, draws = path.read_bytes(), random.Random(3)
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 1 << draws.randrange(8)
        path.write_bytes(altered)
        assert not self_checked.is_intact(path), place
    for cut in (whole[:-1], whole + b"\n", whole[len(whole) // 2 :], b""):
        path.write_bytes(cut)
        assert not self_checked.is_intact(path)


def test_the_same_table_has_the_same_bytes_and_a_plain_file_is_not_whole(tmp_path):
    for name in "ab":
        self_checked.write(tmp_path / name, TABLE)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    pq.write_table(TABLE, tmp_path / "c")
    assert not self_checked.is_intact(tmp_path / "c")
