"""``python -m broadsheet`` is the command ``broadsheet``."""

from ._cli import main

if __name__ == "__main__":
    main()
