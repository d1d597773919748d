"""Lets xmlsec1 and python3-saml judge every SAML message that served practice orgs issue.

What is sound has to be accepted by both and by the practice orgs themselves; what is broken on purpose has to be
refused by each of them that can know, for the reason intended. Some responses are signed by xmlsec1 and have to be
accepted by the practice orgs, so that they do not merely agree with themselves.
"""

import base64
import copy
import datetime
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path
from unittest import mock

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as Error
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as MetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from web import Web

from practice import TEST_USER, Practice, Tally, ensure, expect

NAMES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
ELEVEN_MINUTES = 11 * 60

# A name with everything that has to be escaped in XML or in HTML, and with letters outside of ASCII and of the BMP.
HARD_NAME = {
    "firstName": 'Zoë <b>&amp; "Łucja" ]]>',
    "lastName": "O'Brien–Østergård & 😀 東京",
    "email": "o'brien+zoë@acme.example",
    "login": "o'brien+zoë@acme.example",
    "displayName": "Tab\there, line\nhere",
}


class World:
    """The connected orgs as the verifiers need to know them, read over the API."""

    def __init__(self, practice, folder):
        self.practice = practice
        self.folder = Path(folder)
        self.source, self.target = practice.source, practice.target
        practice.set_up(folder)
        self.app = self.only(self.source, "/api/v1/apps?filter=name%20eq%20%22okta_org2org%22")["id"]
        self.idp = self.only(self.target, "/api/v1/idps?type=SAML2")["id"]

    @staticmethod
    def only(org, path):
        (found,) = org.get(path)
        return found

    def app_json(self):
        return self.source.get(f"/api/v1/apps/{self.app}")

    def idp_json(self):
        return self.target.get(f"/api/v1/idps/{self.idp}")

    def metadata(self, kid=None):
        query = f"?kid={kid}" if kid else ""
        return self.source.send("GET", f"/api/v1/apps/{self.app}/sso/saml/metadata{query}", accept="application/xml")

    def change_app(self, change):
        """Changes the Org2Org app as an administrator would; returns what restores it."""
        before = self.app_json()
        after = copy.deepcopy(before)
        change(after)
        self.source.put(f"/api/v1/apps/{self.app}", after)
        return lambda: self.source.put(f"/api/v1/apps/{self.app}", before)

    def settings(self, metadata=None):
        """A strict service provider of python3-saml that stands where the target org stands."""
        idp = self.idp_json()
        own = {
            "strict": True,
            "sp": {
                "entityId": idp["protocol"]["credentials"]["trust"]["audience"],
                "assertionConsumerService": {"url": idp["_links"]["acs"]["href"], "binding": POST},
                "NameIDFormat": UNSPECIFIED,
            },
            "security": {
                "wantMessagesSigned": True,
                "wantAssertionsSigned": True,
                "wantNameId": True,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": False,
            },
        }
        read = MetadataParser.parse(metadata or self.metadata())
        return MetadataParser.merge_settings(own, read)

    def sign_in(self, login=TEST_USER, password=None):
        """A response as the dashboard's tile gives it: address, fields."""
        web = Web()
        page = web.open(self.source.url + "/")
        page = web.sign_in(page, login, password or self.source.passwords[login])
        (tile,) = [link for link in page.links if link.startswith("/home/okta_org2org/")]
        return web.open(self.source.url + tile).message("SAMLResponse")

    def sign_in_from_target(self, login=TEST_USER):
        """The request that the target org sends, and the response to it: request fields, response fields, browser."""
        web = Web()
        page = web.submit(web.open(self.target.url + "/"), username=login)
        action, request = page.message("SAMLRequest")
        page = web.open(action, request)
        page = web.sign_in(page, login, self.source.passwords[login])
        return request, page.message("SAMLResponse"), web

    def verdict(self, fields):
        """What the target org makes of a response: its status, and the reason and the message in its System Log."""
        url = self.idp_json()["_links"]["acs"]["href"]
        page = Web().open(url, fields)
        if page.status == 200:
            return 200, ""
        query = urllib.parse.urlencode(
            {"filter": 'eventType eq "user.authentication.auth_via_IDP"', "sortOrder": "DESCENDING", "limit": 1}
        )
        (event,) = self.target.get(f"/api/v1/logs?{query}")
        message = event["debugContext"]["debugData"].get("ErrorMessage", "")
        return page.status, f"{event['outcome']['reason']}: {message}"


