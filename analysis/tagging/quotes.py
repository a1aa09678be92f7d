"""Quotes: the evidence of tags as JSON text, word by word where it stands and why it counts.

The text is what ``json.dumps(quotes, ensure_ascii=False)`` would write. It is joined from pieces
by Arrow, because everything but the place and the words is known before an article is read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analysis.schema import FIELDS
from analysis.text.tokens import Encoded

Ints = npt.NDArray[np.int64]


def reason(rule: str, strength: str) -> str:
    """Write the end of a quote: why the words count.

    >>> reason("завод*", "strong")
    ', "rule": "завод*", "strength": "strong"}'
    """
    return f', "rule": {encode_basestring(rule)}, "strength": {encode_basestring(strength)}}}'


def texts(values: Sequence[str]) -> Any:
    """Make an Arrow array of texts."""
    return pa.array(values, _TEXT)


_TEXT: Final = pa.large_string()
_OPENINGS: Final = texts([f'{{"field": {json.dumps(name)}, "start": ' for name in FIELDS])


@dataclass(frozen=True, slots=True)
class Quotes:
    """Spans of tokens that speak for tags.

    Attributes
    ----------
    tag : int64 array, shape (n_quotes,): number of the tag that each speaks for
    start, stop : int64 arrays: tokens of the batch, ``stop`` exclusive
    reasons : Arrow array of texts: why it counts, see :func:`reason`
    """

    tag: Ints
    start: Ints
    stop: Ints
    reasons: Any

    @classmethod
    def joined(cls, parts: "Sequence[Quotes]") -> "Quotes":
        """Join quotes: those of one tag stand together, in the order of the parts."""
        tag = np.concatenate([part.tag for part in parts])
        order = np.argsort(tag, kind="stable")
        return cls(
            tag[order],
            np.concatenate([part.start for part in parts])[order],
            np.concatenate([part.stop for part in parts])[order],
            pa.concat_arrays([part.reasons for part in parts]).take(order),
        )

    def as_json(self, n_tags: int, batch: Encoded, fields: Sequence[str]) -> Any:
        """Write the quotes of each tag as a JSON list of objects.

        Parameters
        ----------
        n_tags : how many tags there are
        batch : the articles, encoded
        fields : their texts, by segment

        Returns
        -------
        Arrow array of texts, one for each tag
        """
        segment = batch.segment_of(self.start)
        start, end = batch.starts[self.start], batch.stops[self.stop - 1]
        places = zip(segment.tolist(), start.tolist(), end.tolist(), strict=True)
        surfaces = [encode_basestring(fields[number][first:last]) for number, first, last in places]
        written = _glued(
            _OPENINGS.take(segment % len(FIELDS)),
            pc.cast(start, _TEXT),
            ', "end": ',
            pc.cast(end, _TEXT),
            ', "surface": ',
            texts(surfaces),
            self.reasons,
        )
        bounds = np.searchsorted(self.tag, np.arange(n_tags + 1))
        lists = pa.LargeListArray.from_arrays(bounds, written)
        return _glued("[", pc.binary_join(lists, pa.scalar(", ", _TEXT)), "]")


def _glued(*pieces: Any) -> Any:
    """Put texts together, one of each piece; a plain text stands in all."""
    scalars = (pa.scalar(one, _TEXT) if isinstance(one, str) else one for one in pieces)
    return pc.binary_join_element_wise(*scalars, pa.scalar("", _TEXT))
