"""A browser without scripts: cookies, redirects and forms, nothing else."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

from practice import DIRECT, PATIENCE_SECS


class Forms(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.links = []
        self.text = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append({"action": attributes.get("action", ""), "fields": {}})
        elif tag == "input" and self.forms and attributes.get("name"):
            self.forms[-1]["fields"][attributes["name"]] = attributes.get("value", "")
        elif tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])

    def handle_data(self, data):
        self.text.append(data)


class Page:
    """Where the browser is and what it shows."""

    def __init__(self, url, status, html):
        self.url = url
        self.status = status
        self.html = html
        read = Forms(html)
        self.links = read.links
        self.forms = read.forms
        self.text = " ".join(" ".join(read.text).split())

    def message(self, name):
        """The form that carries a SAML message: its address and its fields."""
        for form in self.forms:
            if name in form["fields"]:
                return form["action"], form["fields"]
        raise LookupError(f"no {name} on {self.url} ({self.status}): {self.text[:200]}")


class Web:
    """One browser with cookies of its own."""

    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(DIRECT, cookies)

    def open(self, url, fields=None):
        """Opens an address, or sends a form there, and follows redirects."""
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(urllib.request.Request(url, data), timeout=PATIENCE_SECS) as response:
                return Page(response.url, response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            return Page(error.url, error.code, error.read().decode())

    def submit(self, page, number=0, **filled):
        """Sends a form of a page with some fields filled in."""
        form = page.forms[number]
        action = urllib.parse.urljoin(page.url, form["action"])
        return self.open(action, {**form["fields"], **filled})

    def sign_in(self, page, login, password):
        """User name first, then the password."""
        if "password" not in page.forms[0]["fields"]:
            page = self.submit(page, username=login)
        return self.submit(page, username=login, password=password)
