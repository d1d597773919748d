"""Debian's Chromium signs people in on served practice orgs, from both sides, and the checklist turns green by it.

Drives the browser through chromedriver and touches nothing but what a person touches. The connection is set up by the
program first; afterwards the program reads both System Logs and has to find all five items verified. Then come the
pages for what goes wrong, the pages without scripts, in a narrow window and at twice the size, and what the pages must
say for people who do not see them. WITNESS_PICTURES names a folder for a picture of each page.
"""

import contextlib
import http.server
import os
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from practice import TARGET_APP, TEST_USER, Practice, Tally, ensure, expect

PATIENCE_SECS = 20
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)
WIDE = (1000, 760)
NARROW = (500, 320)

# Each returns what is wrong with the page, in words.
LOOKS = {
    "said": """
        const wrong = [];
        if (document.documentElement.lang !== "en") wrong.push("no language");
        if (!document.title.endsWith("(practice)")) wrong.push("title " + document.title);
        if (!document.body.innerText.includes("Practice org")) wrong.push("does not say that it is practice");
        if (document.querySelectorAll("h1").length !== 1) wrong.push("not one first heading");
        for (const tag of ["header", "main", "footer"])
            if (document.querySelectorAll(tag).length !== 1) wrong.push("not one " + tag);
        return wrong;
    """,
    "named": """
        const wrong = [];
        for (const field of document.querySelectorAll("input:not([type=hidden])"))
            if (!field.labels.length) wrong.push("field " + field.name + " without a label");
        for (const node of document.querySelectorAll("a, button, summary"))
            if (!node.innerText.trim()) wrong.push(node.outerHTML + " without words");
        for (const node of document.querySelectorAll("svg"))
            if (node.getAttribute("aria-hidden") !== "true") wrong.push("a picture that is read out");
        return wrong;
    """,
    "contrast": """
        const read = text => text.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = node => {
            for (; node; node = node.parentElement) {
                const colour = read(getComputedStyle(node).backgroundColor);
                if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
        };
        const wrong = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const node = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !node.checkVisibility() || node.tagName === "SCRIPT") continue;
            const [a, b] = [read(getComputedStyle(node).color), ground(node)].map(light);
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) wrong.push(ratio.toFixed(2) + ":1 at " + texts.currentNode.data.trim());
        }
        return wrong;
    """,
    "focus": """
        const wrong = [], before = document.activeElement;
        for (const node of document.querySelectorAll("a, button, summary, input:not([type=hidden])")) {
            if (!node.checkVisibility()) continue;
            node.focus({ focusVisible: true });
            const ring = [getComputedStyle(node), getComputedStyle(node, "::after")]
                .some(style => style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2);
            if (document.activeElement !== node || !ring) wrong.push("no ring around " + node.outerHTML);
        }
        before.focus({ focusVisible: true });
        return wrong;
    """,
}


