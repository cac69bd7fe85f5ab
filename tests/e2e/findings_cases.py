"""The table of findings_test.py: how each input is played, and how it must end."""
import dataclasses
import json
import time
import typing

import bridge as b
from servers import manners

FOLDER = b.FIXTURES / "findings"
ES = {"ana": "+34600000107"}  # most inputs come from this number
ES_IDS = "100"
US = {"amy": "+15550100001"}


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


@dataclasses.dataclass
class Row:
    finding: str
    name: str
    check: typing.Callable
    patients: dict = dataclasses.field(default_factory=dict)
    consent: bool = True
    more: tuple = ()  # further inputs that the row plays
    person: dict = dataclasses.field(default_factory=dict)
    prepare: typing.Callable = lambda c: None

    @property
    def inputs(self):
        return (self.name.split("#")[0], *self.more)


# --- playing

def post(c, name):
    """The bytes as posted; the provider's id of its message."""
    body = (FOLDER / f"{name}.json").read_bytes()
    assert c.bridge.post(body) == 200
    return [m.get("id") for e in json.loads(body)["entry"] for ch in e["changes"] for m in ch["value"].get("messages", [])][0]


def rest(c, wamid, patience=60):
    """The row of that message, whatever was made of it, once it rests; a medium may still be on its way."""
    def there():
        keys = [b.key_of(wamid, channel) for channel in ("main", "n100", "n100000000000001")] if wamid else []
        rows = c.bridge.messages()
        mine = [r for r in rows if r["id"] == wamid or r["key"] in keys] or (rows if len(rows) == 1 else [])
        still = [m for r in mine for m in r["media"] if m["state"] in ("pending", "stored")]
        return mine[0] if mine and b.settled(mine) and not (still and mine[0]["progress"] == "filed") else None
    return b.wait_for(lambda: f"the item to rest; it is {[(r['kind'], r['progress'], r['reason'], r['media']) for r in c.bridge.messages()]}",
                      there, patience)


def words(c, patient=None):
    """All that the chart says, as one text."""
    return json.dumps([r for kind in ("Communication", "DocumentReference") for r in c.ehr.records.current(kind, patient)], ensure_ascii=False)


def one_message(c, *wanted, never=()):
    """Exactly one message stands in the chart, with these words."""
    messages = c.ehr.records.current("Communication")
    assert len(messages) == 1, f"{len(messages)} messages in the chart"
    said = words(c)
    for word in wanted:
        assert word in said, f"the chart does not say {word!r}: {said[:600]}"
    for word in never:
        assert word not in said, f"the chart says {word!r}: {said[:600]}"
    c.each_once()


# --- ends

def is_filed(*wanted, never=(), kind=None):
    """By itself."""
    def check(c, row):
        found = rest(c, post(c, row.name))
        assert found["progress"] == "filed", (found["kind"], found["progress"], found["reason"])
        assert kind is None or found["kind"] == kind, found["kind"]
        one_message(c, *wanted, never=never)
    return check


def maps_too(check, *wanted, never=()):
    """`map` reads it as `serve` does (E3)."""
    def both(c, row):
        done = c.bridge.cli("map", "--webhook", str(FOLDER / f"{row.name}.json"), "--patient", "Patient/amy")
        assert done.returncode == 0 and len(done.stdout.splitlines()) == 1, f"map printed {len(done.stdout.splitlines())} Bundles"
        text = json.dumps(json.loads(done.stdout), ensure_ascii=False)
        assert all(word in text for word in wanted) and not any(word in text for word in never), text[:600]
        check(c, row)
    return both


def is_held(*reasons, kind=None):
    """And nothing of it reaches a chart."""
    def check(c, row):
        found = rest(c, post(c, row.name))
        assert found["progress"] == "held", (found["kind"], found["progress"], found["reason"])
        assert not reasons or found["reason"] in reasons, found["reason"]
        assert kind is None or found["kind"] == kind, found["kind"]
        assert c.ehr.records.current("Communication") == []
        return found
    return check


def waits_for_a_person(*wanted, kind=None, by_itself=False):
    """E1: held; a person can read it, and file it for somebody. `by_itself`: it may also go there alone."""
    def check(c, row):
        found = rest(c, post(c, row.name))
        assert found["progress"] in (("held", "filed") if by_itself else ("held",)), (found["kind"], found["progress"], found["reason"])
        if found["progress"] == "held":
            assert c.ehr.records.current("Communication") == []
            patient = next(iter(row.patients))
            done = c.bridge.cli("review", "file", found["key"], "--patient", f"Patient/{patient}")
            assert done.returncode == 0, f"a person cannot file it: {done.stderr.decode()}"
            c.bridge.end_of(found["key"], "filed", 60)
        one_message(c, *wanted)
    return check


