"""Debian's Chromium signs people in on served practice orgs, from both sides, and the checklist turns green by it.

Drives the browser through chromedriver and touches nothing but what a person touches. The connection is set up by the
program first; afterwards the program reads both System Logs and has to find all five items verified. Then come the
pages for what goes wrong, the pages without scripts, in a narrow window and at twice the size, and what the pages must
say for people who do not see them. WITNESS_PICTURES names a folder for a picture of each page.
"""

import contextlib
import os
import sys
import tempfile
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
NARROW = (320, 640)


class Browser:
    """A fresh Chromium with a profile of its own; gone at the end of the `with` block."""

    def __init__(self, scratch, pictures, dark=False, scripts=True):
        self.pictures = pictures
        self.suffix = "-dark" if dark else ""
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        profile = tempfile.mkdtemp(dir=scratch)
        for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={WIDE[0]},{WIDE[1]}"):
            options.add_argument(flag)
        if dark:
            options.add_argument("--blink-settings=preferredColorScheme=0")
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
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
            raise AssertionError(
                f"not at {heading!r} of the {org.side} org but at {self.url}: {self.text()[:300]!r}, {self.complaints()}"
            ) from None

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
        for node in self.all("a, button"):
            if node.text == words:
                node.click()
                return
        raise AssertionError(f"no {words!r} on {self.url}: {self.text()[:300]!r}")

    def picture(self, name, size=WIDE):
        if not self.pictures:
            return
        self.driver.set_window_size(*size)
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        self.driver.set_window_size(size[0], max(size[1], min(height + 140, 1600)))
        self.driver.save_screenshot(str(self.pictures / f"{name}{self.suffix}.png"))
        self.driver.set_window_size(*WIDE)

    @contextlib.contextmanager
    def scripts_off(self):
        """No page runs a script within the block."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            yield
        finally:
            self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    def forget(self):
        """Nobody is signed in any more, in either org: cookies know no ports."""
        self.driver.delete_all_cookies()


def from_the_source(world, browser, tally):
    source, target = world.source, world.target
    with tally.check("source org", "signs in with user name and password, sees the dashboard"):
        browser.open(source.url)
        browser.arrive(source, "Sign in")
        browser.picture("sign-in-source")
        browser.type_name(TEST_USER)
        browser.type_password(source, TEST_USER)
        browser.arrive(source, "My apps")
        browser.picture("dashboard-source")
    with tally.check("source → target", "the Org2Org tile posts a response and opens the other dashboard"):
        browser.press("Northwind")
        browser.arrive(target, "My apps")
        browser.picture("dashboard-target")
    with tally.check("target org", f"the tile of {TARGET_APP} opens the app's own page"):
        browser.press(TARGET_APP)
        browser.arrive(target, f"Signed in to {TARGET_APP} (practice)")
        ensure(TEST_USER in browser.text(), browser.text())
        browser.picture("app")
    with tally.check("browser", "nothing on the way was refused by the policies of the pages"):
        expect(browser.complaints(), [], "complaints")


def from_the_target(world, browser, tally):
    source, target = world.source, world.target
    app = target.named("/api/v1/apps", TARGET_APP)
    with tally.check("target → source", "the app's own address asks for a user name and sends her to where she signs in"):
        browser.open(app["_links"]["appLinks"][0]["href"])
        browser.arrive(target, "Sign in")
        browser.picture("sign-in-target")
        browser.type_name(TEST_USER)
        browser.arrive(source, "Sign in")
        browser.picture("sign-in-asked-by-target")
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
        browser.picture("post-response")
        browser.press("Continue")
        browser.arrive(world.target, "My apps")
    with tally.check("target → source", "the same on the way there"), browser.scripts_off():
        browser.forget()
        browser.open(world.target.url)
        browser.type_name(TEST_USER)
        browser.arrive(world.target, "Signing in")
        browser.picture("post-request")
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
        browser.picture("sign-in-refused")
    with tally.check("source org", "somebody without the app: 403 App Not Assigned"):
        login = "hanna.berg@acme.example"
        (app,) = source.get("/api/v1/apps?filter=name%20eq%20%22okta_org2org%22")
        browser.forget()
        browser.open(app["_links"]["appLinks"][0]["href"])
        browser.arrive(source, "Sign in")
        browser.type_name(login)
        browser.type_password(source, login)
        browser.arrive(source, "403 App Not Assigned")
        browser.picture("403-not-assigned")
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
        browser.picture("400-nonsuccess")
        idp["protocol"]["credentials"]["trust"]["issuer"] = issuer
        target.put(f"/api/v1/idps/{idp['id']}", idp)
    with tally.check("target org", "a rule that leads to a provider that is off: 500"):
        target.post(f"/api/v1/idps/{idp['id']}/lifecycle/deactivate")
        browser.forget()
        browser.open(target.url)
        browser.type_name(TEST_USER)
        browser.arrive(target, "500 Internal Server Error")
        browser.picture("500-broken")
        target.post(f"/api/v1/idps/{idp['id']}/lifecycle/activate")
    with tally.check("target org", "an address that is none: 404"):
        browser.open(f"{target.url}/nowhere")
        browser.arrive(target, "Page not found")
        browser.picture("404")


def main(program):
    pictures = Path(os.environ["WITNESS_PICTURES"]) if os.environ.get("WITNESS_PICTURES") else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    tally = Tally("where", "what was done")
    with tempfile.TemporaryDirectory() as folder, Practice(program, "--seed", "browser") as practice:
        file = practice.set_up(folder)
        with Browser(folder, pictures) as browser:
            for part in (from_the_source,):
                with tally.guard(part.__name__):
                    part(practice, browser, tally)
        with Browser(folder, pictures) as browser:
            for part in (from_the_target,):
                with tally.guard(part.__name__):
                    part(practice, browser, tally)
            checklist(practice, folder, file, tally)
        with Browser(folder, pictures, dark=True) as browser:
            for part in (by_redirect, without_scripts, what_goes_wrong):
                with tally.guard(part.__name__):
                    part(practice, browser, tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
