"""`python -m topics.broker`: find or fetch what a broker needs, and say where it is."""

from __future__ import annotations

import sys

from topics.broker.jars import find_jars
from topics.broker.java import find_java
from topics.errors import LienthongError


def main() -> int:
    """Exit status 0 when all is there."""
    try:
        print(find_java(), find_jars(report=lambda words: print(words, file=sys.stderr)))
    except LienthongError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
