"""A cohort as a file: one npz archive of its columns and its manifest, which numpy.load reads too.

What is read back may come from anybody: nothing in it is executed or unpickled, sizes are looked at before anything is
unpacked, and every column has to be what the manifest says.
"""

import io
import json
import os
import zipfile
import zlib
from typing import IO, Any, TypeAlias

import attrs
import numpy as np

from iptcore.simulation.bad_request import BadRequest, whole
from iptcore.simulation.columns import Column, layout
from iptcore.simulation.manifest import Manifest
from iptcore.simulation.manifest_codec import run_from
from iptcore.simulation.treatment import Array, Columns, Run

File: TypeAlias = "str | os.PathLike[str] | IO[bytes]"

MOST_BYTES = 4 * 2**30
"""What a file may unpack to where nothing else is said: ten million courses come to less than half."""

_MANIFEST, _LONGEST_MANIFEST = "manifest", 2**20
_DAMAGED = "that is no file of a cohort, or it is damaged: pass what Cohort.save wrote, or simulate the cohort again"
_NOT_ITS_OWN = "the columns of the file are not those that its manifest tells of: simulate the cohort again"


def write(file: File, columns: Columns, manifest: Manifest) -> None:
    """Write a cohort; the same cohort gives the same bytes."""
    words = np.frombuffer(json.dumps(manifest.as_dict()).encode(), np.uint8)
    with zipfile.ZipFile(_named(file), "w") as archive:
        for name, column in {_MANIFEST: words, **columns}.items():
            info = zipfile.ZipInfo(_member(name))
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, column, version=(1, 0), allow_pickle=False)


def read(file: File, at_most: int = MOST_BYTES) -> tuple[Columns, Manifest, Run]:
    """Columns, manifest and run of a cohort from a file that unpacks to *at_most* bytes.

    Raises:
        BadRequest: if it is anything but a whole file of a cohort.
        OSError: if it cannot be opened.
    """
    room = whole(at_most, "at_most", 1)
    try:
        return _read(_named(file), room)
    except BadRequest:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OverflowError):
        pass
    raise BadRequest(_DAMAGED)


def _named(file: Any) -> File:
    binary = hasattr(file, "read") and hasattr(file, "seek") and not isinstance(file, io.TextIOBase)
    if not binary and not isinstance(file, (str, os.PathLike)):
        raise BadRequest('a file is a path such as "cohort.npz", or a file opened in binary mode')
    return file  # type: ignore[no-any-return]


def _read(file: File, room: int) -> tuple[Columns, Manifest, Run]:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if not all(member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members):
            raise BadRequest(_DAMAGED)
        if sum(member.file_size for member in members) > room:
            raise BadRequest(f"the file unpacks to more than {room} bytes: pass a higher at_most=... if you trust it")
        if archive.getinfo(_member(_MANIFEST)).file_size > _LONGEST_MANIFEST:
            raise BadRequest(_DAMAGED)
        words = _held(archive, _MANIFEST)
        manifest = Manifest.from_dict(json.loads(_array(words, "uint8", (len(words) - _begin(words),)).tobytes()))
        run = run_from(manifest)
        wanted = layout(run, manifest.courses)
        if sorted(member.filename for member in members) != sorted(map(_member, (_MANIFEST, *wanted))):
            raise BadRequest(_NOT_ITS_OWN)
        columns = {name: _column(_held(archive, name), column) for name, column in wanted.items()}
    return columns, manifest, attrs.evolve(run, clients={name: columns[name] for name in run.clients})


def _held(archive: zipfile.ZipFile, name: str) -> bytes:
    """What a member holds, and no more than it said: it may unpack to more."""
    with archive.open(_member(name)) as member:
        return member.read(archive.getinfo(_member(name)).file_size)


def _member(name: str) -> str:
    return f"{name}.npy"


def _begin(held: bytes) -> int:
    """Where the numbers of an array begin: after magic, version, and a header with its length before it."""
    return 10 + int.from_bytes(held[8:10], "little")


def _array(held: bytes, dtype: str, shape: tuple[int, ...]) -> Array:
    """The array of this dtype and shape that a member holds, read-only; its header is compared, never evaluated."""
    begin, descr = _begin(held), np.dtype(dtype).str
    header = held[10:begin].rstrip()
    for order in ("C", "F"):
        said = f"{{'descr': {descr!r}, 'fortran_order': {order == 'F'}, 'shape': {shape}, }}"
        if header == said.encode():
            return np.frombuffer(held, dtype, offset=begin).reshape(shape, order=order)
    raise BadRequest(_NOT_ITS_OWN)


def _column(held: bytes, wanted: Column) -> Array:
    array = _array(held, wanted.dtype, wanted.shape)
    numbers = array.view(np.uint8) if wanted.dtype == "bool" else array
    if not (((numbers >= wanted.least) & (numbers <= wanted.most)) | np.isnan(numbers)).all():
        raise BadRequest("a column of the file holds numbers that it cannot have: simulate the cohort again")
    return array
