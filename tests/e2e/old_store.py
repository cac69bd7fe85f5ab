"""The story of the fixture stores (tests/fixtures/stores): who is in the EHR, what each message met there, and where
version 0.1.0 had brought it when it was killed. make.py plays it; migration_test.py says how each goes on."""
import json
import time

import bridge as b
from servers import manners

PEOPLE = ("anna ben uma una henry carl pia eve fay kate gina hana lara lena luis mia mona ivan jack rita ruth max peg pam"
          " dora rex r0 r1 r2 r3").split()
NUMBER = {name: f"+97255557{index:04d}" for index, name in enumerate(PEOPLE)}
SHARED, STAFF, STRANGER, OTHER = "+972555579001", "+972555579002", "+972555579003", "+972555579004"
CSV = b"time,glucose\n08:00,5.4\n12:00,6.1\n18:00,5.9\n"


def wamid(name):
    return "wamid.OLD" + name.replace(" ", "-")


# Where each stood when the service was killed: (progress, reason, states of its media).
STOOD = {
    "anna text": ("filed", None, []), "anna file": ("filed", None, ["filed"]), "uma undone": ("filed", None, []),
    "una undoing": ("matched", None, []), "henry by person": ("filed", None, []),
    "stranger 1": ("held", "patient-unresolved", []), "stranger 2": ("held", "patient-unresolved", []),
    "shared": ("held", "patient-unresolved", []), "staff": ("held", "staff-number", []),
    "carl": ("held", "no-consent", ["waiting"]), "pia": ("held", "consent-pending", []), "eve": ("dropped", "consent-revoked", []),
    "fay": ("filed", None, ["dropped"]), "kate": ("held", "consent-unreachable", ["stored"]), "gina": ("failed", "ehr-refused", []),
    "hana": ("failed", "ehr-forbidden", []), "lara": ("filed", None, ["failed"]), "lena": ("filed", None, ["failed"]),
    "luis": ("filed", None, ["held"]), "mia": ("filed", None, ["pending"]), "mona": ("filed", None, ["stored"]),
    "ivan": ("mapped", "ehr-in-doubt", []), "jack": ("mapped", "ehr-in-doubt", []), "behind jack": ("parsed", None, []),
    "rita": ("mapped", None, []), "ruth": ("mapped", None, []), "max": ("matched", "consent-unreachable", []),
    "peg": ("matched", "consent-unreachable", []), "pam": ("parsed", "directory-unreachable", []), "group": ("held", "group-message", []),
    "poll": ("held", "kind-not-documented", []), "elsewhere": ("dropped", "unknown-channel", []),
    "dora": ("dropped", "dropped-by-staff", []), "rex": ("dropped", "rejected-by-staff", []),
}
BEYOND = ("unparsable", "held")  # and a message that cannot be read, and a receipt that is noted
RECEIVED = ["r0", "r1", "r2", "r3"]  # their deliveries were not split yet


def people(ehr):
    ehr.put({"resourceType": "Organization", "id": "clinic", "name": "Clinic"})
    ehr.put({"resourceType": "Device", "id": "chartbridge", "status": "active"})
    for name in PEOPLE:
        ehr.put(patient(name, NUMBER[name]))
        if name == "fay":
            consent = b.consent_for(name)
            consent["provision"]["provision"].pop()  # text alone
            ehr.put(consent)
        elif name not in ("carl",):
            ehr.put(b.consent_for(name, {"pia": "proposed", "eve": "inactive"}.get(name, "active")))
    for name in ("tom", "tim"):
        ehr.put(patient(name, SHARED))
        ehr.put(b.consent_for(name))
    ehr.put({"resourceType": "Practitioner", "id": "nurse", "active": True, "telecom": [{"system": "phone", "value": STAFF}]})


def patient(name, phone):
    return {"resourceType": "Patient", "id": name, "active": True, "name": [{"family": "Test", "given": [name]}],
            "telecom": [{"system": "phone", "value": phone, "use": "mobile"}]}


