"""Accounts on a real chartbridge: made on the command line, set up over the API as a browser does."""
import base64
import hashlib
import hmac
import json
import re
import struct
import subprocess
import sys
import time
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import bridge as b  # noqa: E402

PASSWORD = "seven green boats at noon"


def totp(secret, at=None):
    """RFC 6238, six digits of thirty seconds."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int((time.time() if at is None else at) // 30)), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


def call(base, method, path, body=None, headers=None):
    status, said, answer = b.request(method, f"{base}/api/v1{path}", body, {"Content-Type": "application/json", **(headers or {})})
    return status, said, json.loads(answer) if answer else None


def set_up(base, link, name):
    """Whoever opens that link: {"name", "password", "secret", "used"}; the code that was used counts once."""
    token = link.rsplit("/", 1)[1]
    status, _, begun = call(base, "POST", "/setup/begin", {"link": token, "name": name, "display_name": name.title(), "password": PASSWORD, "language": "en"})
    assert status == 200, (status, begun)
    code = totp(begun["secret"])
    status, _, ended = call(base, "POST", "/setup/end", {"link": token, "code": code})
    assert status == 200 and len(ended["recovery"]) == 10, (status, ended)
    return {"name": name, "password": PASSWORD, "secret": begun["secret"], "used": code}


def add(base, config, name, *roles, practitioner=None):
    command = [b.PROGRAM, "user", "add", name, "--config", str(config)]
    for role in roles:
        command += ["--role", role]
    if practitioner:
        command += ["--practitioner", practitioner]
    link = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return set_up(base, link, name)


def no_reports(base):
    metrics = b.request("GET", base + "/metrics")[2].decode()
    assert re.search(r"^chartbridge_csp_reports_total 0$", metrics, re.M), "a page broke its policy"
