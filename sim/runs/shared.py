"""A folder or an object store that several machines share: chunks, sums and design points under the same names as here.

What is not here is looked for there, and what is made here is put there, each file as a whole. Whatever fsspec knows
will do: `s3://bucket/capacity` (with s3fs), `gs://…`, `file:///mnt/shared`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from sim.runs.whole import draft_name, draft_of, put_whole


class SharedError(OSError):
    """A shared place that cannot be used."""


class Shared:
    """One shared place, beside a results folder here; both have the same names."""

    def __init__(self, url: str, results: Path) -> None:
        try:
            import fsspec
        except ImportError as error:
            raise SharedError("`--share` needs fsspec: `make .venv/cluster.installed` installs it") from error
        self.url, self._results = url, results
        with self._told():
            self._files, root = fsspec.core.url_to_fs(url)
        self._root = PurePosixPath(root)

    def bring(self, folder: Path, names: Iterable[str], size: Callable[[Path], int] = lambda _: 0) -> None:
        """Bring the files of a folder that begin with some names, and are not here yet; series come last.

        Of a file that grows under one name, `size` says how much it holds: the one that holds more stays.
        """
        place, wanted = self._place(folder), tuple(names)
        with self._told():
            try:
                there = [PurePosixPath(each).name for each in self._files.ls(str(place), detail=False)]
            except FileNotFoundError:
                return
            found = [name for name in there if name.startswith(wanted)]
            for name in sorted(found, key=lambda name: (-len(name), name)):
                here = folder / name
                there_is = here.exists()
                if there_is and size(here) == 0:
                    continue
                folder.mkdir(parents=True, exist_ok=True)
                draft = draft_of(here.with_name(f"{name}.new"))
                try:
                    put_whole(draft, partial(self._get, place / name))
                    if not there_is or size(draft) > size(here):
                        draft.replace(here)
                finally:
                    draft.unlink(missing_ok=True)

    def put(self, paths: Iterable[Path]) -> None:
        """Put files there, in their order, each as a whole: under a name of its own first."""
        with self._told():
            for path in paths:
                place = self._place(path)
                draft = place.with_name(draft_name(place.name))
                self._files.makedirs(str(place.parent), exist_ok=True)
                self._files.put_file(str(path), str(draft))
                self._files.mv(str(draft), str(place))

    def _get(self, place: PurePosixPath, draft: Path) -> None:
        self._files.get_file(str(place), str(draft))

    def _place(self, path: Path) -> PurePosixPath:
        return self._root / path.relative_to(self._results).as_posix()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What a store says of itself, told with its address."""
        try:
            yield
        except (OSError, ValueError, ImportError) as error:
            raise SharedError(f"{self.url} cannot be used: {error}") from error
