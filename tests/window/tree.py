"""The program's window as a screen reader sees it: found by role and words, read, pressed and typed into.

Knows no place on the screen and no screen of the program. Needs a bus with an accessibility tree (tests/window/on_a_screen).
"""

import os
import subprocess
import time
import warnings

import gi

warnings.simplefilter("ignore", DeprecationWarning)
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_SECS = 60
POLL_SECS = 0.15

BUTTONS = ("push button", "button")
CHECKBOXES = ("check box",)
LISTS = ("list box", "menu")
HEADINGS = ("heading",)
COMBOS = ("combo box",)
FIELDS = ("entry", "text", "password text")
ENTRIES = ("list item", "menu item", "option", "toggle button", "radio button", "push button", "button")


class Stuck(Exception):
    """Something was not reached in time."""


def children(node):
    """The children of a node; those that went away meanwhile are left out."""
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            yield child


def nodes(node):
    """A node and everything below it, in order."""
    yield node
    for child in children(node):
        yield from nodes(child)


def role(node):
    try:
        return node.get_role_name()
    except GLib.Error:
        return ""


def words(node):
    """What a node is called; a label's text where it has no name."""
    try:
        name = node.get_name() or ""
        if not name and (text := node.get_text_iface()) is not None:
            name = Atspi.Text.get_text(text, 0, -1) or ""
        return name
    except GLib.Error:
        return ""


def has(node, state):
    try:
        return node.get_state_set().contains(state)
    except GLib.Error:
        return False


class Window:
    """The program's window, seen through its tree."""

    def __init__(self, program, pictures=""):
        self.process = subprocess.Popen([program], stdin=subprocess.DEVNULL)
        self.began = time.monotonic()
        self.pictures = pictures
        self.count = 0

    def root(self):
        if self.process.poll() is not None:
            raise Stuck(f"the program ended with {self.process.returncode}")
        Atspi.get_desktop(0).clear_cache()
        for application in children(Atspi.get_desktop(0)):
            try:
                if application.get_process_id() == self.process.pid:
                    application.clear_cache()
                    # What a node can do changes while it lives, and the cache would not notice.
                    application.set_cache_mask(Atspi.Cache.NONE)
                    return application
            except GLib.Error:
                continue
        return None

    def all(self):
        root = self.root()
        return list(nodes(root)) if root is not None else []

    def find(self, roles, part):
        """The first node of one of the roles whose words contain a part, whatever its case."""
        part = part.lower()
        for node in self.all():
            if role(node) in roles and part in words(node).lower():
                return node
        return None

    def says(self, part):
        part = part.lower()
        return any(part in words(node).lower() for node in self.all())

    def until(self, what, condition, patience=PATIENCE_SECS):
        """Asks again and again until there is an answer, for a bounded time."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            answer = condition()
            if answer:
                return answer
            time.sleep(POLL_SECS)
        raise Stuck(f"not within {patience} s: {what}")

    def act(self, node):
        """What a screen reader does to press something; a node that has changed meanwhile takes nothing."""
        try:
            node.clear_cache()
            actions = node.get_action_iface()
            return actions is not None and Atspi.Action.get_n_actions(actions) > 0 and Atspi.Action.do_action(actions, 0)
        except GLib.Error:
            return False

    def button(self, part):
        """A button that can be pressed; a blocked one is there and disabled."""
        node = self.find(BUTTONS, part)
        return node if node is not None and has(node, Atspi.StateType.ENABLED) else None

    def press(self, part, find=None):
        """Presses a button, or whatever is found, once it takes it; answers with its words."""
        find = find or (lambda: self.button(part))

        def pressed():
            node = find()
            if node is None:
                return None
            label = words(node)
            return label if self.act(node) else None

        return self.until(f"“{part}” to be there and to be pressed", pressed)

    def fill(self, label, text):
        """Puts a text into a field, as a screen reader does on dictation."""

        def filled():
            node = self.find(FIELDS, label)
            try:
                face = node.get_editable_text_iface() if node is not None else None
                return face is not None and Atspi.EditableText.set_text_contents(face, text)
            except GLib.Error:
                return False

        self.until(f"the field “{label}” to take a text", filled)

    def turn_list(self, part, opened):
        """Opens or closes the list of a choice; presses once more only where nothing came of it for a while."""
        as_wanted = lambda: (self.find(LISTS, "") is not None) == opened  # noqa: E731
        for _ in range(5):
            if as_wanted():
                return
            self.press(part, lambda: self.find(COMBOS, part))
            end = time.monotonic() + 3
            while time.monotonic() < end and not as_wanted():
                time.sleep(POLL_SECS)
        raise Stuck(f"the list of “{part}” could not be {'opened' if opened else 'closed'}")

    def stage(self, what):
        self.count += 1
        print(f"{time.monotonic() - self.began:7.1f} s  {what}", flush=True)
        if self.pictures:
            path = os.path.join(self.pictures, f"{self.count:02}.png")
            subprocess.run(["import", "-window", "root", path], check=False)

    def tree(self):
        def lines(node, depth):
            names = ("enabled", "sensitive", "focused", "checked", "expanded", "showing")
            states = [name for name in names if has(node, getattr(Atspi.StateType, name.upper()))]
            states += [face.lower() for face in node.get_interfaces() if face in ("Action", "EditableText", "Text")]
            yield f"{'  ' * depth}{role(node)} {words(node)!r} {' '.join(states)}"
            for child in children(node):
                yield from lines(child, depth + 1)

        root = self.root()
        return "\n".join(lines(root, 0)) if root is not None else "no tree"

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
