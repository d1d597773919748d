"""Names the inputs that reach most of the code: at most so many, those that add most first.

Called by tests/fuzz/run with libFuzzer's control file of a merge; prints their paths.
"""

import sys

MOST = 250


def reached(control):
    """The files of a control file, each with what it reaches."""
    lines = open(control, encoding="utf-8", errors="surrogateescape").read().splitlines()
    count = int(lines[0])
    files = lines[2 : 2 + count]
    edges = {}
    for line in lines[2 + count :]:
        kind, number, *rest = line.split()
        if kind == "FT":
            edges[files[int(number)]] = set(map(int, rest))
    return edges


def main():
    edges = reached(sys.argv[1])
    known = set()
    # What was reached already is worth nothing.
    for _ in range(MOST):
        best = max(edges, key=lambda path: (len(edges[path] - known), path), default=None)
        if best is None or not edges[best] - known:
            break
        known |= edges.pop(best)
        print(best)


main()
