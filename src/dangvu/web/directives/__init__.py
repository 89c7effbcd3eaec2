"""Papers that ask something: read beside their text, given out, followed up, urged, judged."""
