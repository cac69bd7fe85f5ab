#!/usr/bin/env python3
"""I8: the service on [::1], on an address of the network, and behind nginx with TLS: the clinic day, `ready`, `check`, links,
cookies, SMART and the chart speak of the address that people use. usage: own_addresses_test.py [ipv6|lan|nginx]"""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "browser"))
import bridge as b  # noqa: E402
import people  # noqa: E402

PHONE = "+972541234567"


class Demo:
    """The demo's own settings, listening on `host`."""

    def __init__(self, folder, host, public=None):
        self.folder, self.port = folder, b.free_port()
        self.config = folder / "chartbridge.toml"
        self.local = f"http://{host}:{self.port}"
        self.base = public or self.local
        folder.mkdir(mode=0o700)
        self.environment = dict(os.environ, CHARTBRIDGE_DATA=str(folder), CHARTBRIDGE_TEST_PACE="0")
        self.run("demo", "prepare", "--port", str(self.port))
        text = self.config.read_text().replace(f'public_url = "http://127.0.0.1:{self.port}"', f'public_url = "{self.base}"')
        self.config.write_text(text.replace(f"127.0.0.1:{self.port}", f"{host}:{self.port}"))

    def run(self, *arguments):
        return subprocess.run([b.PROGRAM, *arguments], env=self.environment, cwd=self.folder, capture_output=True, text=True)

    cli = run

    def said(self):
        return (self.folder / "out.txt").read_text()

    def over(self):
        assert self.process.poll() is None, self.said()[-3000:]
        return "Ctrl-C ends it" in self.said()

    def __enter__(self):
        self.process = subprocess.Popen([b.PROGRAM, "serve", "--demo"], env=self.environment, stdout=open(self.folder / "out.txt", "w"),
                                        stderr=subprocess.STDOUT, cwd=self.folder)
        b.wait_for("the clinic day to be over", self.over, patience=400)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(60) == 0


class OnNetwork(b.Bridge):
    """Not the demo, which stays on this machine: a clinic whose desk reaches it by its address."""

    def __init__(self, folder, host):
        self.host = host
        super().__init__(folder, graph="http://127.0.0.1:9/graph")
        lines = self.config.read_text().splitlines()
        self.config.write_text("\n".join(line for line in lines if not line.startswith("public_url")).replace(
            f'listen = "127.0.0.1:{self.port}"', f'listen = "{host}:{self.port}"'))

    @property
    def base(self):
        return f"http://{self.host}:{self.port}"

    local = base


