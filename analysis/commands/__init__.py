"""What each command does; these modules and the command line alone print."""

from typing import Final

from analysis.arguments import Run
from analysis.commands.articles import run_check, run_export, run_import
from analysis.commands.dashboard import run_dashboard
from analysis.commands.digest import run_digest
from analysis.commands.fetch import run_fetch
from analysis.commands.learning import run_evaluate, run_quality, run_train
from analysis.commands.stories import run_stories
from analysis.commands.tagging import run_index, run_retag, run_tag, run_tag_dataset
from analysis.commands.upkeep import run_backup, run_doctor, run_restore

COMMANDS: Final[dict[str, Run]] = {
    "import": run_import,
    "fetch": run_fetch,
    "tag": run_tag,
    "tag-dataset": run_tag_dataset,
    "retag": run_retag,
    "index": run_index,
    "stories": run_stories,
    "evaluate": run_evaluate,
    "train": run_train,
    "quality": run_quality,
    "check": run_check,
    "export": run_export,
    "digest": run_digest,
    "doctor": run_doctor,
    "backup": run_backup,
    "restore": run_restore,
    "dashboard": run_dashboard,
}
