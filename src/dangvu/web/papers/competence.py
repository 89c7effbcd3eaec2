"""Whether the body that issues a paper may issue its type (R13.11): said, never blocked."""

from dangvu.documents.catalogue import CAME, symbol_parts
from dangvu.documents.queries import Paper
from dangvu.kernel import clock
from dangvu.rules.basis import Severity
from dangvu.rules.documents import DocumentType, Issuer, check_competence
from dangvu.rules.issuers import competence_of


def competence_doubts(paper: Paper) -> list[str]:
    """Sentences for the clerk; none where the type or the body is not known, or it may."""
    if paper.document_type not in set(DocumentType):
        return []
    organ = paper.organ or symbol_parts(paper.number_symbol)[2]
    org_type = "" if paper.kind == CAME else paper.unit.type
    # A standing board's papers bear the committee's name (R13.2): who signs tells them apart.
    signed = paper.payload.get("signature", {}).get("authority", "")
    issuer = competence_of(org_type, f"{paper.issuer} {signed}", organ)
    if issuer is Issuer.OTHER:
        return []
    on = paper.dated_on or clock.today()
    return [
        f"{found.message_vi} {found.basis.text_vi}."
        for found in check_competence(DocumentType(paper.document_type), issuer, on)
        if found.severity is Severity.REFUSAL and found.basis
    ]
