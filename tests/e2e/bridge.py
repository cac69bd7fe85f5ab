"""Drives the real program the way its users do: settings file, signed webhooks, command line, FHIR."""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("CHARTBRIDGE_TEST_PROGRAM", str(TOP / "build/release/chartbridge"))
FIXTURES = TOP / "tests/fixtures"
SECRET = "e2e-app-secret-0123456789abcdef"
VERIFY_TOKEN = "e2e-verify-token"
PHONE_NUMBER_ID = "109876543210987"
NAMESPACE = uuid.UUID("6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a60")  # of identities
SKIPPED = 77  # ctest's SKIP_RETURN_CODE
PATIENCE = float(os.environ.get("CHARTBRIDGE_TEST_PATIENCE", "180"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def skip(why):
    print(f"SKIPPED: {why}", flush=True)
    sys.exit(SKIPPED)


def wait_for(what, condition, patience=PATIENCE):
    """Waits until condition() is truthy and returns it; a failure names what was waited for (a text, or a function that
    makes it then)."""
    end = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s in vain for: {what() if callable(what) else what}")
        time.sleep(0.05)


def request(method, url, body=None, headers=None, timeout=30):
    """(status, headers, bytes); any answer is a value."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    asked = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def sign(body, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def message(wamid, phone, at, kind, content):
    """One message object as Meta writes it."""
    return {"from": phone, "id": wamid, "timestamp": str(int(at)), "type": kind, kind: content}


def webhook(messages, phone_number_id=PHONE_NUMBER_ID, **more):
    """One delivery with these message objects; `more`: other members of its value, statuses for example."""
    phones = sorted({one["from"] for one in messages if "from" in one})
    value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550100142", "phone_number_id": phone_number_id},
             "contacts": [{"profile": {"name": "Test Person"}, "wa_id": phone} for phone in phones], "messages": messages, **more}
    return json.dumps({"object": "whatsapp_business_account",
                       "entry": [{"id": "100200300400500", "changes": [{"value": value, "field": "messages"}]}]}).encode()


def text_webhook(wamid, phone, text, at, phone_number_id=PHONE_NUMBER_ID):
    return webhook([message(wamid, phone, at, "text", {"body": text})], phone_number_id)


def key_of(wamid, channel="main", clinic="demo"):
    """The item's key, which stays when its content and its id are destroyed (design.md section 7)."""
    return str(uuid.uuid5(NAMESPACE, json.dumps([clinic, channel, wamid, "message", 0], separators=(",", ":"), ensure_ascii=False)))


def file_webhook(wamid, phone, media_id, data, at, kind="document", mime="application/pdf", name="letter.pdf", caption=None):
    """A message with a file whose bytes are `data` (servers/graph_server.py gives them)."""
    content = {"id": media_id, "mime_type": mime, "sha256": base64.b64encode(hashlib.sha256(data).digest()).decode()}
    if kind == "document":
        content["filename"] = name
    if caption:
        content["caption"] = caption
    return webhook([message(wamid, phone, at, kind, content)])


# A whole PDF, small; `mark` makes it another file.
def pdf(mark="", size=0):
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
            b"%" + mark.encode() + b"x" * size + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n")


class Postgres:
    """A throw-away PostgreSQL of its own on a free port."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            skip("PostgreSQL's programs are not installed")
        self.bin = found[-1]
        self.port = free_port()
        self.data = self.folder / "pg"
        self.as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.as_postgres:
            self.data.mkdir()
            os.chmod(self.folder, 0o755)
            subprocess.run(["chown", "postgres", str(self.data)], check=True)
        self.run(self.bin / "initdb", "-D", self.data, "-U", "chartbridge", "--auth=trust", "--no-sync", "-E", "UTF8")
        self.process = subprocess.Popen(
            [*self.as_postgres, str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", "",
             "-c", "listen_addresses=127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("PostgreSQL", lambda: subprocess.run(
            [str(self.bin / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)], stdout=subprocess.DEVNULL).returncode == 0)
        self.create("bridge")

    def run(self, *command):
        subprocess.run([*self.as_postgres, *map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def create(self, name):
        self.run(self.bin / "createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "chartbridge", name)

    @property
    def url(self):
        return f"postgresql://chartbridge@127.0.0.1:{self.port}/bridge"

    def stop(self):
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGINT)
        self.process.wait(60)


def put(url, resource, headers):
    """Tests that share a server may put the same resource (the clinic) at once; HAPI answers the loser 409, and means: again."""
    for _ in range(20):
        status, _, body = request("PUT", url, resource, {"Content-Type": "application/fhir+json", **headers})
        if status != 409:
            break
        time.sleep(0.2)
    assert status in (200, 201), (status, body[:300])


class Bridge:
    """One chartbridge with a data folder of its own."""

    def __init__(self, folder, store="sqlite:chartbridge.db", ehr=None, extra="", graph=None, auth='auth = "none"', channels=(), program=PROGRAM,
                 anchors=True):
        """`ehr`: the base of a FHIR server, or another Bridge whose chart it is. `graph`: the base of a Graph API for
        media, else the simulator's. `auth`: lines of [ehr]. `channels`: further phone_number_ids. `program`: another
        build of it. `anchors`: whether its audit is anchored."""
        self.program = str(program)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self.folder, 0o700)
        self.port = free_port()
        self.chart = ehr if isinstance(ehr, Bridge) else self
        self.ehr = ehr = ehr.base + "/fhir" if isinstance(ehr, Bridge) else ehr
        self.process = None
        for name, value in (("app.secret", SECRET), ("verify.token", VERIFY_TOKEN), ("access.token", "e2e-access-token")):
            path = self.folder / name
            path.write_text(value + "\n")
            os.chmod(path, 0o600)
        self.config = self.folder / "chartbridge.toml"
        ehr_part = "" if ehr is None else f"""
[ehr]
kind = "fhir"
base_url = "{ehr}"
{auth if self.chart is self else f'auth = "bearer"' + chr(10) + f'token_file = "{self.chart.folder}/chart.token"'}
organization = "Organization/clinic"
device = "Device/chartbridge"
"""
        self.config.write_text(f"""
[server]
listen = "127.0.0.1:{self.port}"
public_url = "http://127.0.0.1:{self.port}"
[store]
url = "{store}"
[vault]
url = "file:media"
[keys]
master_file = "master.key"
[scanner]
kind = "none"
[clinic]
id = "demo"
name = "Clinic"
timezone = "Asia/Jerusalem"
languages = ["he", "en"]
default_country = "IL"
emergency_number = "101"
{"".join(self.channel(name, number, graph) for name, number in [("main", PHONE_NUMBER_ID), *(("n" + one, one) for one in channels)])}
{'[audit]' + chr(10) + 'anchor_file = "anchors.jsonl"' if anchors and program == PROGRAM else ""}
{ehr_part}{extra}
""")
        if not (self.folder / "master.key").exists():
            self.cli("keys", "create", check=True)

    def channel(self, name, number, graph):
        return f"""[[channel]]
id = "{name}"
kind = "whatsapp-cloud"
phone_number_id = "{number}"
app_secret_file = "app.secret"
verify_token_file = "verify.token"
access_token_file = "access.token"
graph_url = "{graph or self.base + "/simulator/graph"}"
"""

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def fhir(self):
        return self.ehr or self.base + "/fhir"

    def bearer(self):
        """The chart's own token; an EHR elsewhere is open here."""
        path = self.chart.folder / "chart.token"
        return {"Authorization": "Bearer " + path.read_text().strip()} if path.exists() else {}

    def cli(self, *arguments, check=False, timeout=120):
        done = subprocess.run([self.program, *arguments, "--config", str(self.config)], capture_output=True, timeout=timeout,
                              cwd=self.folder)
        if check and done.returncode != 0:
            raise AssertionError(f"chartbridge {' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()}")
        return done

    def start(self, *arguments):
        self.log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen([self.program, "serve", "--config", str(self.config), *arguments], stdout=self.log,
                                        stderr=subprocess.STDOUT, cwd=self.folder)
        wait_for("the service to be ready", self.ready)
        return self

    def ready(self):
        if self.process.poll() is not None:
            raise AssertionError("serve ended: " + (self.folder / "serve.log").read_text()[-2000:])
        with contextlib.suppress(OSError):
            return request("GET", self.base + "/readyz", timeout=2)[0] == 200
        return False

    def kill(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def stop(self):
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.process = None
        return code

    def post(self, body, signature=None, timeout=30):
        return request("POST", self.base + "/webhooks/whatsapp", body,
                       {"Content-Type": "application/json", "X-Hub-Signature-256": signature or sign(body)}, timeout)[0]

    def messages(self, *filters):
        out = self.cli("messages", "list", "--json", *filters, check=True).stdout.decode()
        return [json.loads(line) for line in out.splitlines()]

    def row(self, name):
        """The row with this provider id or key; None while there is none."""
        return next((row for row in self.messages() if name in (row["id"], row["key"]) or key_of(name) == row["key"]), None)

    def end_of(self, name, progress=None, patience=PATIENCE):
        """The row once it rests, or once it is as far as `progress`."""
        def there():
            row = self.row(name)
            return row if row and (row["progress"] == progress if progress else settled([row])) else None
        try:
            return wait_for(f"{name} to be {progress or 'at rest'}", there, patience)
        except AssertionError as late:
            raise AssertionError(f"{late}; it is {self.row(name)}") from None

    def explain(self, key):
        return json.loads(self.cli("messages", "explain", key, "--json", check=True).stdout)

    def dead_letters(self):
        out = self.cli("dead-letters", "list", "--json", check=True).stdout.decode()
        return [json.loads(line) for line in out.splitlines()]

    def ehr_faults(self):
        """What `check` finds wrong with the EHR; everything else it tries is not looked at."""
        done = self.cli("check", "--json")
        assert done.returncode in (0, 1), done.stderr
        findings = [json.loads(line) for line in done.stdout.splitlines()] if done.stdout.lstrip()[:1] == b"{" else json.loads(done.stdout)
        return [f for f in findings if f["part"].startswith("ehr") and f["grade"] == "fault"]

    def metric(self, name):
        text = request("GET", self.base + "/metrics")[2].decode()
        return sum(float(line.split()[-1]) for line in text.splitlines() if re.match(re.escape(name) + r"[{ ]", line))

    def put(self, resource):
        put(f"{self.fhir}/{resource['resourceType']}/{resource['id']}", resource, self.bearer())

    def search(self, query):
        """All resources of a search, all pages."""
        found, url = [], f"{self.fhir}/{query}"
        while url:
            status, _, body = request("GET", url, headers={"Accept": "application/fhir+json", "Cache-Control": "no-cache", **self.bearer()})
            assert status == 200, (status, body[:300])
            bundle = json.loads(body)
            found += [entry["resource"] for entry in bundle.get("entry", [])]
            url = next((link["url"] for link in bundle.get("link", []) if link["relation"] == "next"), None)
        return found

    def seed(self, patients, consent=True):
        """Clinic, device, and patients {id: telephone}, each with a consent for text and media."""
        self.put({"resourceType": "Organization", "id": "clinic", "name": "Clinic"})
        self.put({"resourceType": "Device", "id": "chartbridge", "status": "active"})
        for patient, phone in patients.items():
            self.put({"resourceType": "Patient", "id": patient, "active": True, "name": [{"family": "Test", "given": [patient]}],
                      "telecom": [{"system": "phone", "value": phone, "use": "mobile"}]})
            if consent:
                self.put(consent_for(patient))


def consent_for(patient, status="active"):
    def permit(topic):
        return {"type": "permit", "action": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentaction", "code": "collect"}]}],
                "actor": [{"role": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP"}]},
                           "reference": {"reference": "Organization/clinic"}}],
                "purpose": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}],
                "class": [{"system": "urn:chartbridge:cs:content", "code": topic}]}
    return {"resourceType": "Consent", "id": f"consent-{patient}", "status": status,
            "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
            "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
            "patient": {"reference": f"Patient/{patient}"}, "dateTime": "2026-01-01T09:00:00Z",
            "policy": [{"uri": "https://clinic.example/wa/en?v=1"}],
            "provision": {"type": "deny", "class": [{"system": "urn:chartbridge:cs:channel", "code": "whatsapp"}],
                          "provision": [permit("whatsapp-text"), permit("whatsapp-media")]}}


def settled(rows):
    return all(row["progress"] in ("filed", "held", "noted", "dropped", "failed") for row in rows)


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="chartbridge-e2e-") as name:
        yield pathlib.Path(name)


@contextlib.contextmanager
def hapi(*settings):
    """A real HAPI FHIR server; skips the test loudly where it cannot be had. Without `settings` ("validate=true", …) the
    one that ctest started for all tests serves (tests/servers/hapi), so each test uses patients of its own."""
    shared = pathlib.Path(os.environ.get("CHARTBRIDGE_TEST_HAPI", "/nonexistent"))
    if shared.is_file() and set(settings) <= {"validate=true"}:
        yield json.loads(shared.read_text())["base"]
        return
    cache = pathlib.Path(os.environ.get("CHARTBRIDGE_TOOLS_DIR", pathlib.Path.home() / ".cache/chartbridge-tools"))
    if not (cache / "hapi/.stamp").exists():
        skip("HAPI FHIR is not installed in the tools cache (tests/servers/prepare)")
    server = subprocess.Popen([str(TOP / "tests/tools/fhir/start-hapi.sh"), "0", *settings], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for line in server.stdout:
            if line.startswith(b"READY"):
                break
        else:
            skip("HAPI FHIR did not start")
        yield line.decode().split()[2]
    finally:
        server.terminate()
        server.wait(60)