def text_of(message):
    return base64.b64decode(message)


def message_of(document):
    return base64.b64encode(document).decode()


def pem(certificate):
    return Utils.format_cert("".join(certificate.split()))


def certificates(metadata):
    """All signing certificates of a metadata document, as PEM."""
    tree = etree.fromstring(metadata.encode())
    return [pem(node.text) for node in tree.iterfind(".//ds:X509Certificate", NAMES)]


def xmlsec1(folder, document, certificate, xpath):
    """Whether xmlsec1 finds the signature at that place valid by that certificate alone; its words otherwise."""
    file, key = folder / "message.xml", folder / "certificate.pem"
    file.write_bytes(document)
    key.write_text(certificate)
    identifiers = [f"{NAMES['samlp']}:Response", f"{NAMES['samlp']}:AuthnRequest", f"{NAMES['saml']}:Assertion"]
    command = ["xmlsec1", "--verify", "--enabled-reference-uris", "empty,same-doc", "--pubkey-cert-pem", str(key)]
    # Without this the certificate in the message could vouch for the message.
    command += ["--enabled-key-data", "raw-x509-cert"]
    for name in identifiers:
        command += ["--id-attr:ID", name]
    done = subprocess.run(
        [*command, "--node-xpath", xpath, str(file)], capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


RESPONSE_SIGNATURE = "/*[local-name()='Response']/*[local-name()='Signature']"
ASSERTION_SIGNATURE = "/*[local-name()='Response']/*[local-name()='Assertion']/*[local-name()='Signature']"
REQUEST_SIGNATURE = "/*[local-name()='AuthnRequest']/*[local-name()='Signature']"


def xmlsec1_accepts(world, document, certificate, *places):
    for place in places or (RESPONSE_SIGNATURE, ASSERTION_SIGNATURE):
        good, words = xmlsec1(world.folder, document, certificate, place)
        ensure(good, f"xmlsec1 refused {place}: {words}")


def xmlsec1_refuses(world, document, certificate, *places):
    for place in places or (RESPONSE_SIGNATURE, ASSERTION_SIGNATURE):
        good, words = xmlsec1(world.folder, document, certificate, place)
        ensure(not good, f"xmlsec1 accepted {place}")
        ensure("FAIL" in words or "failed" in words, f"xmlsec1 did not judge: {words}")


def judge(settings, message, request_id=None):
    """python3-saml's judgement; raises its own error."""
    url = urllib.parse.urlsplit(settings["sp"]["assertionConsumerService"]["url"])
    data = {"http_host": url.netloc, "script_name": url.path, "https": "off"}
    response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(settings, sp_validation_only=False), message)
    response.is_valid(data, request_id, raise_exceptions=True)
    return response


def python3_saml_refuses(settings, message, code, request_id=None):
    try:
        judge(settings, message, request_id)
    except Error as error:
        expect(error.code, code, f"python3-saml's reason ({error})")
    else:
        raise AssertionError("python3-saml accepted it")


def target_refuses(world, fields, reason):
    status, found = world.verdict(fields)
    expect(status, 400, "status of the target org")
    ensure(reason in found, f"the System Log says {found!r}, expected {reason!r}")


def fits_schema(document, schema):
    found = OneLogin_Saml2_XML.validate_xml(document, schema)
    ensure(not isinstance(found, str), f"not valid by {schema}: {schema_errors(document, schema)}")


def schema_errors(document, name):
    folder = Path(sys.modules[OneLogin_Saml2_XML.__module__].__file__).parent / "schemas"
    schema = etree.XMLSchema(etree.parse(str(folder / name)))
    schema.validate(etree.fromstring(document))
    return str(schema.error_log)


