"""The law and the policy, as plain data and pure functions. Standard library only.

Nothing here reads a clock, a file or a table: the day is an argument (``on``), facts are frozen
dataclasses. Every figure that comes from a rule is a dated row with its source and a mark of
confidence (``basis``).
"""
