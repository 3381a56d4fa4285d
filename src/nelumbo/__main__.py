"""``python -m nelumbo``: the command line, where the command ``nelumbo`` is not on the path."""

from nelumbo.cli import main

if __name__ == "__main__":
    main()
