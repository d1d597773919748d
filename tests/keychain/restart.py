"""The program itself and the keychain of the system: a token entered in its window is kept, and found by the next start.

Run by tests/keychain/run, which provides screen, bus, keychain and orgs. The first argument says what is to be shown:
`kept` on a keychain that is open, `found` on the same in a later session, `locked` on one that nobody can open. Ends with
0 if it was shown, else with 1 and the tree as it stood.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "window"))
from tree import HEADINGS, Stuck, Window  # noqa: E402

NEXT = "Next: Target application"
SESSION_ONLY = "Tokens are held in memory for this session"
KEPT = "Tokens are kept in Secret Service"


def at_home(window):
    window.until("home", lambda: window.find(HEADINGS, "What would you like to do?"))


def enter(window, side, org):
    window.fill(f"{side} address", org["url"])
    window.fill(f"{side} API token", org["api_token"])
    check = lambda: window.button(f"Check: {side}") or window.button(f"Check again: {side}")  # noqa: E731
    window.press(f"Check: {side}", check)


def enter_both(window, orgs):
    enter(window, "Source org", orgs["source"])
    enter(window, "Target org", orgs["target"])
    window.until("both orgs connected", lambda: window.button(NEXT))


def connect(window, orgs):
    """A new connection, both orgs typed in."""
    at_home(window)
    window.press("Start: set up a connection")
    window.until("the first step", lambda: window.find(HEADINGS, "Connect both orgs"))
    enter_both(window, orgs)


def go_on(window):
    """The connection that was saved, opened again."""
    at_home(window)
    window.press("Continue")
    window.until("the first step", lambda: window.find(HEADINGS, "Connect both orgs"))


def kept(program, orgs):
    with started(program) as window:
        connect(window, orgs)
        window.until("where the tokens are", lambda: window.says(KEPT))
        window.stage("both tokens were entered and are said to be kept in the keychain")
    found(program, orgs)


def found(program, _orgs):
    with started(program) as window:
        go_on(window)
        window.until("both orgs connected with the tokens that were kept", lambda: window.button(NEXT))
        if not window.says(KEPT):
            raise Stuck("the tokens are not said to be in the keychain")
        window.stage("started again: both orgs connected, and no token was entered")


def locked(program, orgs):
    with started(program) as window:
        go_on(window)
        window.until("session-only to be said", lambda: window.says(SESSION_ONLY))
        window.until("the missing token to be named", lambda: window.says("No API token of"))
        if window.says("A token is kept"):
            raise Stuck("a token is said to be kept that cannot be had")
        if window.button(NEXT):
            raise Stuck("a token was found in a keychain that is locked")
        window.stage("the keychain is locked: no token is found, and session-only is said")
        enter_both(window, orgs)
        if not window.says(SESSION_ONLY):
            raise Stuck("session-only is not said any more")
        window.stage("tokens that are entered now serve this session")
    with started(program) as window:
        go_on(window)
        window.until("the missing token to be named", lambda: window.says("No API token of"))
        if window.button(NEXT):
            raise Stuck("a token outlived the session")
        window.stage("started again: the tokens of the session are gone")


class started:
    """The program, started plainly and ended at the end."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.window = Window(self.program)
        return self.window

    def __exit__(self, kind, error, _trace):
        if kind is not None and issubclass(kind, Stuck):
            self.window.stage(f"STUCK: {error}")
            if self.window.process.poll() is None:
                print(self.window.tree())
        self.window.end()


def main():
    shown = {"kept": kept, "found": found, "locked": locked}[sys.argv[1]]
    with open(sys.argv[3], encoding="utf-8") as file:
        orgs = json.loads(file.readline())
    try:
        shown(sys.argv[2], orgs)
    except Stuck:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