def sound_responses(world, tally):
    """What is issued in the ordinary course of things."""
    settings, certificate = world.settings(), certificates(world.metadata())[0]

    action, fields = world.sign_in()
    document = text_of(fields["SAMLResponse"])
    with tally.check("xmlsec1", "response begun at the source: both signatures"):
        xmlsec1_accepts(world, document, certificate)
    with tally.check("xmlsec1", "its assertion, cut out as a document of its own"):
        alone = etree.tostring(etree.fromstring(document).find("saml:Assertion", NAMES))
        xmlsec1_accepts(world, alone, certificate, "/*[local-name()='Assertion']/*[local-name()='Signature']")
    with tally.check("schemas", "response begun at the source"):
        fits_schema(document, "saml-schema-protocol-2.0.xsd")
    with tally.check("python3-saml", "response begun at the source"):
        expect(action, settings["sp"]["assertionConsumerService"]["url"], "address of the form")
        response = judge(settings, fields["SAMLResponse"])
        expect(response.get_nameid(), TEST_USER, "NameID")
        expect(response.get_nameid_format(), UNSPECIFIED, "NameID format")
        expect(response.get_in_response_to(), None, "InResponseTo")
        expect(response.get_attributes()["login"], [TEST_USER], "attribute login")
        ensure(response.get_session_index(), "no session index")
    with tally.check("target org", "response begun at the source"):
        expect(world.verdict(fields), (200, ""))
    with tally.check("target org", "the same response once more is refused as a replay"):
        first = judge(settings, fields["SAMLResponse"]).get_assertion_id()
        expect(judge(settings, fields["SAMLResponse"]).get_assertion_id(), first, "identifier to know a replay by")
        target_refuses(world, fields, "same ID has already been processed")

    request, (_, fields), _ = world.sign_in_from_target()
    document = text_of(fields["SAMLResponse"])
    request_id = etree.fromstring(text_of(request["SAMLRequest"])).get("ID")
    with tally.check("xmlsec1", "response to a request of the target org"):
        xmlsec1_accepts(world, document, certificate)
    with tally.check("python3-saml", "response to a request of the target org: InResponseTo"):
        response = judge(settings, fields["SAMLResponse"], request_id)
        expect(response.get_in_response_to(), request_id, "InResponseTo")
    with tally.check("python3-saml", "the same for another request is refused"):
        python3_saml_refuses(settings, fields["SAMLResponse"], Error.WRONG_INRESPONSETO, "id-of-another")
    with tally.check("target org", "response to its request"):
        expect(world.verdict(fields), (200, ""))


def requests(world, tally):
    """What the target org asks, by both bindings."""
    kid = world.idp_json()["protocol"]["credentials"]["signing"]["kid"]
    key = world.target.get(f"/api/v1/idps/{world.idp}/credentials/keys/{kid}")
    certificate = pem(key["x5c"][0])
    request, _, _ = world.sign_in_from_target()
    document = text_of(request["SAMLRequest"])
    with tally.check("xmlsec1", "request of the target org, by POST"):
        xmlsec1_accepts(world, document, certificate, REQUEST_SIGNATURE)
    with tally.check("xmlsec1", "the same request, altered, is refused"):
        altered = document.replace(b'ForceAuthn="false"', b'ForceAuthn="true"')
        ensure(altered != document, "nothing was altered")
        xmlsec1_refuses(world, altered, certificate, REQUEST_SIGNATURE)
    with tally.check("xmlsec1", "after a new key was named: by the new certificate, no longer by the old one"):
        new = world.target.post(f"/api/v1/idps/{world.idp}/credentials/keys/generate?validityYears=2")
        idp = world.idp_json()
        renewed = copy.deepcopy(idp)
        renewed["protocol"]["credentials"]["signing"]["kid"] = new["kid"]
        world.target.put(f"/api/v1/idps/{world.idp}", renewed)
        signed = text_of(world.sign_in_from_target()[0]["SAMLRequest"])
        xmlsec1_accepts(world, signed, pem(new["x5c"][0]), REQUEST_SIGNATURE)
        xmlsec1_refuses(world, signed, certificate, REQUEST_SIGNATURE)
        offered = world.target.send("GET", idp["_links"]["metadata"]["href"], accept="*/*")
        expect(set(certificates(offered)), {pem(new["x5c"][0])}, "certificate in the metadata")
        world.target.put(f"/api/v1/idps/{world.idp}", idp)
    with tally.check("schemas", "request of the target org"):
        fits_schema(document, "saml-schema-protocol-2.0.xsd")

    idp = world.idp_json()
    redirecting = copy.deepcopy(idp)
    redirecting["protocol"]["endpoints"]["sso"]["binding"] = "HTTP-REDIRECT"
    world.target.put(f"/api/v1/idps/{world.idp}", redirecting)
    try:
        with tally.check("python3-saml", "request of the target org, by redirect: signature over the query"):
            page = Web()
            seen = watch_redirects(page)
            page.submit(page.open(world.target.url + "/"), username=TEST_USER)
            (query,) = [urllib.parse.urlsplit(url).query for url in seen if "SAMLRequest=" in url]
            pairs = dict(urllib.parse.parse_qsl(query))
            signed = query[: query.index("&Signature=")]
            good = Utils.validate_binary_sign(
                signed.encode(), base64.b64decode(pairs["Signature"]), certificate, pairs["SigAlg"]
            )
            ensure(good, "the signature over the query is not valid")
            fits_schema(Utils.decode_base64_and_inflate(pairs["SAMLRequest"]), "saml-schema-protocol-2.0.xsd")
    finally:
        world.target.put(f"/api/v1/idps/{world.idp}", idp)