def medium(state, *reasons, content_type=None):
    """The message is filed, and this became of its file."""
    def check(c, row):
        play_file(c, row.name)
        found = rest(c, post(c, row.name))
        assert found["progress"] == "filed", (found["progress"], found["reason"])
        file, = found["media"]
        assert file["state"] == state and (not reasons or file["reason"] in reasons), file
        documents = c.ehr.records.current("DocumentReference")
        assert len(documents) == (1 if state == "filed" else 0), documents
        if content_type:
            kinds = {content["attachment"].get("contentType") for document in documents for content in document["content"]}
            assert kinds == {content_type}, kinds
        if state == "held":
            assert c.graph.fetched, "held without its bytes: nobody can ever look at it"
            assert any(path.is_file() and path.stat().st_size > 0 for path in (c.bridge.folder / "media").rglob("*")), "its bytes were not kept"
    return check


def play_file(c, name):
    for path in FOLDER.glob(f"{name}.*.bin"):
        described = read(name)["entry"][0]["changes"][0]["value"]["messages"][0]["document"]
        otherwise = {"file_size": 0} if "size-zero" in name else {}
        c.graph.add(path.name.split(".")[1], path.read_bytes(), described["mime_type"], **otherwise)


# --- the EHR's manners: a text of Ana's in each

ANA = {"ana": "+34600000601"}


def answers_so(*which, texts=1, then=None):
    """With these manners (each made from the clinic) the texts are filed all the same."""
    def check(c, row):
        with c.ehr.having(*[make(c) for make in which]):
            names = [c.says("ana", f"text {n}") for n in range(texts)]
            for name in names:
                found = rest(c, name)
                assert found["progress"] == "filed", (found["progress"], found["reason"], c.bridge.explain(found["key"])["decisions"][-1:])
        assert c.ehr.records.texts() == [f"text {n}" for n in range(texts)], c.ehr.records.texts()
        c.each_once()
        if then:
            then(c)
    return check


def asks_for_identity(c):
    asked = {call.headers.get("Accept-Encoding") for call in c.ehr.calls()}
    assert asked == {"identity"}, f"Accept-Encoding: {asked}"


def second_page_elsewhere(which):
    link = read("ehr-next-link-other-name")["links"][which]

    def check(c, row):
        own = f"127.0.0.1:{c.ehr.port}"
        if which == "scheme":
            here = f"https://{own}/fhir/Patient?phone=x&page=2"
        else:
            here = link.replace("ehr.example", own) if which != "other name of this host" else link
        rest_of = here.split("?", 1)[1]
        with c.ehr.having(manners.second_page(here, rest_of.split("&")[-1])):
            found = rest(c, c.says("ana", "on the second page"))
        assert (found["progress"], found["patient"]) == ("filed", "Patient/ana"), (found["progress"], found["reason"])
        pages = [call for call in c.ehr.calls("GET") if "page=2" in call.raw_query]
        assert pages and all(call.path == "Patient" for call in pages), "the second page was not asked for at base_url"
    return check


def refused_for_good(c, row):
    """D6: HTTP 200 with an OperationOutcome of errors is a refusal: a dead letter with the issue, not a doubt."""
    body = read(row.name)["answer"]["body"]
    with c.ehr.having(manners.outcome_error_in_200(body)):
        names = [c.says("ana", f"text {n}") for n in range(2)]
        for name in names:
            found = rest(c, name)
            assert found["progress"] == "failed", (found["progress"], found["reason"])
        letters = [letter for letter in c.bridge.dead_letters() if letter["key"] == b.key_of(names[0])]
        assert letters, "no dead letter"
        assert "invalid" in json.dumps(c.bridge.explain(b.key_of(names[0]))) + json.dumps(letters), "the issue is not told"
    c.bridge.cli("dead-letters", "retry", "--all", check=True)
    for name in names:
        c.bridge.end_of(name, "filed", 60)
    assert sorted(c.ehr.records.texts()) == ["text 0", "text 1"]