class Browser:
    """A fresh Chromium with a profile of its own; gone at the end of the `with` block."""

    def __init__(self, scratch, pictures, faults, *flags):
        self.pictures = pictures
        self.faults = faults
        self.looked = 0
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        profile = tempfile.mkdtemp(dir=scratch)
        for flag in (*FLAGS, *flags, f"--user-data-dir={profile}", f"--window-size={WIDE[0]},{WIDE[1]}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(executable_path="/usr/bin/chromedriver", log_output=os.devnull)
        self.driver = webdriver.Chrome(options=options, service=service)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def open(self, url):
        self.driver.get(url)

    @property
    def url(self):
        return self.driver.current_url

    def heading(self):
        return self.one("h1").text

    def text(self):
        return self.one("main").text

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def until(self, condition, what):
        wait = WebDriverWait(self.driver, PATIENCE_SECS, 0.05, ignored_exceptions=[StaleElementReferenceException])
        wait.until(lambda _: condition(), what)

    def arrive(self, org, heading):
        """Waits until a page of that org with that heading is shown."""

        def there():
            found = self.all("h1")
            return self.url.startswith(org.url + "/") and bool(found) and found[0].text == heading

        try:
            self.until(there, heading)
        except Exception:
            where = f"{self.url}: {self.text()[:300]!r}, {self.complaints()}"
            raise AssertionError(f"not at {heading!r} of the {org.side} org but at {where}") from None

    def complaints(self):
        """What the browser itself complains about: refused scripts, styles, forms."""
        return [entry["message"] for entry in self.driver.get_log("browser") if "favicon" not in entry["message"]]

    def type_name(self, login):
        """Gives the user name as a person does: the field has the focus already."""
        self.driver.switch_to.active_element.send_keys(login, Keys.ENTER)

    def type_password(self, org, login):
        self.until(lambda: self.all("#password"), "a field for the password")
        expect(self.one("#username").get_attribute("value"), login, "user name beside the password")
        self.driver.switch_to.active_element.send_keys(org.passwords[login], Keys.ENTER)

    def press(self, words):
        """Follows the link or presses the button with these words."""
        for node in self.all("a, button, summary"):
            if node.text == words:
                node.click()
                return
        raise AssertionError(f"no {words!r} on {self.url}: {self.text()[:300]!r}")

    def look(self, name):
        """Looks at a page for people who see little, zoom, use the keyboard or have it read out; keeps pictures."""
        self.looked += 1
        for scheme in ("dark", "light"):
            feature = {"name": "prefers-color-scheme", "value": scheme}
            self.command("Emulation.setEmulatedMedia", features=[feature])
            for kind, script in LOOKS.items():
                self.faults[kind] += [f"{name}, {scheme}: {what}" for what in self.driver.execute_script(script)]
            self.shoot(f"{name}-{scheme}")
        for width in NARROW:
            # 320 is a telephone, or 1280 at four times the size; 500 is 1000 at twice the size.
            self.command(
                "Emulation.setDeviceMetricsOverride", width=width, height=700, deviceScaleFactor=1, mobile=False
            )
            wide = self.driver.execute_script("return document.documentElement.scrollWidth")
            if wide > width:
                self.faults["sideways"].append(f"{name} is {wide} wide where {width} are to be had")
            self.shoot(f"{name}-{width}")
        self.command("Emulation.clearDeviceMetricsOverride")

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def shoot(self, name):
        if self.pictures:
            self.driver.save_screenshot(str(self.pictures / f"{name}.png"))

    @contextlib.contextmanager
    def scripts_off(self):
        """No page runs a script within the block."""
        self.command("Emulation.setScriptExecutionDisabled", value=True)
        try:
            yield
        finally:
            self.command("Emulation.setScriptExecutionDisabled", value=False)

    def forget(self):
        """Nobody is signed in any more, in either org: cookies know no ports."""
        self.driver.delete_all_cookies()


def from_the_source(world, browser, tally):
    source, target = world.source, world.target
    with tally.check("source org", "signs in with user name and password, sees the dashboard"):
        browser.open(source.url)
        browser.arrive(source, "Sign in")
        browser.look("sign-in-source")
        browser.press("People of this practice org")
        ensure(source.passwords[TEST_USER] in browser.text(), "the people are not shown")
        browser.look("sign-in-source-people")
        browser.one("#username").click()
        browser.type_name(TEST_USER)
        browser.type_password(source, TEST_USER)
        browser.arrive(source, "My apps")
        browser.look("dashboard-source")
    with tally.check("source → target", "the Org2Org tile posts a response and opens the other dashboard"):
        browser.press("Northwind")
        browser.arrive(target, "My apps")
        browser.look("dashboard-target")
    with tally.check("target org", f"the tile of {TARGET_APP} opens the app's own page"):
        browser.press(TARGET_APP)
        browser.arrive(target, f"Signed in to {TARGET_APP} (practice)")
        ensure(TEST_USER in browser.text(), browser.text())
        browser.look("app")
    with tally.check("browser", "nothing on the way was refused by the policies of the pages"):
        expect(browser.complaints(), [], "complaints")


def from_the_target(world, browser, tally):
    source, target = world.source, world.target
    app = target.named("/api/v1/apps", TARGET_APP)
    with tally.check(
        "target → source", "the app's own address asks for a user name and sends her to where she signs in"
    ):
        browser.open(app["_links"]["appLinks"][0]["href"])
        browser.arrive(target, "Sign in")
        browser.look("sign-in-target")
        browser.type_name(TEST_USER)
        browser.arrive(source, "Sign in")
        browser.look("sign-in-asked-by-target")
    with tally.check("source → target", "after the password: back, and in the app she wanted (relay state)"):
        browser.type_name(TEST_USER)
        browser.type_password(source, TEST_USER)
        browser.arrive(target, f"Signed in to {TARGET_APP} (practice)")
    with tally.check("target org", "signs out, and is asked again"):
        browser.press("Back to my apps")
        browser.arrive(target, "My apps")
        browser.press("Sign out")
        browser.arrive(target, "Sign in")
    with tally.check("target → source", "the source org still knows her: no password the second time"):
        browser.type_name(TEST_USER)
        browser.arrive(target, "My apps")
    with tally.check("browser", "nothing on the way was refused by the policies of the pages"):
        expect(browser.complaints(), [], "complaints")


def by_redirect(world, browser, tally):
    with tally.check("target → source", "the same where the request goes by redirect"):
        (idp,) = world.target.get("/api/v1/idps?type=SAML2")
        idp["protocol"]["endpoints"]["sso"]["binding"] = "HTTP-REDIRECT"
        world.target.put(f"/api/v1/idps/{idp['id']}", idp)
        browser.open(world.target.url)
        browser.type_name(TEST_USER)
        browser.arrive(world.source, "Sign in")
        browser.type_name(TEST_USER)
        browser.type_password(world.source, TEST_USER)
        browser.arrive(world.target, "My apps")
        expect(browser.complaints(), [], "complaints")
        idp["protocol"]["endpoints"]["sso"]["binding"] = "HTTP-POST"
        world.target.put(f"/api/v1/idps/{idp['id']}", idp)


def checklist(world, folder, file, tally):
    with tally.check("org2org-setup check", "all five items verified by what the browser did"):
        code, report, told = world.run(folder, "check", str(file))
        states = {item["id"]: item["state"] for item in report["items"]}
        expect((report["verified"], report["total"]), (5, 5), f"verified, total ({states}, {told})")
        ensure(all(item["evidence"] for item in report["items"]), "an item lacks evidence")
        expect(code, 0, "exit code")


def without_scripts(world, browser, tally):
    with tally.check("source → target", "without scripts, by the button of the page between"), browser.scripts_off():
        browser.forget()
        browser.open(world.source.url)
        browser.type_name(TEST_USER)
        browser.type_password(world.source, TEST_USER)
        browser.arrive(world.source, "My apps")
        browser.press("Northwind")
        browser.arrive(world.source, "Signing in")
        browser.look("post-response")
        browser.press("Continue")
        browser.arrive(world.target, "My apps")
    with tally.check("target → source", "the same on the way there"), browser.scripts_off():
        browser.forget()
        browser.open(world.target.url)
        browser.type_name(TEST_USER)
        browser.arrive(world.target, "Signing in")
        browser.look("post-request")
        browser.press("Continue")
        browser.arrive(world.source, "Sign in")


def what_goes_wrong(world, browser, tally):
    source, target = world.source, world.target
    with tally.check("source org", "a wrong password: Unable to sign in"):
        browser.forget()
        browser.open(source.url)
        browser.type_name(TEST_USER)
        browser.until(lambda: browser.all("#password"), "a field for the password")
        browser.driver.switch_to.active_element.send_keys("wrong", Keys.ENTER)
        browser.until(lambda: browser.all("[role=alert]"), "a problem")
        expect(browser.one("[role=alert]").text, "Unable to sign in", "problem")
        browser.look("sign-in-refused")
    with tally.check("source org", "somebody without the app: 403 App Not Assigned"):
        login = "hanna.berg@acme.example"
        (app,) = source.get("/api/v1/apps?filter=name%20eq%20%22okta_org2org%22")
        browser.forget()
        browser.open(app["_links"]["appLinks"][0]["href"])
        browser.arrive(source, "Sign in")
        browser.type_name(login)
        browser.type_password(source, login)
        browser.arrive(source, "403 App Not Assigned")
        browser.look("403-not-assigned")
    with tally.check("target org", "a response it does not trust: 400, GENERAL_NONSUCCESS and nothing more"):
        (idp,) = target.get("/api/v1/idps?type=SAML2")
        issuer = idp["protocol"]["credentials"]["trust"]["issuer"]
        idp["protocol"]["credentials"]["trust"]["issuer"] = issuer + "x"
        target.put(f"/api/v1/idps/{idp['id']}", idp)
        browser.forget()
        browser.open(source.url)
        browser.type_name(TEST_USER)
        browser.type_password(source, TEST_USER)
        browser.arrive(source, "My apps")
        browser.press("Northwind")
        browser.arrive(target, "400 Bad Request")
        ensure("GENERAL_NONSUCCESS" in browser.text() and "ssuer" not in browser.text(), browser.text())
        browser.look("400-nonsuccess")
        idp["protocol"]["credentials"]["trust"]["issuer"] = issuer
        target.put(f"/api/v1/idps/{idp['id']}", idp)
    with tally.check("target org", "a rule that leads to a provider that is off: 500"):
        target.post(f"/api/v1/idps/{idp['id']}/lifecycle/deactivate")
        browser.forget()
        browser.open(target.url)
        browser.type_name(TEST_USER)
        browser.arrive(target, "500 Internal Server Error")
        browser.look("500-broken")
        target.post(f"/api/v1/idps/{idp['id']}/lifecycle/activate")
    with tally.check("target org", "an address that is none: 404"):
        browser.open(f"{target.url}/nowhere")
        browser.arrive(target, "Page not found")
        browser.look("404")


def from_elsewhere(world, scratch, faults, tally):
    """Pages of other places, one of them at a name that leads to this machine, try to reach the orgs by the browser."""
    org = urllib.parse.urlsplit(world.source.url)
    doors = {"/org": f"{world.source.url}/login", "/control": f"{world.control_url}/clock"}
    pages = {path: sends_itself(address) for path, address in doors.items()}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), served(pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rules = "--host-resolver-rules=MAP elsewhere.example 127.0.0.1"
    with Browser(scratch, None, faults, rules) as browser:
        with tally.check("elsewhere", "a name that leads to this machine does not lead to an org"):
            browser.open(f"http://elsewhere.example:{org.port}/")
            turned_away(browser)
        for path, what in (("/org", "by an org"), ("/control", "at the control address")):
            with tally.check("elsewhere", f"a form on a page of elsewhere is not taken {what}"):
                browser.open(f"http://elsewhere.example:{server.server_port}{path}")
                browser.until(lambda path=path: browser.url == doors[path], "the form to be sent")
                turned_away(browser)
        with tally.check("elsewhere", "nor one of a page that is from nowhere"):
            browser.open("data:text/html," + urllib.parse.quote(pages["/org"]))
            browser.until(lambda: browser.url == doors["/org"], "the form to be sent")
            turned_away(browser)
    server.shutdown()


def turned_away(browser):
    status = browser.driver.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")
    expect(status, 403, "status")
    expect(browser.all("form, h1"), [], "what an org shows")


def sends_itself(address):
    form = f'<form method="post" action="{address}"><input name="username" value="x"></form>'
    return form + "<script>document.forms[0].submit()</script>"


def served(pages):
    """A handler that shows one page at each path."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_):
            pass

    return Handler


WORDS = {
    "said": "language, title, one heading, landmarks; each says that it is practice",
    "named": "every field, link and button has a name",
    "contrast": "every text has a contrast of 4.5:1 at least, light and dark",
    "focus": "whatever has the keyboard shows it",
    "sideways": "nothing to scroll sideways at 320 px, nor at twice the size",
}


def main(program):
    pictures = Path(os.environ["WITNESS_PICTURES"]) if os.environ.get("WITNESS_PICTURES") else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    tally = Tally("where", "what was done")
    faults, looked = {kind: [] for kind in WORDS}, 0
    with tempfile.TemporaryDirectory() as folder, Practice(program, "--seed", "browser") as practice:
        file = practice.set_up(folder)
        with Browser(folder, pictures, faults) as browser:
            for part in (from_the_source, from_the_target, by_redirect, without_scripts, what_goes_wrong):
                with tally.guard(part.__name__.replace("_", " ")):
                    browser.forget()
                    part(practice, browser, tally)
                if part is from_the_target:
                    checklist(practice, folder, file, tally)
            looked = browser.looked
        with tally.guard("from elsewhere"):
            from_elsewhere(practice, folder, faults, tally)
    for kind, words in WORDS.items():
        with tally.check(f"{looked} pages", words):
            expect(faults[kind], [], "wrong")
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
