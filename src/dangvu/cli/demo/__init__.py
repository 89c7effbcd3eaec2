"""A synthetic Lâm Đồng to try the house with: real names of places, invented everything else.

Repeatable: the same number of members and the same seed give the same rows. ``load.load`` is the
way in. What is taken from published figures and what is invented stands in ``docs/DEMO.md``.
"""
