"""What a command and all processes that it begins hold, looked at again and again while it runs; of Linux.

Of each process the memory that is its own (anonymous, in /proc/PID/smaps); of files, libraries above all, what lies in
memory, once for all processes of the command. So it does not matter who else has the same libraries open, this program
for one: shares as the kernel divides them (PSS) would come to less by what others have a part in.
"""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

EVERY = 0.04
"""Seconds between two looks, which take some milliseconds each."""
KB_PER_MB = 1024
Mapping = tuple[bytes, bytes, bytes]
"""A piece of a file: where it begins, device, inode."""


class Held(NamedTuple):
    """Memory at a moment, in MB of 2²⁰ bytes."""

    together: float
    each: list[float]
    """Own memory of each process, the command first."""


def watched(command: list[str], environment: dict[str, str]) -> Held:
    """Run a command and say the most that it held; CalledProcessError where it fails."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as begun:
        most = Held(0, [])
        while begun.poll() is None:
            most = max(most, held(begun.pid))
            time.sleep(EVERY)
    if begun.returncode:
        raise subprocess.CalledProcessError(begun.returncode, command)
    return most


def held(pid: int) -> Held:
    """By a process and those that it began."""
    own, files = [], Counter[Mapping]()
    for process in family(pid):
        anonymous, mapped = of_process(process)
        own.append(anonymous / KB_PER_MB)
        files |= mapped
    return Held(sum(own) + files.total() / KB_PER_MB, own)


def family(pid: int) -> Iterator[int]:
    """A process and all that began from it and are there. One that has not begun its own program yet stands aside: it
    looks out of its parent's memory, which would count twice.
    """
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            begun = [int(child) for child in children.read_text().split()]
            own = [child for child in begun if _command(child) != _command(pid)]
        except OSError:  # ended meanwhile
            continue
        for child in own:
            yield from family(child)


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def of_process(pid: int) -> tuple[int, Counter[Mapping]]:
    """Own memory of a process, and that of files by the piece, in kB; nothing where it has ended."""
    own, files = 0, Counter[Mapping]()
    resident, mapping = 0, (b"", b"", b"")
    try:
        lines = Path(f"/proc/{pid}/smaps").read_bytes().splitlines()
    except OSError:
        return own, files
    for line in lines:
        if line.startswith(b"Rss:"):
            resident = int(line.split()[1])
        elif line.startswith(b"Anonymous:"):
            anonymous = int(line.split()[1])
            own += anonymous
            if resident > anonymous:
                files[mapping] += resident - anonymous
        elif not line[:1].isupper():  # nor is it a name and a value
            _, _, offset, device, inode, *_ = line.split()
            mapping = offset, device, inode
    return own, files