def watch_redirects(web):
    """A list that fills with the addresses the browser is sent to."""
    seen = []
    (handler,) = [item for item in web.opener.handlers if type(item).__name__ == "HTTPRedirectHandler"]
    follow = handler.redirect_request

    def note(request, file, code, message, headers, url):
        seen.append(url)
        return follow(request, file, code, message, headers, url)

    handler.redirect_request = note
    return seen


def foreign_provider(world, tally):
    """python3-saml as the service provider that asks, by both bindings, and gets its answer from the source org."""
    settings = world.settings()
    url = urllib.parse.urlsplit(settings["sp"]["assertionConsumerService"]["url"])
    data = {"http_host": url.netloc, "script_name": url.path, "https": "off", "get_data": {}, "post_data": {}}
    with tally.check("python3-saml", "its own request by redirect is answered, and its relay state comes back"):
        auth = OneLogin_Saml2_Auth(data, settings)
        web = Web()
        page = web.open(auth.login(return_to="/deep/link?a=1&b=ü"))
        page = web.sign_in(page, TEST_USER, world.source.passwords[TEST_USER])
        answer(auth, data, settings, page.message("SAMLResponse")[1], auth.get_last_request_id())
        expect(page.message("SAMLResponse")[1]["RelayState"], "/deep/link?a=1&b=ü", "RelayState")
    with tally.check("python3-saml", "its own request by POST is answered"):
        auth = OneLogin_Saml2_Auth(data, settings)
        auth.login()
        request = message_of(auth.get_last_request_xml().encode())
        web = Web()
        page = web.open(auth.get_sso_url(), {"SAMLRequest": request, "RelayState": "x"})
        page = web.sign_in(page, TEST_USER, world.source.passwords[TEST_USER])
        answer(auth, data, settings, page.message("SAMLResponse")[1], auth.get_last_request_id())


def answer(auth, data, settings, fields, request_id):
    """Hands a response to python3-saml by its front door."""
    auth = OneLogin_Saml2_Auth({**data, "post_data": fields}, settings)
    auth.process_response(request_id)
    expect(auth.get_errors(), [], f"errors ({auth.get_last_error_reason()})")
    ensure(auth.is_authenticated(), "not authenticated")
    expect(auth.get_nameid(), TEST_USER, "NameID")
    expect(auth.get_last_response_in_response_to(), request_id, "InResponseTo")


