"""Open the doors of the house: every command, by the name that pyproject.toml calls it."""

from pipeline.cli.commands import (
    build_report_command,
    check_forms_command,
    make_forms_command,
    purge_private_command,
)
from pipeline.cli.plan import import_plan_command
from pipeline.cli.renewal import new_campaign_command
from pipeline.cli.sending import send_report_command

__all__ = (
    "build_report_command",
    "check_forms_command",
    "import_plan_command",
    "make_forms_command",
    "new_campaign_command",
    "purge_private_command",
    "send_report_command",
)
