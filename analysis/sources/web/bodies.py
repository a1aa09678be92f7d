"""Bodies of answers: unpacked while they are read, and never more of them than is allowed."""

import http.client
import zlib
from typing import Final

from analysis.sources.web.faults import FetchError

ACCEPTED: Final = "gzip, deflate"

_CHUNK: Final = 1 << 16
_GZIP: Final = zlib.MAX_WBITS | 16


class _Plain:
    is_open = False

    def unpack(self, data: bytes, most: int) -> bytes:
        return data[:most]


class _Packed:
    """Gzip of one or several members, or deflate with and without its head."""

    def __init__(self, encoding: str) -> None:
        self._is_gzip = encoding == "gzip"
        self._inflate = zlib.decompressobj(_GZIP if self._is_gzip else zlib.MAX_WBITS)
        self._is_first = True

    def unpack(self, data: bytes, most: int) -> bytes:
        """Unpack up to ``most`` bytes; more than that is not kept anywhere."""
        found = self._first(data, most) if self._is_first else self._inflate.decompress(data, most)
        while self._is_gzip and self._inflate.eof and len(found) < most:
            rest = self._inflate.unused_data
            if not rest.startswith(b"\x1f\x8b"):
                break
            self._inflate = zlib.decompressobj(_GZIP)
            found += self._inflate.decompress(rest, most - len(found))
        return found

    @property
    def is_open(self) -> bool:
        """Whether more should have come."""
        return not self._inflate.eof

    def _first(self, data: bytes, most: int) -> bytes:
        self._is_first = False
        try:
            return self._inflate.decompress(data, most)
        except zlib.error:
            if self._is_gzip:
                raise
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inflate.decompress(data, most)


def read_body(
    response: http.client.HTTPResponse, *, most: int, keep_start: bool, where: str
) -> tuple[bytes, bool]:
    """Read and unpack the body of an answer.

    Parameters
    ----------
    most : bytes, counted after unpacking
    keep_start : give the first ``most`` bytes of a longer body instead of refusing it
    where : address for messages

    Returns
    -------
    The body, and whether it is complete

    Raises
    ------
    FetchError
        TOO_LARGE, or BROKEN_ANSWER if it is packed in a way that cannot be undone.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    unpacker = _unpacker(encoding.removeprefix("x-"), where)
    parts: list[bytes] = []
    size = 0
    is_cut = False
    try:
        while not is_cut:
            chunk, is_cut = _next_chunk(response)
            if not chunk:
                break
            # One byte more than allowed is enough to know that there is more.
            part = unpacker.unpack(chunk, most + 1 - size)
            parts.append(part)
            size += len(part)
            if size > most and keep_start:
                return b"".join(parts)[:most], True
            if size > most:
                raise FetchError(
                    f"{where}: holds more than {most / 1e6:g} MB, which is not read",
                    code="TOO_LARGE",
                )
    except zlib.error as error:
        raise FetchError(
            f"{where}: the answer says that it is packed ({encoding}), but cannot be unpacked",
            code="BROKEN_ANSWER",
            is_passing=True,
        ) from error
    return b"".join(parts), not is_cut and not (parts and unpacker.is_open)


def _next_chunk(response: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """The next bytes, and whether the connection ended before the body did."""
    try:
        chunk = response.read(_CHUNK)
    except http.client.IncompleteRead as error:
        return error.partial, True
    # Where the length is known, read() ends at an early end without a word.
    return chunk, not chunk and bool(response.length)


def _unpacker(encoding: str, where: str) -> _Plain | _Packed:
    if encoding in ("", "identity"):
        return _Plain()
    if encoding in ("gzip", "deflate"):
        return _Packed(encoding)
    raise FetchError(
        f"{where}: the answer is packed in a way that was not asked for ({encoding[:40]!r})",
        code="BROKEN_ANSWER",
        is_passing=True,
    )
