"""What is written about papers. One module each: drafting, issuing, and what an office keeps."""

from dangvu.documents.actions.drafting import Draft, draft, drop, drop_bundle
from dangvu.documents.actions.issuing import issue, issue_bundle
from dangvu.documents.actions.offices import add_model, note_last_number, record_term

__all__ = [
    "Draft",
    "add_model",
    "draft",
    "drop",
    "drop_bundle",
    "issue",
    "issue_bundle",
    "note_last_number",
    "record_term",
]
