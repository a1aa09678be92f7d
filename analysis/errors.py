"""Errors that a reader can mend, and nothing else.

    AnalysisError
    +-- DataError        a table or an input file breaks its contract
    +-- ModelError       trained weights are missing parts or do not fit
    +-- QueryError       a query cannot be read
    +-- StoreError       the store cannot be opened, read or written
    |   +-- IndexDamaged the stored word numbers must be built again
    |   +-- StoreBusy    somebody else is writing
    |   +-- StoreOutdated  an earlier version of the program wrote it
    |   +-- StoreUnwritable  the disk is full, fails, or gives no right to write
    +-- TaxonomyError    the taxonomy files cannot be used

Every message says what was wrong, where, and what to do next. Errors that can have several
faults carry all of them in ``problems``.
"""

from collections.abc import Iterable


class AnalysisError(Exception):
    """Base of all errors of this package.

    >>> try:
    ...     raise QueryError("завод (", ["a bracket is opened but not closed: add )"])
    ... except AnalysisError as error:
    ...     print(error)
    завод (: a bracket is opened but not closed: add )
    """


class _ProblemsError(AnalysisError, ValueError):
    """An error that lists every fault found at ``origin``, not only the first."""

    def __init__(self, origin: str, problems: Iterable[str]) -> None:
        self.origin = origin
        self.problems = tuple(problems)
        if len(self.problems) == 1:
            super().__init__(f"{origin}: {self.problems[0]}")
        else:
            lines = "".join(f"\n  - {problem}" for problem in self.problems)
            super().__init__(f"{origin}: {len(self.problems)} problems{lines}")


class DataError(_ProblemsError):
    """A table or an input file breaks its contract.

    Attributes
    ----------
    names : columns found, where it is their names that cannot be used
    """

    def __init__(self, origin: str, problems: Iterable[str], *, names: Iterable[str] = ()) -> None:
        super().__init__(origin, problems)
        self.names = tuple(names)

    @property
    def codes(self) -> tuple[str, ...]:
        """Code of each problem, empty for one that has none."""
        return tuple(getattr(problem, "code", "") for problem in self.problems)


class ModelError(_ProblemsError):
    """Trained weights are missing parts or do not fit the taxonomy."""


class QueryError(_ProblemsError):
    """A query cannot be read."""


class TaxonomyError(_ProblemsError):
    """The taxonomy files cannot be used."""


class StoreError(AnalysisError, OSError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """Another process is writing and did not finish in time."""


class IndexDamaged(StoreError):
    """The stored word numbers are missing, damaged or of another version: build them again."""


class StoreOutdated(StoreError):
    """An earlier version of the program wrote the store; opened for writing it is brought on."""


class StoreUnwritable(StoreError):
    """The disk takes nothing: it is full, fails, or gives no right. What was committed stays."""