def a_log_in_page(c, row):
    """D6: something else answers. Nothing is dead-lettered; it goes on when the EHR is back."""
    with c.ehr.having(manners.proxy_login_in_200(read(row.name)["answer"]["body"])):
        names = [c.says("ana", f"text {n}") for n in range(3)]
        b.wait_for("the first to be tried", lambda: (r := c.bridge.row(names[0])) and r["reason"])
        time.sleep(40)  # longer than five attempts with their pauses
        ends = {r["progress"] for r in c.bridge.messages()}
        assert not ends & {"failed", "dropped", "held"}, ends
        told = json.dumps(c.bridge.ehr_faults()) + c.bridge.cli("messages", "explain", b.key_of(names[0]), check=True).stdout.decode()
        assert "log-in page" in told, f"nobody is told that a log-in page answers: {told[-600:]}"
    for name in names:
        c.bridge.end_of(name, "filed", 75)
    assert c.ehr.records.texts() == ["text 0", "text 1", "text 2"]


def a_log_in_page_for_pushes(c, row):
    """The same where only the push meets it: in doubt at first, looked up later, never twice."""
    with c.ehr.having(manners.when(lambda call: call.is_transaction, manners.proxy_login_in_200(read("ehr-proxy-login-in-200")["answer"]["body"]))):
        name = c.says("ana", "text 0")
        b.wait_for("it to be tried", lambda: any(call.is_transaction for call in c.ehr.calls()))
        time.sleep(2)
        assert c.bridge.row(name)["progress"] not in ("failed", "dropped"), c.bridge.row(name)
    c.bridge.end_of(name, "filed", 75)
    assert c.ehr.records.texts() == ["text 0"]


def no_update_as_create(c, row):
    """D4: filed without ids of our own, or `check` says that it cannot be; never «all well» and every message refused."""
    said = read(row.name)["answer"]
    with c.ehr.having(manners.no_update_as_create(c.ehr, said["status"], said["body"])):
        faults = c.bridge.ehr_faults()
        found = rest(c, c.says("ana", "text 0"))
        if found["progress"] != "filed":
            assert faults, "check says all is well, and every message is refused"
            assert found["progress"] in ("held", "failed"), found
        else:
            assert c.ehr.records.texts() == ["text 0"]


def held_with_the_servers_sentence(manner, words_of_it, file=None):
    """D2: a look-up that cannot be done holds; its files are fetched; a person sees why, and it goes on once it can."""
    def check(c, row):
        assert c.bridge.ehr_faults() == [], c.bridge.ehr_faults()
        told = c.ehr.having(manner(c))
        with told:
            if file:
                data = b.pdf("lab")
                c.graph.add(file, data, "application/pdf")
                body = read(row.name)
                body["entry"][0]["changes"][0]["value"]["messages"][0]["document"].pop("sha256")
                assert c.bridge.post(json.dumps(body).encode()) == 200
                name = body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
            else:
                name = c.says("ana", "text 0")
            found = rest(c, name)
            assert found["progress"] == "held", (found["progress"], found["reason"])
            if file:
                b.wait_for("its file to be kept", lambda: [m["state"] for m in rest(c, name)["media"]] == ["stored"], 30)
            told = json.dumps(c.bridge.explain(found["key"]))
            assert words_of_it in told, f"the server's own sentence is kept from people: {told[-800:]}"
            assert b"console.diagnostics.viewed" in c.bridge.cli("audit", "export", check=True).stdout, "such a look is not audited"
            review = c.bridge.cli("review", "list", "--json", check=True).stdout.decode()
            assert found["key"] in review, "it is not in the review list"
            assert c.bridge.ehr_faults(), "check finds nothing wrong with the EHR"
        c.bridge.cli("messages", "release", found["key"], check=True)
        c.bridge.end_of(found["key"], "filed", 60)
    return check


# --- Consents whose patient is written otherwise (B1)

def consent_is_heard(make, *ends):
    """Beside a permit for Ana the EHR returns a deny whose subject is written so; ends: allowed (progress, reason)."""
    def check(c, row):
        deny = dict(read("consent-deny-relative"), patient=make(c))
        c.ehr.put(deny)
        c.ehr.records.consent_matches["Patient/ana"] = ["g-c"]
        name = c.says("ana", "text 0")
        found = rest(c, name)
        assert (found["progress"], found["reason"]) in ends, (found["progress"], found["reason"])
        assert c.ehr.records.current("Communication") == [], "filed against a deny"
    return check