def media(graph, well):
    """`well`: what could not be had before is there now; lena's file never is."""
    for name in ("anna file", "carl", "fay", "kate", "lara", "mona"):
        graph.add(media_id(name), b.pdf(name), "application/pdf")
    graph.add(media_id("luis"), CSV, "text/csv")
    graph.add(media_id("mia"), b.pdf("mia"), "application/pdf")
    if not well:
        graph.unwell.add(media_id("mia"))


def media_id(name):
    return "7" + "".join(f"{ord(c):03d}" for c in name[:6])


# --- what the EHR does meanwhile

def bad_manners(ehr):
    def of(name):
        return f"Patient/{name}".encode()

    def empty_look_up(call, ask):
        return manners.Reply(200, ehr.searchset(call, []))

    def transaction(*texts):
        return lambda call: call.is_transaction and any(t.encode() in call.body for t in texts)

    def looks_up(name):
        """Searches by an identity of that person's message: the index lags behind."""
        def found(call):
            return call.is_search and call.type in ("Communication", "DocumentReference") and any(n == "identifier" for n, _ in call.parameters) and any(
                of(name).decode() == r.get("subject", {}).get("reference") for r in ehr.records.search(call.type, call.parameters))
        return found
    return [
        manners.when(lambda c: c.is_search and c.type == "Patient" and NUMBER["pam"][4:] in c.raw_query, manners.fails(500)),
        manners.when(lambda c: c.method == "GET" and c.path in ("Patient/max", "Patient/peg"), manners.fails(500)),
        manners.when(lambda c: c.is_search and c.type == "Consent" and "kate" in c.raw_query, manners.fails(500)),
        manners.when(transaction("text of gina"), manners.answers(422, manners.outcome("error", "processing", "not taken"))),
        manners.when(transaction("text of hana"), manners.answers(403, manners.outcome("error", "forbidden", "not allowed"))),
        manners.when(lambda c: c.is_transaction and "DocumentReference" in c.types and of("lara") in c.body,
                     manners.answers(422, manners.outcome("error", "processing", "no files of this kind"))),
        manners.when(lambda c: c.is_transaction and "DocumentReference" in c.types and of("mona") in c.body, manners.lost_answer()),
        manners.when(looks_up("mona"), empty_look_up),
        manners.when(transaction("text of ivan"), manners.lost_answer()),
        manners.when(looks_up("ivan"), empty_look_up),
        manners.when(transaction("text of jack"), manners.gone()),
        manners.when(lambda c: c.method == "PUT" and c.type == "Communication" and of("una") in c.body, manners.fails(500)),
    ]


def hanging(event):
    """The two that were on the wire: rita's landed, ruth's did not."""
    def after(call, ask):
        reply = ask()
        event.wait(120)
        return reply
    return [manners.when(lambda c: c.is_transaction and b"text of rita" in c.body, after),
            manners.when(lambda c: c.is_transaction and b"text of ruth" in c.body, manners.gate(event))]


# --- the day

