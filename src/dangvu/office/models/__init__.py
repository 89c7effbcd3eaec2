"""The Word models that come with the house, and the script that made them (see `build`)."""
