"""What the environment settles: where things lie, and whether articles may be added."""

import os
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent
TAXONOMY: Final = PROJECT / "data" / "taxonomy"
EVENTS_FILE: Final = PROJECT / "data" / "events.csv"


def store_path() -> Path:
    """Where the corpus lies, a store or a dataset: ``MONITOR_STORE``, else our own place."""
    default = PROJECT / "data" / "store" / "monitor.sqlite"
    return Path(os.environ.get("MONITOR_STORE") or default)


def feeds_path() -> Path:
    """Where the list of feeds lies: ``MONITOR_FEEDS``, else the project's own place."""
    return Path(os.environ.get("MONITOR_FEEDS") or PROJECT / "data" / "feeds.toml")


def taxonomy_path() -> Path:
    """Where the taxonomy lies: ``MONITOR_TAXONOMY``, else the project's own place."""
    return Path(os.environ.get("MONITOR_TAXONOMY") or TAXONOMY)


def taxonomy_name() -> str:
    """Folder of the taxonomy for readers, without the places of the server."""
    folder = taxonomy_path().resolve()
    is_inside = folder.is_relative_to(PROJECT)
    return folder.relative_to(PROJECT).as_posix() if is_inside else folder.name


def is_read_only() -> bool:
    """Whether ``MONITOR_READ_ONLY`` forbids to add articles, as where all the world may visit."""
    return os.environ.get("MONITOR_READ_ONLY", "") not in ("", "0")