def network_address():
    """An address of this machine that is not loopback, else another loopback one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        with contextlib.suppress(OSError):
            asked.connect(("192.0.2.255", 9))  # sends nothing
            return asked.getsockname()[0]
    return "127.0.0.2"


@contextlib.contextmanager
def nginx(folder, port, upstream):
    """Debian's nginx before `upstream`, with a certificate of its own for localhost, which every request from here on
    trusts. Its configuration is that of docs/operator.md."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        b.skip("nginx is not installed")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    trust = ssl.create_default_context(cafile=certificate)
    urllib.request.install_opener(urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust)))
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; {temporary}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate}; ssl_certificate_key {key};
    client_max_body_size 100m;
    location / {{
      proxy_pass {upstream};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}""")
    process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def sign_in(where, name, *roles):
    """(Cookie header, session) of somebody new, from the link on."""
    arguments = [part for role in roles for part in ("--role", role)]
    link = where.cli("user", "add", name, *arguments).stdout.strip()
    link = link.decode() if isinstance(link, bytes) else link
    assert link.startswith(where.base + "/console/#/setup/"), link
    person = people.set_up(where.base, link, name)
    code = b.wait_for("the next code", lambda: (lambda now: now if now != person["used"] else None)(people.totp(person["secret"])), 40)
    body = {"name": name + " ", "password": person["password"], "code": code}
    status, said, session = people.call(where.base, "POST", "/session", body, {"Origin": where.base})
    assert status == 200, (status, session)
    cookie = said["Set-Cookie"]
    secure = where.base.startswith("https://")
    assert ("Secure" in cookie) == secure and cookie.startswith("__Host-chartbridge=" if secure else "chartbridge="), cookie
    return cookie.split(";")[0], session


def told(where, path, **headers):
    status, _, body = b.request("GET", where.base + path, headers=headers)
    return status, json.loads(body) if body[:1] in (b"{", b"[") else body


def links_and_cookies(where, patient):
    cookie, session = sign_in(where, "dana", "admin", "clinician")
    own = {"Cookie": cookie, "Origin": where.base, "X-CSRF-Token": session["csrf"]}
    status, _, invited = people.call(where.base, "POST", "/accounts", {"name": "noa ", "display_name": "Noa", "roles": ["front-desk"],
                                                                       "language": "en", "practitioner": None}, own)
    assert status == 201 and invited["name"] == "noa", (status, invited)
    assert invited["link"].startswith(where.base + "/console/#/setup/"), invited["link"]
    foreign = {**own, "Origin": "https://evil.example"}
    assert people.call(where.base, "POST", f"/accounts/{invited['id']}/invitation", None, foreign)[0] == 403
    status, _, launch = people.call(where.base, "POST", "/launches", {"patient": patient}, own)
    assert status == 200 and launch["url"].startswith(where.base + "/chart/launch.html?"), (status, launch)
    assert urllib.parse.quote(where.base + "/fhir", safe="") in launch["url"], launch
    status, found = told(where, f"/fhir/Communication?patient={patient}&_count=1", Cookie=cookie)
    assert status == 200 and found["total"] >= 1, (status, found)
    for link in found["link"]:
        assert link["url"].startswith(where.base + "/fhir/"), link
    assert found["entry"][0]["fullUrl"].startswith(where.base + "/fhir/"), found["entry"][0]["fullUrl"]
    assert told(where, f"/fhir/Communication?patient={patient}")[0] in ((200,) if is_open(where) else (401,))


def is_open(where):
    """The demo's chart wants nothing from who comes to it directly on this machine."""
    return isinstance(where, Demo) and where.base == where.local


def smart_and_chart(where):
    status, smart = told(where, "/fhir/.well-known/smart-configuration")
    assert status == 200 and smart["issuer"] == where.base + "/fhir" and smart["token_endpoint"] == where.base + "/smart/token", smart
    status, statement = told(where, "/fhir/metadata")
    assert status == 200 and statement["implementation"]["url"] == where.base + "/fhir", statement["implementation"]
    status, _, _ = b.request("GET", where.base + "/fhir/metadata", headers={"Host": "rebound.example"})
    assert status in ((200,) if where.base.startswith("https://") else (403, 400)), status


def json_lines(text):
    lines = [json.loads(line) for line in text.splitlines()]
    return lines[0] if lines and isinstance(lines[0], list) else lines


def token_and_commands(where):
    token = "Bearer " + (where.folder / "chart.token").read_text().strip()
    status, _ = told(where, "/fhir/Patient", Authorization=token)
    assert status == (200 if where.base == where.local else 401), f"G4: a proxy makes nobody the bridge itself ({status})"
    assert b.request("GET", where.local + "/fhir/Patient", headers={"Authorization": token})[0] == 200
    forwarded = {"Authorization": token, "X-Forwarded-For": "203.0.113.7"}
    assert b.request("GET", where.local + "/fhir/Patient", headers=forwarded)[0] == 401
    ready = where.cli("ready")
    assert ready.returncode == 0, ready.stderr
    assert b.request("GET", where.base + "/readyz")[0] == 200
    findings = json_lines(where.cli("check", "--json").stdout)
    faults = [one for one in findings if one["grade"] == "fault" and not one["part"].startswith("channel")]
    assert findings and not faults, faults
    assert any(one["part"].startswith("ehr") for one in findings), findings


def checked(where, patient):
    smart_and_chart(where)
    token_and_commands(where)
    links_and_cookies(where, patient)


def demo_day(demo):
    assert "as scripted" in demo.said(), demo.said()[-2000:]
    for link in ("/chart/", "/console/", "/try/", "/console/#/setup/"):
        assert demo.base + link in demo.said(), (link, demo.said()[-2000:])
    rows = [json.loads(line) for line in demo.run("messages", "list", "--json").stdout.splitlines()]
    assert b.settled(rows)
    patient = next(row["patient"] for row in rows if row["progress"] == "filed")
    checked(demo, patient)


def ipv6(folder):
    with Demo(folder / "ipv6", "[::1]") as demo:
        demo_day(demo)


def behind_nginx(folder):
    port = b.free_port()
    demo = Demo(folder / "nginx", "127.0.0.1", f"https://localhost:{port}")
    with nginx(folder, port, demo.local), demo:
        demo_day(demo)


def lan(folder):
    host = network_address()
    refused = Demo(folder / "demo", host).run("serve", "--demo") if not host.startswith("127.") else None
    assert refused is None or (refused.returncode != 0 and "this machine" in refused.stderr), "the demo stays on this machine"
    with OnNetwork(folder / "lan", host) as bridge:
        bridge.start()
        old = bridge.bearer()
        bridge.seed({"dana": PHONE})
        at = 1_790_000_000
        for wamid, phone in (("wamid.LAN1", PHONE), ("wamid.LAN2", "+972541111111")):
            assert bridge.post(b.text_webhook(wamid, phone.lstrip("+"), "good morning", at)) == 200
        assert bridge.end_of("wamid.LAN1")["progress"] == "filed", bridge.end_of("wamid.LAN1")
        assert bridge.end_of("wamid.LAN2")["progress"] == "held"
        assert "/console/#/setup/" in (bridge.folder / "serve.log").read_text()
        assert f"{bridge.base}/console/#/setup/" in (bridge.folder / "serve.log").read_text()
        checked(bridge, "Patient/dana")
        bridge.stop()
        bridge.start()
        assert bridge.bearer() != old, "the chart's token is new at each start"
        assert b.request("GET", bridge.base + "/fhir/Patient", headers=old)[0] == 401
        assert len(bridge.search("Communication?patient=Patient/dana")) >= 1


def main():
    cases = {"ipv6": ipv6, "lan": lan, "nginx": behind_nginx}
    with b.folder() as folder:
        for name in sys.argv[1:] or cases:
            cases[name](folder)
            print(f"own addresses: {name}", flush=True)


main()