class Day:
    def __init__(self, bridge, ehr, graph):
        self.bridge, self.ehr, self.graph, self.at = bridge, ehr, graph, int(time.time()) - 3600

    def text(self, name, phone=None, more=""):
        self.at += 1
        assert self.bridge.post(b.text_webhook(wamid(name), (phone or NUMBER[name.split()[0]]).lstrip("+"), f"text of {name}{more}", self.at)) == 200

    def file(self, name, data, mime="application/pdf", file="letter.pdf"):
        self.at += 1
        body = b.file_webhook(wamid(name), NUMBER[name.split()[0]].lstrip("+"), media_id(name), data, self.at, mime=mime, name=file, caption=f"text of {name}")
        assert self.bridge.post(body) == 200

    def message(self, name, phone, **content):
        self.at += 1
        one = {"from": phone.lstrip("+"), "id": wamid(name), "timestamp": str(self.at), **content}
        assert self.bridge.post(b.webhook([one])) == 200

    def wait(self, name, *states):
        def there():
            row = self.bridge.row(wamid(name))
            return row and (row["progress"] in states or (row["progress"], row["reason"]) in states)
        try:
            b.wait_for(f"{name} to be {states}", there, 60)
        except AssertionError as late:
            raise AssertionError(f"{late}: {self.bridge.row(wamid(name))}") from None

    def peaceful(self):
        for name in ("anna text", "uma undone", "una undoing"):
            self.text(name)
        self.file("anna file", b.pdf("anna file"))
        for name in ("stranger 1", "stranger 2"):
            self.text(name, STRANGER)
        self.text("henry by person", OTHER)
        self.text("shared", SHARED)
        self.text("staff", STAFF)
        self.text("dora", "+972555579005")
        self.text("rex", "+972555579006")
        for name in ("pia", "eve"):
            self.text(name)
        for name in ("carl", "fay"):
            self.file(name, b.pdf(name))
        self.file("lena", b.pdf("lena"))
        self.file("luis", CSV, "text/csv", "glucose.csv")
        self.message("group", NUMBER["anna"], group_id="G1", type="text", text={"body": "text of group"})
        self.message("poll", NUMBER["anna"], type="unsupported", errors=[{"code": 131051, "title": "Unsupported message type"}])
        self.message("odd", NUMBER["anna"], type="text", text=17)
        status = {"id": wamid("anna text"), "status": "read", "timestamp": str(self.at), "recipient_id": NUMBER["anna"].lstrip("+")}
        assert self.bridge.post(b.webhook([], statuses=[status])) == 200
        assert self.bridge.post(b.text_webhook(wamid("elsewhere"), "972555579007", "text of elsewhere", self.at, "100000000000099")) == 200
        for name in ("anna text", "anna file", "uma undone", "una undoing", "fay", "lena", "luis"):
            self.wait(name, "filed")
        for name in ("stranger 1", "stranger 2", "henry by person", "shared", "staff", "dora", "rex", "carl", "pia", "group"):
            self.wait(name, "held")
        self.wait("eve", "dropped")

    def by_people(self):
        cli = self.bridge.cli
        cli("review", "file", b.key_of(wamid("henry by person")), "--patient", "Patient/henry", check=True)
        cli("review", "file", b.key_of(wamid("uma undone")), "--patient", "Patient/ben", check=True)
        cli("messages", "drop", b.key_of(wamid("dora")), check=True)
        cli("review", "reject", b.key_of(wamid("rex")), check=True)
        cli("user", "add", "dana", "--role", "clinician", "--role", "front-desk", "--display-name", "Dr Dana Example", check=True)
        cli("user", "add", "omer", "--role", "compliance", check=True)
        cli("token", "create", "--role", "integrator", "--name", "nightly", "--days", "30", check=True)
        self.wait("henry by person", "filed")
        b.wait_for("the undo", lambda: "text of uma undone" in self.ehr.records.texts("Patient/ben"), 30)

    def in_trouble(self):
        for name in ("kate", "lara", "mona"):
            self.graph.open.clear() if name == "lara" else None
            self.file(name, b.pdf(name))
            self.wait(name, "held" if name == "kate" else "filed")
        self.graph.open.set()
        self.file("mia", b.pdf("mia"))
        for name in ("gina", "hana", "ivan", "jack", "behind jack", "max", "peg", "pam"):
            self.text(name, NUMBER["jack"] if name == "behind jack" else None)
        self.bridge.cli("review", "file", b.key_of(wamid("una undoing")), "--patient", "Patient/ben", check=True)
        self.text("rita")
        self.text("ruth")

    def stood(self, tolerant=("una undoing",)):
        """What is not yet where the story wants it."""
        rows = {row["key"]: row for row in self.bridge.messages()}
        wrong = {}
        for name, (progress, reason, states) in STOOD.items():
            row = rows.get(b.key_of(wamid(name), "main")) or next((r for r in rows.values() if r["reason"] == "unknown-channel"), None)
            have = row and (row["progress"], row["reason"], [m["state"] for m in row["media"]])
            if not row or (have[0], have[2]) != (progress, states) or (have[1] != reason and name not in tolerant):
                wrong[name] = have
        return wrong


def dump(ehr):
    """The EHR's resources as they stood, for the test that goes on."""
    return {"resources": [v[-1] for v in ehr.records.versions.values() if v[-1] is not None]}


def load(ehr, path):
    for resource in json.loads(path.read_text())["resources"]:
        meta = resource.get("meta", {})
        ehr.records.versions[f"{resource['resourceType']}/{resource['id']}"] = [None] * (int(meta.get("versionId", 1)) - 1) + [resource]
