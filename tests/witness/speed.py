"""How long python3-saml takes to judge one response, and Python's own reader to read the recordings.

Called by benches/diagnosis.rs with a folder of documents; prints one line of JSON.
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path
from unittest import mock

TIMES = 100


def judged(folder):
    """The median time of one judgement, in milliseconds: signature and all that is expected."""
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.settings import OneLogin_Saml2_Settings
    from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

    expected = json.loads((folder / "expected.json").read_text())
    message = (folder / "response.txt").read_text()
    settings = {
        "strict": True,
        "sp": {
            "entityId": expected["audience"],
            "assertionConsumerService": {
                "url": expected["acs"],
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
            },
        },
        "idp": {
            "entityId": expected["issuer"],
            "singleSignOnService": {"url": "https://acme.example/sso"},
            "x509cert": expected["certificate"],
        },
        "security": {"wantMessagesSigned": True, "wantAssertionsSigned": True},
    }
    data = {"http_host": expected["host"], "script_name": expected["path"], "https": "on"}
    settings = OneLogin_Saml2_Settings(settings, sp_validation_only=False)
    times = []
    with mock.patch.object(Utils, "now", lambda: expected["now"]):
        for _ in range(TIMES):
            began = time.perf_counter()
            response = OneLogin_Saml2_Response(settings, message)
            response.is_valid(data, expected["in_response_to"], raise_exceptions=True)
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def read(path):
    """The time to read a file of JSON, in milliseconds."""
    began = time.perf_counter()
    json.loads(path.read_bytes())
    return (time.perf_counter() - began) * 1000


def main():
    folder = Path(sys.argv[1])
    if len(sys.argv) > 2:
        took = read(folder / sys.argv[2])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"milliseconds": took, "bytes": memory}))
    else:
        print(json.dumps({"milliseconds": judged(folder)}))


main()