DENIED = ("dropped", "denied-by-consent")
INVALID = ("held", "consent-invalid")
IDENTIFIED = {"identifier": [{"system": "https://clinic.example/mrn", "value": "4711"}]}


def contained(c, identifier=None):
    """A Consent with its patient inside."""
    inside = {"resourceType": "Patient", "id": "p", "name": [{"family": "Test"}]}
    if identifier:
        inside["identifier"] = identifier
    c.ehr.put(dict(read("consent-deny-relative"), contained=[inside], patient={"reference": "#p"}))
    return {"reference": "#p"}


def contained_is_heard(identifier, *ends):
    def check(c, row):
        contained(c, identifier)
        c.ehr.records.consent_matches["Patient/ana"] = ["g-c"]
        found = rest(c, c.says("ana", "text 0"))
        assert (found["progress"], found["reason"]) in ends, (found["progress"], found["reason"])
        assert c.ehr.records.current("Communication") == [], "filed against a deny"
    return check


# --- numbers that change hands

def number_changed(c, row):
    """C2: after «changed number» the old number proves nothing."""
    first = c.bridge
    assert first.post(b.text_webhook("wamid.BEFORE", "34600000105", "my own number", int(time.time()), ES_IDS)) == 200
    assert rest(c, "wamid.BEFORE")["progress"] == "filed"
    event = post(c, "wa-user-changed-number")
    b.wait_for("the event to be there", lambda: len(c.bridge.messages()) == 2)
    found = rest(c, post(c, "wa-message-from-the-old-number-after-change"))
    assert found["progress"] == "held", (found["progress"], found["reason"])
    assert not any("somebody else" in text for text in c.ehr.records.texts())
    told = c.bridge.cli("review", "list", "--json", check=True).stdout.decode()
    assert found["key"] in told or b.key_of(event, "n100") in told, "nothing asks a person to look"


def elsewhere(c, row):
    """Played step by step in moved_number_test.py."""


def text_of(*wanted):
    return is_filed(*wanted, kind="text")


