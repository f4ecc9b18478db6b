"""A cohort as a file: one npz archive of its columns and its manifest, which numpy.load reads too.

A file may come from anybody: nothing in it is executed or unpickled, sizes are checked before anything is unpacked, and
every column has to be as the manifest says.
"""

import io
import json
import os
import zipfile
import zlib
from typing import IO, Any, TypeAlias

import attrs
import numpy as np

from iptcore.simulation.inputs.arrays import Array, Columns
from iptcore.simulation.inputs.bad_request import BadRequest, whole
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.manifest_arguments import request_from
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.scales import ONCE_WRITTEN
from iptcore.simulation.results.layout import Column, layout

File: TypeAlias = "str | os.PathLike[str] | IO[bytes]"

MOST_BYTES = 4 * 2**30
"""The default limit for the unpacked size of a file: ten million courses take less than half of it."""

_MANIFEST, _LONGEST_MANIFEST = "manifest", 2**20
_DAMAGED = "not a file of a cohort, or damaged: pass a file that Cohort.save wrote, or simulate the cohort again"
_NOT_ITS_OWN = "the columns of the file do not match its manifest: simulate the cohort again"


def write(file: File, columns: Columns, manifest: Manifest) -> None:
    """Write a cohort; the same cohort gives the same bytes."""
    words = np.frombuffer(json.dumps(manifest.as_dict()).encode(), np.uint8)
    with zipfile.ZipFile(_named(file), "w") as archive:
        for name, column in {_MANIFEST: words, **columns}.items():
            info = zipfile.ZipInfo(_member(name))
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, column, version=(1, 0), allow_pickle=False)


def read(file: File, at_most: int = MOST_BYTES) -> tuple[Columns, Manifest, Request]:
    """Columns, manifest and request of a cohort from a file that unpacks to *at_most* bytes.

    Raises:
        BadRequest: if it is not a complete file of a cohort.
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
        raise BadRequest('file has to be a path such as "cohort.npz", or a file opened in binary mode')
    return file  # type: ignore[no-any-return]


def _read(file: File, room: int) -> tuple[Columns, Manifest, Request]:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if not all(member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members):
            raise BadRequest(_DAMAGED)
        if sum(member.file_size for member in members) > room:
            raise BadRequest(f"the file unpacks to more than {room} bytes: pass a higher at_most=... if you trust it")
        words_file = archive.getinfo(_member(_MANIFEST))
        if words_file.file_size > _LONGEST_MANIFEST:
            raise BadRequest(_DAMAGED)
        words = _held(archive, words_file)
        manifest = Manifest.from_dict(json.loads(_array(words, "uint8", (len(words) - _begin(words),)).tobytes()))
        request = request_from(manifest)
        wanted = layout(request)
        files = {_name(member.filename): member for member in members}
        if len(files) < len(members) or files.keys() != {_MANIFEST, *wanted}:
            raise BadRequest(_NOT_ITS_OWN)
        if any(files[name].file_size > column.most_bytes for name, column in wanted.items()):
            raise BadRequest(_NOT_ITS_OWN)
        columns = {name: _column(_held(archive, files[name]), column) for name, column in wanted.items()}
    return columns, manifest, attrs.evolve(request, clients={name: columns[name] for name in request.clients})


def _held(archive: zipfile.ZipFile, file: zipfile.ZipInfo) -> bytes:
    """The content of a member, up to the size that its header gives: it may unpack to more."""
    with archive.open(file) as member:
        return member.read(file.file_size)


def _member(name: str) -> str:
    return f"{name}.npy"


def _name(member: str) -> str:
    """The name of the column in a member; iptcore 0.1 used other words for instruments."""
    name = member.removesuffix(".npy")
    kind, _, scale = name.partition(".")
    return f"{kind}.{ONCE_WRITTEN.get(scale, scale)}" if scale else name


def _begin(member: bytes) -> int:
    """The offset of the numbers of an array: after magic, version, length of the header, and header."""
    return 10 + int.from_bytes(member[8:10], "little")


def _array(member: bytes, dtype: str, shape: tuple[int, ...]) -> Array:
    """The array in a member, read-only. Its header has to have this dtype and shape; it is compared, not evaluated."""
    begin, descr = _begin(member), np.dtype(dtype).str
    header = member[10:begin].rstrip()
    for order in ("C", "F"):
        expected = f"{{'descr': {descr!r}, 'fortran_order': {order == 'F'}, 'shape': {shape}, }}"
        if header == expected.encode():
            return np.frombuffer(member, dtype, offset=begin).reshape(shape, order=order)
    raise BadRequest(_NOT_ITS_OWN)


def _column(member: bytes, wanted: Column) -> Array:
    array = _array(member, wanted.dtype, wanted.shape)
    numbers = array.view(np.uint8) if wanted.dtype == "bool" else array
    if not (((numbers >= wanted.least) & (numbers <= wanted.most)) | np.isnan(numbers)).all():
        raise BadRequest("a column of the file holds numbers outside its range: simulate the cohort again")
    return array
