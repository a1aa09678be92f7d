"""Progress: how far a job is, which yields one after every batch."""

from dataclasses import dataclass

from analysis.store import ImportReport


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    done, total : in the job's own unit; total is 0 where it is not known
    origin : file that is read, empty for other jobs
    report : the counts of an import: of this batch, in the last progress of a path of all;
        None for other jobs
    notes : pairs of the file and a sentence on it that the reader should know
    """

    done: float
    total: float
    origin: str = ""
    report: ImportReport | None = None
    notes: tuple[tuple[str, str], ...] = ()