def metadata(world, tally):
    """Both orgs' metadata."""
    document, app = world.metadata(), world.app_json()
    with tally.check("schemas", "metadata of the Org2Org app"):
        fits_schema(document.encode(), "saml-schema-metadata-2.0.xsd")
    with tally.check("python3-saml", "metadata of the Org2Org app: what the identity provider trusts"):
        read = MetadataParser.parse(document)["idp"]
        trust, sso = (
            world.idp_json()["protocol"]["credentials"]["trust"],
            world.idp_json()["protocol"]["endpoints"]["sso"],
        )
        expect(read["entityId"], trust["issuer"], "entity")
        expect(read["singleSignOnService"]["url"], sso["url"], "sign-on address")
        key = world.target.get(f"/api/v1/idps/credentials/keys/{trust['kid']}")
        expect("".join(read["x509cert"].split()), "".join(key["x5c"][0].split()), "certificate")
    with tally.check("python3-saml", "the same at the app's public address"):
        key = urllib.parse.urlsplit(read["singleSignOnService"]["url"]).path.split("/")[3]
        public = Web().open(f"{world.source.url}/app/{key}/sso/saml/metadata").html
        expect(MetadataParser.parse(public), MetadataParser.parse(document))
    with tally.check("schemas", "metadata of the identity provider, as the target org offers it"):
        link = world.idp_json()["_links"]["metadata"]["href"]
        offered = world.target.send("GET", link, accept="*/*")
        fits_schema(offered.encode(), "saml-schema-metadata-2.0.xsd")
        tree = etree.fromstring(offered.encode())
        expect(tree.get("entityID"), trust["audience"], "entity")
        place = tree.find("md:SPSSODescriptor/md:AssertionConsumerService", NAMES)
        expect(place.get("Location"), world.idp_json()["_links"]["acs"]["href"], "ACS")
        expect(place.get("Binding"), POST, "binding")
    with tally.check("python3-saml", "an app of the catalogue has metadata too"):
        wiki = world.target.named("/api/v1/apps?q=Wiki", "Wiki")
        path = f"/api/v1/apps/{wiki['id']}/sso/saml/metadata"
        found = world.target.send("GET", path, accept="application/xml")
        fits_schema(found.encode(), "saml-schema-metadata-2.0.xsd")
        ensure(MetadataParser.parse(found)["idp"]["x509cert"], "no certificate")
    expect(app["id"], world.app)


def hard_names(world, tally):
    """A person whose name has to be escaped in every document on the way."""
    password = "Practice-Öffnet-1"
    user = world.source.post(
        "/api/v1/users?activate=true", {"profile": HARD_NAME, "credentials": {"password": {"value": password}}}
    )
    world.source.post(f"/api/v1/apps/{world.app}/users", {"id": user["id"], "scope": "USER"})
    _, fields = world.sign_in(HARD_NAME["login"], password)
    document = text_of(fields["SAMLResponse"])
    with tally.check("xmlsec1", "names that need escaping, and not of ASCII"):
        xmlsec1_accepts(world, document, certificates(world.metadata())[0])
    with tally.check("python3-saml", "the same, read letter by letter"):
        response = judge(world.settings(), fields["SAMLResponse"])
        expect(response.get_nameid(), HARD_NAME["login"], "NameID")
        found = {name: values[0] for name, values in response.get_attributes().items()}
        expect({name: found.get(name) for name in HARD_NAME}, HARD_NAME, "attributes")
    with tally.check("target org", "the same, in the profile of whom it made"):
        expect(world.verdict(fields), (200, ""))
        login = urllib.parse.quote(HARD_NAME["login"])
        profile = world.target.get(f"/api/v1/users/{login}")["profile"]
        expect({name: profile[name] for name in ("firstName", "lastName")}, part(HARD_NAME), "profile")


def part(profile):
    return {name: profile[name] for name in ("firstName", "lastName")}


def rotation(world, tally):
    """A new signing key: made, tried out by its metadata, put in use, and trusted at last."""
    old_settings, (old,) = world.settings(), certificates(world.metadata())
    key = world.source.post(f"/api/v1/apps/{world.app}/credentials/keys/generate?validityYears=2")
    (new,) = certificates(world.metadata(key["kid"]))
    with tally.check("python3-saml", "metadata of a key that is not in use yet"):
        expect(pem(key["x5c"][0]), new, "certificate")
        ensure(new != old, "the certificate is the old one")
        expect(certificates(world.metadata()), [old], "certificate in use")

    back = world.change_app(lambda app: app["credentials"]["signing"].update(kid=key["kid"]))
    _, fields = world.sign_in()
    document = text_of(fields["SAMLResponse"])
    with tally.check("xmlsec1", "after rotation: the new certificate, no longer the old one"):
        xmlsec1_accepts(world, document, new)
        xmlsec1_refuses(world, document, old)
    with tally.check("python3-saml", "after rotation: the new metadata, no longer the old"):
        judge(world.settings(), fields["SAMLResponse"])
        python3_saml_refuses(old_settings, fields["SAMLResponse"], Error.INVALID_SIGNATURE)
    with tally.check("target org", "after rotation: refused, until the new certificate is trusted too"):
        target_refuses(world, fields, "digital signature in the SAML response did not validate")
        uploaded = world.target.post("/api/v1/idps/credentials/keys", {"x5c": key["x5c"]})
        idp = world.idp_json()
        both = copy.deepcopy(idp)
        both["protocol"]["credentials"]["trust"]["additionalKids"] = [uploaded["kid"]]
        world.target.put(f"/api/v1/idps/{world.idp}", both)
        expect(world.verdict(world.sign_in()[1]), (200, ""))
    back()
    with tally.check("target org", "with both certificates trusted, the old key works as well"):
        expect(world.verdict(world.sign_in()[1]), (200, ""))


