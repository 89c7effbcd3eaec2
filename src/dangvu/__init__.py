"""dangvu: membership administration of a Party organisation, from targets to urging letters."""

__version__ = "0.1.0"
