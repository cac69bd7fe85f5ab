#!/usr/bin/env python3
"""People and API tokens from the command line, without a running service and beside one."""
import json
import os
import re

import bridge as b

LINK = re.compile(r"^http://127\.0\.0\.1:\d+/console/#/setup/[A-Za-z0-9_-]{43}$")


def main():
    with b.folder() as folder:
        bridge = b.Bridge(folder / "data")
        try:
            people(bridge)
            tokens(bridge)
            bridge.start()
            beside_the_service(bridge)
            assert bridge.stop() == 0
            nothing_in_the_clear(bridge)
            codes_are_for_the_demo(bridge)
        finally:
            if bridge.process:
                bridge.kill()
    print("people and tokens hold")


def says(done, code, word=b""):
    """One plain sentence on stderr, nothing on stdout."""
    assert done.returncode == code and word in done.stderr and done.stdout == b"", (done.returncode, done.stdout, done.stderr)


def listed(bridge, what):
    return [json.loads(line) for line in bridge.cli(what, "list", "--json", check=True).stdout.splitlines()]


def people(bridge):
    assert bridge.cli("user", "list", check=True).stdout == b""
    link = bridge.cli("user", "add", "dana", "--role", "clinician", "--role", "front-desk", "--display-name", "Dr Dana Example",
                      "--language", "es", "--practitioner", "Practitioner/7", check=True).stdout.decode().strip()
    assert LINK.match(link), link
    dana, = listed(bridge, "user")
    assert dana["name"] == "dana" and dana["roles"] == ["clinician", "front-desk"] and dana["language"] == "es", dana
    assert dana["active"] and not dana["enrolled"] and dana["practitioner"] == "Practitioner/7"
    assert not {"password", "totp_secret", "invitation", "recovery"} & set(dana)
    says(bridge.cli("user", "add", "DANA", "--role", "clinician"), 1, b"taken")
    says(bridge.cli("user", "add", "omer", "--role", "owner"), 2, b"no role owner")
    says(bridge.cli("user", "add", "omer"), 2, b"--role")
    says(bridge.cli("user", "add", "omer", "--role", "admin", "--practitioner", "7"), 2, b"Practitioner/")
    says(bridge.cli("user", "add", "omer", "--role", "admin", "--language", "xx"), 2, b"language")
    says(bridge.cli("user", "add", " ", "--role", "admin"), 1, b"name")
    for command in ("disable", "enable", "reset-totp", "totp-now"):
        says(bridge.cli("user", command, "nobody"), 1, b"nobody with this name")
    again = json.loads(bridge.cli("user", "reset-totp", "Dana", "--json", check=True).stdout)
    assert again["name"] == "dana" and LINK.match(again["link"]) and again["link"] != link
    assert b"disabled" in bridge.cli("user", "disable", "dana", check=True).stdout
    says(bridge.cli("user", "reset-totp", "dana"), 1, b"enable it first")
    assert b"set-up" in bridge.cli("user", "enable", "dana", check=True).stdout
    says(bridge.cli("user", "totp-now", "dana"), 1, b"one-time link")


def tokens(bridge):
    token = bridge.cli("token", "create", "--role", "integrator", "--name", "nightly job", "--days", "7", check=True).stdout.decode().strip()
    assert re.fullmatch(r"cb_[A-Za-z0-9_-]{43}", token), "the token alone, for scripts"
    one, = listed(bridge, "token")
    assert one["role"] == "integrator" and one["name"] == "nightly job" and one["made_by"] == "cli" and one["revoked"] is None
    assert token not in json.dumps(one)
    says(bridge.cli("token", "create", "--role", "integrator", "--name", "x", "--days", "91"), 2, b"90")
    says(bridge.cli("token", "create", "--role", "owner", "--name", "x"), 2, b"no role owner")
    says(bridge.cli("token", "create", "--role", "integrator"), 2, b"--name")
    says(bridge.cli("token", "revoke", "00000000-0000-4000-8000-000000000000"), 1, b"no token with this id")
    bridge.cli("token", "revoke", one["id"], check=True)
    assert listed(bridge, "token")[0]["revoked"]


def beside_the_service(bridge):
    assert LINK.match(bridge.cli("user", "add", "noa", "--role", "compliance", check=True).stdout.decode().strip())
    assert [person["name"] for person in listed(bridge, "user")].count("noa") == 1
    token = bridge.cli("token", "create", "--role", "auditor", "--name", "beside", check=True).stdout.decode().strip()
    asked = {"Authorization": "Bearer " + token}
    assert b.request("GET", bridge.base + "/api/v1/audit", headers=asked)[0] == 200, "a fresh token counts at once"
    made = next(one for one in listed(bridge, "token") if one["name"] == "beside")
    bridge.cli("token", "revoke", made["id"], check=True)
    assert b.request("GET", bridge.base + "/api/v1/audit", headers=asked)[0] == 401, "a revoked one ends at once"
    noa_sets_up(bridge)
    assert bridge.cli("audit", "verify").returncode == 0


def noa_sets_up(bridge):
    """The one-time link over HTTP, with codes of `user totp-now`, up to a session that disabling ends."""
    link = bridge.cli("user", "reset-totp", "noa", check=True).stdout.decode().strip().rsplit("/", 1)[1]
    password = "a lamp beside the green door"
    headers = {"Content-Type": "application/json", "Origin": bridge.base}

    def post(path, body):
        status, answered, text = b.request("POST", bridge.base + "/api/v1" + path, body, headers)
        return status, answered, json.loads(text or b"null")

    def code():
        return bridge.cli("user", "totp-now", "noa", check=True).stdout.decode().strip()
    status, _, enrolment = post("/setup/begin", {"link": link, "name": "noa", "display_name": "Noa Example", "password": password, "language": "he"})
    assert status == 200 and enrolment["uri"].startswith("otpauth://totp/"), (status, enrolment)
    status, _, ended = post("/setup/end", {"link": link, "code": code()})
    assert status == 200 and len(ended["recovery"]) == 10, (status, ended)
    assert post("/session", {"name": "noa", "password": password, "code": "000000"})[0] == 401
    status, answered, session = post("/session", {"name": "noa", "password": password, "code": code()})
    assert status == 200 and session["roles"] == ["compliance"], (status, session)
    cookie = answered["Set-Cookie"]
    assert cookie.startswith("chartbridge=") and "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie
    mine = {"Cookie": cookie.split(";")[0]}
    assert b.request("GET", bridge.base + "/api/v1/session", headers=mine)[0] == 200
    says(bridge.cli("user", "disable", "noa"), 1, b"role compliance")
    bridge.cli("user", "reset-totp", "noa", check=True)
    assert b.request("GET", bridge.base + "/api/v1/session", headers=mine)[0] == 401, "a lost factor ends all sessions"


def nothing_in_the_clear(bridge):
    secrets = [b"Dr Dana Example", b"Noa Example", b"a lamp beside the green door", b"nightly job"]
    for path in bridge.folder.iterdir():
        if path.is_file():
            for secret in secrets:
                assert secret not in path.read_bytes(), (path.name, "keeps something in the clear")


def codes_are_for_the_demo(bridge):
    """A channel that is not the simulator of this machine: no code is ever shown."""
    changed = bridge.config.read_text().replace(bridge.base + "/simulator/graph", "https://graph.facebook.com/v25.0")
    bridge.config.write_text(changed)
    os.chmod(bridge.config, 0o600)
    says(bridge.cli("user", "totp-now", "noa"), 1, b"in the demo only")


main()
