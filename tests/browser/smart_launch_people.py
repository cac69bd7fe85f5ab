"""A person of the clinic, from the command line's one-time link to an account that can sign in."""
import base64
import hashlib
import hmac
import json
import struct
import time

import bridge as b

PASSWORD = "a lamp beside the green door"


def totp(secret, at):
    """RFC 6238 with SHA-1, 6 digits, 30 s."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = mac[19] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7fffffff) % 1000000:06d}"


def join(clinic, name, role):
    link = clinic.cli("user", "add", name, "--role", role, "--display-name", "Dr. Ines Vega").rsplit("/", 1)[1]

    def post(path, body):
        status, _, text = b.request("POST", clinic.base + "/api/v1" + path, body,
                                    {"Content-Type": "application/json", "Origin": clinic.base})
        assert status == 200, (path, status, text)
        return json.loads(text)
    enrolment = post("/setup/begin", {"link": link, "name": name, "display_name": "Dr. Ines Vega", "password": PASSWORD, "language": "en"})
    code = totp(enrolment["secret"], time.time())
    post("/setup/end", {"link": link, "code": code})
    return {"name": name, "password": PASSWORD, "secret": enrolment["secret"], "used": code}


def as_text(who):
    return json.dumps(who)


def takes_authorizations(base):
    status, _, text = b.request("GET", base + "/api/v1/openapi.json")
    assert status == 200, status
    return "/authorizations/{id}" in json.loads(text)["paths"]
