"""Drives the real window by its accessibility tree, as a screen reader would, from home to five verified items.

The program is started plainly, so that it opens on its first screen. The three ways in are found there by their names,
practice orgs are chosen, and everything from then on is done on them.

Run by tests/window/run, which provides a screen, a bus and the tree. Finds everything by role and words; knows no
place on the screen. Prints each stage with its time. Ends with 0 if everything was reached, else with 1 and the tree as
it stood.
"""

import os
import sys
import time

from tree import BUTTONS, CHECKBOXES, ENTRIES, HEADINGS, POLL_SECS, Atspi, Stuck, Window, has

GROUP = "Northwind access"
TEST_USER = "mira.chen@acme.example"
WAYS_IN = ("Start: set up a connection", "Troubleshoot: fix a broken sign-in", "Open practice orgs: practise first")


def choose_practice(window):
    window.until("the window in the tree", window.root)
    window.stage("the window is there and can be read")
    window.until("home", lambda: window.find(HEADINGS, "What would you like to do?"))
    for way in WAYS_IN:
        window.until(f"the way in “{way}”", lambda way=way: window.button(way))
    window.stage("home names three ways in")
    window.press(WAYS_IN[2])


def connect(window):
    window.until("the first step", lambda: window.find(HEADINGS, "Connect both orgs"))
    window.until("practice to be plain", lambda: window.says("These are practice orgs"))
    window.until("both orgs checked", lambda: window.button("Next: Target application"))
    window.stage("both practice orgs are connected")
    window.press("Next: Target application")


def carry_out(window, title, after):
    """Presses “Carry out…” as long as the step has changes, then goes on."""
    pressed = False

    def ready():
        """While the orgs are being looked at, nobody knows yet whether there is something to carry out."""
        if window.find(HEADINGS, title) is None or window.says("Looking at both orgs"):
            return None
        return window.button("Carry out") or window.button(f"Next: {after}")

    while (label := window.press(f"the next button of {title}", ready)).startswith("Carry out"):
        pressed = True
        window.stage(f"{title}: {label}")
        window.until("the changes to be made", lambda: window.find(BUTTONS, label) is None)
    if not pressed:
        raise Stuck(f"{title}: there was nothing to carry out")
    window.stage(f"{title}: done")


def assign(window):
    def chosen():
        if window.says("Chosen: 1 group"):
            return True
        box = window.find(CHECKBOXES, GROUP)
        if box is not None and not has(box, Atspi.StateType.CHECKED):
            window.act(box)
            time.sleep(POLL_SECS)
        return False

    window.until(f"the group “{GROUP}” to be chosen", chosen)
    window.stage(f"the group “{GROUP}” is chosen")


def choose_test_user(window):
    window.turn_list("Person", opened=True)
    window.press(f"{TEST_USER} in the list", lambda: window.find(ENTRIES, TEST_USER))
    window.until("the person to be chosen", lambda: window.says("Practice password"))
    # The list may stay open after a choice; then it is closed the way it was opened.
    window.turn_list("Person", opened=False)
    window.until("the sign-in to be possible", lambda: window.button("Play the sign-in here"))
    window.stage(f"{TEST_USER} is the test user")


def sign_in(window):
    window.press("Play the sign-in here")
    window.until("the stages of the sign-in", lambda: window.says("The sign-in that was played"))
    window.stage("the sign-in was played")


def checklist(window):
    if not window.says("of 5 verified"):
        window.press("checklist")
    window.until("5 of 5 verified", lambda: window.says("5 of 5 verified"))
    window.stage("5 of 5 verified")


def drive(window):
    choose_practice(window)
    connect(window)
    carry_out(window, "Target application", after="Identity provider trust")
    carry_out(window, "Identity provider trust", after="Provisioning")
    carry_out(window, "Provisioning", after="Assign and test")
    assign(window)
    carry_out(window, "Assign and test", after="End-user validation")
    choose_test_user(window)
    sign_in(window)
    checklist(window)


def main():
    window = Window(sys.argv[1], os.environ.get("WINDOW_PICTURES", ""))
    try:
        drive(window)
    except Stuck as stuck:
        window.stage(f"STUCK: {stuck}")
        if window.process.poll() is None:
            print(window.tree())
        return 1
    finally:
        window.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
