"""Deliver: the artifacts into the outbox, and the drafts of mails to those they are for."""

from pipeline.deliver.drafts import FORMS, MAIL, Draft, drafts_in, newest_folder
from pipeline.deliver.folder import deliver, deliver_beside, delivered, files_in, write_files

__all__ = (
    "FORMS",
    "MAIL",
    "Draft",
    "deliver",
    "deliver_beside",
    "delivered",
    "drafts_in",
    "files_in",
    "newest_folder",
    "write_files",
)
