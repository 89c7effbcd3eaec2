"""Reading members. What other rooms call stands here."""

from dangvu.members.queries.people import (
    MEMBERS,
    PAGE,
    Heads,
    Listing,
    Namesake,
    PostKind,
    Reading,
    headcount,
    headcounts,
    heads,
    in_cell,
    member,
    members,
    namesakes,
    officers,
    parts,
    people,
    post,
    posts_before,
    posts_held,
    posts_of,
    readings,
    secretaries,
    stands_here,
)

__all__ = [
    "MEMBERS", "PAGE", "Heads", "Listing", "Namesake", "PostKind", "Reading", "headcount",
    "headcounts", "heads", "in_cell", "member", "members", "namesakes", "officers", "parts",
    "people", "post", "posts_before", "posts_held", "posts_of", "readings", "secretaries",
    "stands_here",
]  # fmt: skip
