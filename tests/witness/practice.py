"""Practice orgs for the witnesses: served and set up by the built program, spoken to over HTTP.

Knows nothing of how the program works inside. It reads the line that `practice serve --json` prints, writes a
connection as the window keeps it, and lets `apply` set it up.
"""

import contextlib
import json
import math
import os
import signal
import subprocess
import traceback
import urllib.error
import urllib.request
from pathlib import Path

GROUP = "Northwind access"
TEST_USER = "mira.chen@acme.example"
TARGET_APP = "Dropbox Business"
PATIENCE_SECS = 30

# Loopback is reached directly, whatever proxy the environment names.
DIRECT = urllib.request.ProxyHandler({})


class Refused(Exception):
    """An org refused a request; `status` and `body` are as it sent them."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


class Org:
    """One practice org: its card, and its API as any HTTP client reaches it."""

    def __init__(self, side, card):
        self.side = side
        self.url = card["url"]
        self.token = card["api_token"]
        self.admin = card["admin"]
        self.passwords = {user["login"]: user["password"] for user in card["users"]}
        self.passwords[self.admin["login"]] = self.admin["password"]
        self.opener = urllib.request.build_opener(DIRECT)

    def send(self, method, path, body=None, accept="application/json"):
        """The text of an answer; raises Refused for any status but 2xx."""
        url = path if path.startswith("http") else self.url + path
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"SSWS {self.token}", "Accept": accept}
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with self.opener.open(request, timeout=PATIENCE_SECS) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None

    def get(self, path):
        return json.loads(self.send("GET", path))

    def post(self, path, body=None):
        return json.loads(self.send("POST", path, body) or "null")

    def put(self, path, body):
        return json.loads(self.send("PUT", path, body) or "null")

    def named(self, path, name):
        """The object of a list with that name or label."""
        found = [item for item in self.get(path) if name in (item.get("name"), item.get("label"), profile_name(item))]
        if len(found) != 1:
            raise LookupError(f"{len(found)} objects named {name} at {path} of the {self.side} org")
        return found[0]


def profile_name(item):
    return item.get("profile", {}).get("name")


class Practice:
    """Both orgs, served by the program until the `with` block ends."""

    def __init__(self, program, *arguments):
        self.program = program
        command = [program, "practice", "serve", "--json", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(command)} ended with {self.process.wait()}")
        card = json.loads(line)
        self.source = Org("source", card["source"])
        self.target = Org("target", card["target"])
        self.control_url = card["control_url"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=PATIENCE_SECS)
            return
        self.process.kill()
        self.process.wait()

    def control(self, method, path, body=None):
        """Asks the control address, which switches faults and turns the clock."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data, method=method)
        opener = urllib.request.build_opener(DIRECT)
        with opener.open(request, timeout=PATIENCE_SECS) as response:
            return json.loads(response.read())

    @contextlib.contextmanager
    def fault(self, name):
        """The connection is broken in this way within the block."""
        self.control("PUT", f"/faults/{name}")
        try:
            yield
        finally:
            self.control("DELETE", f"/faults/{name}")

    def advance(self, seconds):
        """Turns the clock of both orgs forward."""
        self.control("POST", "/clock", {"advance_seconds": math.ceil(seconds)})

    def run(self, folder, *arguments):
        """Runs the program on the orgs; its exit code and the last line of JSON."""
        environment = dict(
            os.environ,
            ORG2ORG_SETUP_HOME=str(folder),
            ORG2ORG_SOURCE_TOKEN=self.source.token,
            ORG2ORG_TARGET_TOKEN=self.target.token,
        )
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        done = subprocess.run(
            [self.program, *arguments, "--json"], env=environment, capture_output=True, text=True, timeout=120
        )
        lines = done.stdout.splitlines()
        return done.returncode, json.loads(lines[-1]) if lines else None, done.stderr

    def set_up(self, folder):
        """Sets the connection up with the guide's choices; the file of the connection."""
        file = Path(folder) / "connection.json"
        file.write_text(json.dumps(self.connection()))
        code, _, told = self.run(folder, "apply", str(file))
        if code != 0:
            raise SystemExit(f"The connection could not be set up:\n{told}")
        return file

    def connection(self):
        """A connection as the window keeps it, with the guide's choices."""
        everything = {"create": True, "update": True, "deactivate": True}
        group = self.source.named(f"/api/v1/groups?q={GROUP.replace(' ', '%20')}", GROUP)
        blueprint = {
            "source": self.choice(self.source),
            "target": self.choice(self.target),
            "target_app": {
                "app": {"choice": "add", "name": "dropbox_for_business", "label": TARGET_APP},
                "user_name_template": "${source.login}",
                "provisioning": everything,
            },
            "org2org": {"label": "Northwind", "app": None},
            "idp": {
                "name": "Acme",
                "user_name_template": "idpuser.subjectNameId",
                "match_on": "user-name",
                "link_automatically": True,
                "exclude_admins": True,
                "user_name_filter": r"^[^@\s]+@acme\.example$",
                "create_users": True,
                "update_profiles": False,
                "group": {"choice": "add", "name": "Acme people"},
            },
            "routing": {"choice": "domains", "rule": "People of Acme", "domains": ["acme.example"]},
            "provisioning": {"variant": "api-token", "lifecycle": everything},
            "assignments": {"groups": [{"id": group["id"], "name": GROUP}], "people": []},
            "test_user": TEST_USER,
        }
        return {
            "format": "org2org-setup connection",
            "schema": 1,
            "written_by": "tests",
            "saved_at": "2026-01-01T00:00:00Z",
            "body": {
                "id": "connection",
                "source_address": self.source.url,
                "target_address": self.target.url,
                "blueprint": blueprint,
                "step": None,
                "last_check": None,
                "saved_at": None,
            },
        }

    @staticmethod
    def choice(org):
        return {
            "url": org.url,
            "id": org.get("/.well-known/okta-organization")["id"],
            "name": org.get("/api/v1/org")["companyName"],
        }


class Tally:
    """What was checked and how it came out, as a table; a failure ends nothing but is not forgotten."""

    def __init__(self, *heads):
        self.heads = (*heads, "result")
        self.rows = []
        self.failed = 0

    @contextlib.contextmanager
    def check(self, *cells):
        """Everything in the block has to hold."""
        try:
            yield
        except Exception as error:
            self.failed += 1
            self.rows.append((*cells, "FAILED"))
            print(f"FAILED  {' · '.join(cells)}\n        {type(error).__name__}: {error}", flush=True)
        else:
            self.rows.append((*cells, "ok"))

    @contextlib.contextmanager
    def guard(self, what):
        """What stops the block is a failure of its own; the rest goes on."""
        try:
            yield
        except Exception:
            self.failed += 1
            self.rows.append((what, *[""] * (len(self.heads) - 2), "STOPPED"))
            traceback.print_exc()

    def finish(self):
        """Prints the table; the exit code."""
        table = [self.heads, *self.rows]
        widths = [max(len(row[column]) for row in table) for column in range(len(self.heads))]
        for row in table:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        print(f"{len(self.rows) - self.failed} of {len(self.rows)} hold")
        return 1 if self.failed else 0


def expect(found, wanted, what="value"):
    """Raises when a value is another one than wanted."""
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, expected {wanted!r}")


def ensure(condition, what):
    """Raises when a condition does not hold."""
    if not condition:
        raise AssertionError(what)
