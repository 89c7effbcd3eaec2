"""``python -m dangvu``: the same as the command ``dangvu``."""

from dangvu.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
