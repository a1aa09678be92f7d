"""Terminal: what every command says and shows, and with which status it ends."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from analysis.arguments import DATE_ORDERS
from analysis.model.classifier import load_model
from analysis.notes import Notes
from analysis.progress import Progress
from analysis.schema import REJECTS
from analysis.sources.apart import read_apart
from analysis.streams import (
    WrongUse,
    write,
)
from analysis.tagging import Tagger
from analysis.taxonomy import load_taxonomy

OK, FAILED, USAGE, SOME_REFUSED, UNREADABLE, CANNOT_WRITE, BUSY = 0, 1, 2, 65, 66, 73, 75


def tagger_of(arguments: argparse.Namespace) -> Tagger:
    """The tagger that a command asks for."""
    return Tagger(load_taxonomy(arguments.taxonomy), load_model())


def reading_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """How the user wants files to be read."""
    fields = [field for field, _ in arguments.map]
    doubled = sorted({field for field in fields if fields.count(field) > 1})
    if doubled:
        raise WrongUse(f"--map names {', '.join(doubled)} twice: a field has one column")
    stated = {
        "encoding": arguments.encoding,
        "zone": arguments.zone,
        "day_first": DATE_ORDERS.get(arguments.dates),
    }
    given = {name: value for name, value in stated.items() if value is not None}
    return {"columns": dict(arguments.map)} | given


def articles_of(
    path: Path, rejects: list[pd.DataFrame], *, dated: bool = False, **options: Any
) -> Iterator[pd.DataFrame]:
    """Articles of a file batch by batch; refused rows are put into the list.

    ``options`` are those of :func:`reading_options`, and others of ``read_articles``.
    """
    notes = Notes(tell, path, dated=dated)
    with progress_bar(printable(path.name)) as bar:
        for reading in read_apart(path, dated=dated, **options):
            for note in reading.notes:
                notes(reading.origin, note)
            rejects.append(reading.rejects)
            yield reading.articles
            bar.set_description_str(printable(reading.origin), refresh=False)
            bar.update(reading.done - bar.n)
    notes.close()


def follow(
    progress: Iterator[Progress], notes: Notes | None = None, *, what: str = "", unit: str = ""
) -> Progress | None:
    """Show a progress bar while a job runs and return its last word."""
    last = None
    remarks = notes or Notes(tell)
    with progress_bar(what, unit=unit) as bar:
        for last in progress:
            if last.origin:
                bar.set_description_str(printable(last.origin), refresh=False)
            bar.total = last.total
            bar.update(last.done - bar.n)
            for origin, note in last.notes:
                remarks(origin, note)
    remarks.close()
    return last


def progress_bar(what: str, *, unit: str = "") -> tqdm:
    """A bar on a terminal, gone when the job is done; shares of files go without numbers."""
    counts = "{n:,.0f} of {total:,.0f}{unit} " if unit else ""
    form = f"{{desc}}: {{percentage:3.0f}}% |{{bar}}| {counts}[{{elapsed}}]"
    # A log gets a line now and then, a terminal a bar that moves and goes away; short jobs none.
    is_terminal = sys.stderr.isatty()
    pace = {"mininterval": 0.1 if is_terminal else 10, "delay": 2, "leave": False}
    return tqdm(total=1, desc=what, unit=unit, bar_format=form, **pace)


def show_refused(rejects: list[pd.DataFrame], output: Path | None, *, limit: int = 20) -> int:
    """List refused rows on stderr, and all of them in a file where one is named."""
    refused = pd.concat([pd.DataFrame(columns=list(REJECTS[1:])), *rejects], ignore_index=True)
    refused = refused[list(REJECTS[1:])]
    for row in refused.head(limit).to_dict("records"):
        sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
        place = f"{sheet}, row {row['row']}" if row["row"] else sheet
        column = f", {row['column']}" if row["column"] else ""
        say(printable(f"refused: {row['origin']}{place}{column}: {row['problem']}"))
    if len(refused) > limit:
        hint = f"all are in {output}" if output else "--rejects FILE lists all"
        say(f"… and {len(refused) - limit:,} more; {hint}")
    if output:
        write(refused, output)
    return SOME_REFUSED if len(refused) else OK


def tell(text: str) -> None:
    """Say something while a bar may be drawn; in a log there is nothing to write around."""
    text = printable(text)
    if sys.stderr.isatty():
        tqdm.write(text, file=sys.stderr)
    else:
        say(text)


def say(text: str) -> None:
    """Say something that is no result."""
    print(text, file=sys.stderr)


def complain(error: Exception) -> None:
    """Say what went wrong; errors with several problems have a line for each."""
    say("\n".join(map(printable, f"error: {error}".split("\n"))))


def printable(text: object) -> str:
    """One line of text that moves no cursor and turns no letters round.

    >>> printable("te\\x1b[31mxt\\u202e\\tцех")
    'te\ufffd[31mxt\ufffd цех'
    """
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\ufffd"
        for letter in str(text)
    )