def broken_by_hand(world, tally):
    """Sound responses altered on their way: what a proxy, an attacker or a copy by hand would do."""
    settings, certificate = world.settings(), certificates(world.metadata())[0]
    invalid = "digital signature in the SAML response did not validate"

    def altered(old, new):
        _, fields = world.sign_in()
        document = text_of(fields["SAMLResponse"])
        ensure(old in document, f"{old!r} is not in the response")
        return {**fields, "SAMLResponse": message_of(document.replace(old, new))}

    cases = [
        ("another NameID", TEST_USER.encode() + b"</saml2:NameID>", b"jonas.weber@acme.example</saml2:NameID>"),
        ("another attribute", b">Chen<", b">Chan<"),
        ("a space more", b"<saml2:Conditions ", b" <saml2:Conditions "),
        ("a later end", b'NotOnOrAfter="20', b'NotOnOrAfter="21'),
    ]
    for what, old, new in cases:
        fields = altered(old, new)
        document = text_of(fields["SAMLResponse"])
        with tally.check("xmlsec1", f"{what} is refused"):
            xmlsec1_refuses(world, document, certificate)
        with tally.check("python3-saml", f"{what} is refused: signature"):
            python3_saml_refuses(settings, fields["SAMLResponse"], Error.INVALID_SIGNATURE)
        with tally.check("target org", f"{what} is refused: signature"):
            target_refuses(world, fields, invalid)

    unsigned(world, tally, settings)
    wrapped(world, tally, settings)


def unsigned(world, tally, settings):
    _, fields = world.sign_in()
    tree = etree.fromstring(text_of(fields["SAMLResponse"]))
    for signature in tree.findall(".//ds:Signature", NAMES):
        signature.getparent().remove(signature)
    fields["SAMLResponse"] = message_of(etree.tostring(tree))
    with tally.check("python3-saml", "no signature at all is refused"):
        python3_saml_refuses(settings, fields["SAMLResponse"], Error.NO_SIGNED_ASSERTION)
    with tally.check("target org", "no signature at all is refused"):
        target_refuses(world, fields, "digital signature in the SAML response did not validate")


def wrapped(world, tally, settings):
    """The signed assertion is moved aside and a forged one takes its place (signature wrapping)."""
    _, fields = world.sign_in()
    tree = etree.fromstring(text_of(fields["SAMLResponse"]))
    tree.remove(tree.find("ds:Signature", NAMES))
    sound = tree.find("saml:Assertion", NAMES)
    forged = copy.deepcopy(sound)
    forged.remove(forged.find("ds:Signature", NAMES))
    forged.set("ID", "forged")
    forged.find("saml:Subject/saml:NameID", NAMES).text = "nora.admin@northwind.example"
    tree.replace(sound, forged)
    extensions = etree.Element(f"{{{NAMES['samlp']}}}Extensions")
    extensions.append(sound)
    tree.insert(1, extensions)
    fields["SAMLResponse"] = message_of(etree.tostring(tree))
    with tally.check("python3-saml", "a forged assertion beside the signed one is refused"):
        python3_saml_refuses(settings, fields["SAMLResponse"], Error.WRONG_NUMBER_OF_ASSERTIONS)
    with tally.check("target org", "a forged assertion beside the signed one is refused"):
        target_refuses(world, fields, "not signed where it must be")