ROWS = [
    Row("B1", "consent-deny-relative", consent_is_heard(lambda c: {"reference": "Patient/ana"}, DENIED), ANA),
    Row("B1", "consent-deny-own-base", consent_is_heard(lambda c: {"reference": f"{c.ehr.base}/Patient/ana"}, DENIED), ANA),
    Row("B1", "consent-deny-own-base#localhost", consent_is_heard(
        lambda c: {"reference": f"http://localhost:{c.ehr.port}/fhir/Patient/ana"}, DENIED, INVALID), ANA),
    Row("B1", "consent-deny-own-base#versioned", consent_is_heard(lambda c: {"reference": f"{c.ehr.base}/Patient/ana/_history/1"}, DENIED, INVALID), ANA),
    Row("B1", "consent-deny-own-base#foreign", consent_is_heard(lambda c: {"reference": "https://other.example/fhir/Patient/77"}, INVALID), ANA),
    Row("B1", "consent-deny-own-base#identifier", consent_is_heard(
        lambda c: {"identifier": IDENTIFIED["identifier"][0]}, DENIED), ANA, person=IDENTIFIED),
    Row("B1", "consent-deny-own-base#other-identifier", consent_is_heard(
        lambda c: {"identifier": {"system": "https://clinic.example/mrn", "value": "9999"}}, INVALID), ANA, person=IDENTIFIED),
    Row("B1", "consent-deny-own-base#display-only", consent_is_heard(lambda c: {"display": "Ana Test"}, INVALID), ANA),
    Row("B1", "consent-deny-own-base#contained", contained_is_heard(None, INVALID), ANA),
    Row("B1", "consent-deny-own-base#contained-identifier", contained_is_heard(IDENTIFIED["identifier"], DENIED, INVALID), ANA, person=IDENTIFIED),
    Row("D7", "ehr-bom-before-json", answers_so(lambda c: manners.bom_before_json), ANA),
    Row("D5", "ehr-entry-304-for-existing", answers_so(lambda c: manners.entry_304_for_existing, texts=3), ANA),
    Row("D7", "ehr-gzip-unasked", answers_so(lambda c: manners.gzip_unasked, then=asks_for_identity), ANA),
    Row("D7", "ehr-gzip-unasked#always", answers_so(lambda c: manners.gzip_always), ANA),
    *[Row("D3", f"ehr-next-link-other-name#{which}", second_page_elsewhere(which), ANA) for which in read("ehr-next-link-other-name")["links"]],
    Row("D4", "ehr-no-update-as-create", no_update_as_create, ANA),
    Row("C1", "ehr-number-moved-to-another-patient", elsewhere),
    Row("D6", "ehr-outcome-error-in-200", refused_for_good, ANA),
    Row("D2", "ehr-phone-search-not-offered", held_with_the_servers_sentence(
        lambda c: manners.phone_not_offered(), "search parameter phone is not supported", file="90001"), ANA),
    Row("D2", "ehr-phone-single-value-only", answers_so(lambda c: manners.single_value_only(
        400, read("ehr-phone-single-value-only")["answer"]["body"])), ANA),
    Row("D2", "ehr-practitioner-forbidden", held_with_the_servers_sentence(
        lambda c: manners.practitioner_forbidden(403, read("ehr-practitioner-forbidden")["answer"]["body"]), "insufficient scope"), ANA),
    Row("D6", "ehr-proxy-login-in-200", a_log_in_page, ANA),
    Row("D6", "ehr-proxy-login-in-200#push", a_log_in_page_for_pushes, ANA),
    Row("D2", "ehr-total-counts-outcome", answers_so(lambda c: manners.total_counts_outcome), ANA),
    Row("F2", "media-csv", medium("held", "type-refused"), {"ana": "+34600000103"}),
    Row("F2", "media-doc-legacy", medium("held", "type-refused"), {"ana": "+34600000103"}),
    Row("F2", "media-heic-document", medium("held", "type-refused"), {"ana": "+34600000103"}),
    Row("F3", "media-file-size-zero", medium("filed", content_type="application/pdf"), {"ana": "+34600000103"}),
    Row("F2", "media-pdf-junk-before-header", medium("filed", content_type="application/pdf"), {"ana": "+34600000103"}),
    Row("F1", "media-txt-sniffed-csv", medium("filed", content_type="text/plain"), {"ana": "+34600000103"}),
    Row("F1", "media-txt-sniffed-json", medium("filed", content_type="text/plain"), {"ana": "+34600000103"}),
    Row("F1", "media-txt-sniffed-troff", medium("filed", content_type="text/plain"), {"ana": "+34600000103"}),
    Row("C3", "wa-baduser", text_of("chest pain since 8"), US),
    Row("C3", "wa-from-empty-string", is_held("patient-unresolved", kind="text"), ES),
    Row("C3", "wa-nofrom", is_held("patient-unresolved", kind="text"), US),
    Row("C3", "wa-entry-id-number", text_of("entry id is a number"), ES),
    Row("C3", "wa-phone-number-id-number", text_of("phone number id is a number"), ES),
    Row("C2", "wa-user-changed-number", number_changed, {"ana": "+34600000105"}, more=("wa-message-from-the-old-number-after-change",)),
    Row("E1", "wa-order-with-text", waits_for_a_person("Please also my inhaler"), ES),
    Row("E1", "wa-imgnoid", waits_for_a_person("rash on left arm since Monday", by_itself=True), US),
    Row("E1", "wa-typeless", waits_for_a_person("1.5", by_itself=True), US),
    Row("E1", "wa-voice", waits_for_a_person(by_itself=True), US),
    Row("E1", "wa-edit", waits_for_a_person("take 50 mg"), {"ana": "+34600000101"}),
    Row("E1", "wa-revoke", waits_for_a_person(), {"ana": "+34600000101"}),
    Row("E1", "wa-type-unknown-errors-details", waits_for_a_person(), ES),
    Row("E3", "wa-form", maps_too(is_filed("Monday", never=("flow_token", "T1\"")), "Monday", never=("flow_token",)), US),
    Row("E3", "wa-lone", maps_too(text_of("half ", " emoji"), " emoji"), US),
    Row("E3", "wa-flow-reply", is_filed("worse at night", never=("response_json",)), ES),
    Row("E4", "wa-docgone", is_filed("MRI report 2026-11-01.pdf"), US),
    Row("E4", "wa-button-without-context", is_filed("More info"), ES),
    Row("E5", "wa-location-without-coordinates", is_filed("Clinic Sur", "Calle Mayor 1"), ES),
    Row("E5", "wa-text-only-zero-width", is_filed(), {"ana": "+34600000102"}),
    Row("E5", "wa-profile-name-empty", text_of("hello 4"), {"ana": "+34600000104"}),
    Row("-", "wa-group", is_held("group-message"), US),
]