def broken_by_setting(world, tally):
    """Responses that the source org itself issues wrongly, because a setting is wrong."""
    settings = world.settings()
    other = "https://elsewhere.example/sso/saml2/0oa"

    def sign_on(field, value):
        return lambda app: app["settings"]["signOn"].update({field: value})

    cases = [
        (
            "wrong audience",
            lambda app: app["settings"]["app"].update(audRestriction="https://elsewhere.example/sp"),
            Error.WRONG_AUDIENCE,
            "did not designate us as the target",
        ),
        ("wrong destination", sign_on("destinationOverride", other), Error.WRONG_DESTINATION, "Destination"),
        ("wrong recipient", sign_on("recipientOverride", other), Error.WRONG_SUBJECTCONFIRMATION, "Recipient"),
    ]
    for what, change, code, reason in cases:
        back = world.change_app(change)
        try:
            _, fields = world.sign_in()
        finally:
            back()
        with tally.check("python3-saml", f"{what} is refused as such"):
            python3_saml_refuses(settings, fields["SAMLResponse"], code)
        with tally.check("xmlsec1", f"{what}: the signature itself is sound"):
            xmlsec1_accepts(world, text_of(fields["SAMLResponse"]), certificates(world.metadata())[0])
        with tally.check("target org", f"{what} is refused as such"):
            target_refuses(world, fields, reason)

    _, fields = world.sign_in()
    with tally.check("python3-saml", "wrong issuer is refused as such"):
        wrong = copy.deepcopy(settings)
        wrong["idp"]["entityId"] = wrong["idp"]["entityId"].replace("http://", "https://")
        python3_saml_refuses(wrong, fields["SAMLResponse"], Error.WRONG_ISSUER)
    for minutes, code, what in (
        (ELEVEN_MINUTES, Error.ASSERTION_EXPIRED, "expired"),
        (-ELEVEN_MINUTES, Error.ASSERTION_TOO_EARLY, "not valid yet"),
    ):
        with tally.check("python3-saml", f"{what} by the verifier's clock is refused as such"):
            then = Utils.now() + minutes
            with mock.patch.object(Utils, "now", lambda then=then: then):
                python3_saml_refuses(settings, fields["SAMLResponse"], code)


def broken_by_fault(world, tally):
    """Responses that the practice orgs break on purpose, by the names of their faults."""
    settings, certificate = world.settings(), certificates(world.metadata())[0]
    both = (RESPONSE_SIGNATURE, ASSERTION_SIGNATURE)
    cases = [
        # fault, signatures that are there and sound, python3-saml's reason, the target org's reason
        ("signature-sha1", both, Error.DEPRECATED_SIGNATURE_METHOD, "weaker than SHA-256"),
        ("response-unsigned", both[1:], Error.NO_SIGNED_MESSAGE, "not signed where it must be"),
        ("assertion-unsigned", both[:1], Error.NO_SIGNED_ASSERTION, "not signed where it must be"),
        ("response-not-successful", (), Error.STATUS_CODE_IS_NOT_SUCCESS, "GENERAL_NONSUCCESS"),
        ("audience-overridden", both, Error.WRONG_AUDIENCE, "did not designate us as the target"),
        ("destination-overridden", both, Error.WRONG_DESTINATION, "Destination"),
        ("recipient-overridden", both, Error.WRONG_SUBJECTCONFIRMATION, "Recipient"),
    ]
    for name, places, code, reason in cases:
        with world.practice.fault(name):
            _, fields = world.sign_in()
            document = text_of(fields["SAMLResponse"])
            with tally.check("xmlsec1", f"{name}: {len(places)} of 2 signatures are there, sound"):
                found = len(etree.fromstring(document).findall(".//ds:Signature", NAMES))
                expect(found, len(places), "signatures")
                for place in places:
                    xmlsec1_accepts(world, document, certificate, place)
            with tally.check("schemas", name):
                fits_schema(document, "saml-schema-protocol-2.0.xsd")
            with tally.check("python3-saml", f"{name} is refused as such"):
                python3_saml_refuses(settings, fields["SAMLResponse"], code)
            with tally.check("target org", f"{name} is refused as such"):
                target_refuses(world, fields, reason)

    with world.practice.fault("response-replayed"):
        with tally.check("python3-saml", "response-replayed: the same assertion again, which alone is sound"):
            first, second = [judge(settings, world.sign_in()[1]["SAMLResponse"]) for _ in range(2)]
            expect(second.get_assertion_id(), first.get_assertion_id(), "identifier")
    with world.practice.fault("response-to-old-request"):
        with tally.check("python3-saml", "response-to-old-request is refused as such"):
            request, (_, fields), _ = world.sign_in_from_target()
            request_id = etree.fromstring(text_of(request["SAMLRequest"])).get("ID")
            python3_saml_refuses(settings, fields["SAMLResponse"], Error.WRONG_INRESPONSETO, request_id)
        with tally.check("target org", "response-to-old-request is refused as such"):
            target_refuses(world, fields, "does not match an ID of a SAML authentication request")
    with world.practice.fault("certificate-rotated"):
        _, fields = world.sign_in()
        with tally.check("xmlsec1", "certificate-rotated: the metadata's certificate, not the trusted one"):
            document = text_of(fields["SAMLResponse"])
            xmlsec1_accepts(world, document, certificates(world.metadata())[0])
            xmlsec1_refuses(world, document, certificate)
        with tally.check("target org", "certificate-rotated is refused as such"):
            target_refuses(world, fields, "digital signature in the SAML response did not validate")
    with world.practice.fault("certificate-expired"):
        with tally.check("target org", "certificate-expired: really over, and accepted all the same, as Okta does"):
            over = x509.load_pem_x509_certificate(certificates(world.metadata())[0].encode()).not_valid_after_utc
            ensure(over < datetime.datetime.now(datetime.UTC), f"valid until {over}")
            expect(world.verdict(world.sign_in()[1]), (200, ""))


def later(world, tally):
    """The same response minutes later, by the orgs' own clock."""
    _, fields = world.sign_in()
    with tally.check("target org", "expired by its own clock is refused as such"):
        world.practice.advance(ELEVEN_MINUTES)
        target_refuses(world, fields, "expired")


def signed_elsewhere(world, tally):
    """A response made here and signed by xmlsec1 with a key of its own: the target org must accept what is sound."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = self_signed(key)
    (world.folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
    uploaded = world.target.post("/api/v1/idps/credentials/keys", {"x5c": [der]})
    idp = world.idp_json()
    foreign = copy.deepcopy(idp)
    foreign["protocol"]["credentials"]["trust"]["kid"] = uploaded["kid"]
    foreign["protocol"]["credentials"]["trust"].pop("additionalKids", None)
    world.target.put(f"/api/v1/idps/{world.idp}", foreign)
    try:
        for method in ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"):
            with tally.check("target org", f"accepts what xmlsec1 signed ({method.rsplit('/', 1)[-1]})"):
                _, fields = world.sign_in()
                document = resigned(world, text_of(fields["SAMLResponse"]), method)
                fields["SAMLResponse"] = message_of(document)
                expect(world.verdict(fields), (200, ""))
    finally:
        world.target.put(f"/api/v1/idps/{world.idp}", idp)


def self_signed(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "elsewhere")])
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=700))
        .sign(key, hashes.SHA256())
    )


def resigned(world, document, method):
    """The response without its signatures, and one by xmlsec1 over the assertion."""
    tree = etree.fromstring(document)
    for signature in tree.findall(".//ds:Signature", NAMES):
        signature.getparent().remove(signature)
    assertion = tree.find("saml:Assertion", NAMES)
    template = etree.fromstring(
        f'<ds:Signature xmlns:ds="{NAMES["ds"]}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{method}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<ds:Reference URI="#{assertion.get("ID")}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{NAMES["ds"]}enveloped-signature"/><ds:Transform Algorithm="{method}"/>'
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/>'
        "</ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>"
    )
    assertion.insert(1, template)
    unsigned_file, signed_file = world.folder / "unsigned.xml", world.folder / "signed.xml"
    unsigned_file.write_bytes(etree.tostring(tree))
    command = ["xmlsec1", "--sign", "--privkey-pem", str(world.folder / "key.pem"), "--output", str(signed_file)]
    command += ["--id-attr:ID", f"{NAMES['saml']}:Assertion", str(unsigned_file)]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return signed_file.read_bytes()


def main(program):
    tally = Tally("verifier", "what was judged")
    with tempfile.TemporaryDirectory() as folder, Practice(program, "--seed", "verifiers") as practice:
        world = World(practice, folder)
        for part_of_it in (
            sound_responses,
            requests,
            foreign_provider,
            metadata,
            hard_names,
            broken_by_hand,
            broken_by_setting,
            broken_by_fault,
            rotation,
            signed_elsewhere,
            later,
        ):
            with tally.guard(part_of_it.__name__.replace("_", " ")):
                part_of_it(world, tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
