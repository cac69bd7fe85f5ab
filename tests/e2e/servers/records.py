"""The resources of a small FHIR R4 server, in memory: versions, conditional creates, transactions, searches.
Strict where chartbridge relies on it (references in transactions, identities, If-Match); knows nothing of HTTP."""
import copy
import json
import re
import threading
import urllib.parse
import uuid


class Refused(Exception):
    """The server says no: (status, issue code, diagnostics)."""

    def __init__(self, status, code, diagnostics):
        super().__init__(diagnostics)
        self.status, self.code, self.diagnostics = status, code, diagnostics


def outcome(severity, code, diagnostics):
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, "diagnostics": diagnostics}]}


def relative(reference):
    """"Patient/p1" of any way to write it."""
    found = re.search(r"([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(/_history/[^/]+)?$", reference or "")
    return found.group(1) if found else reference


def or_list(value):
    r"""The values of one search parameter; `\,` and `\|` are escaped."""
    return [re.sub(r"\\([\\,|$])", r"\1", one) for one in re.split(r"(?<!\\),", value)]


class Records:
    """All versions of all resources; any thread."""

    def __init__(self):
        self.lock = threading.RLock()
        self.versions = {}  # "Type/id" -> [resource, …]; None: deleted
        self.consent_matches = {}  # "Patient/id" -> ids of Consents that its search gives though their subject is written oddly

    # --- what the tests ask

    def all(self, kind):
        with self.lock:
            return [copy.deepcopy(v[-1]) for name, v in self.versions.items() if name.startswith(kind + "/") and v[-1] is not None]

    def current(self, kind, patient=None):
        """What a clinician sees: neither a thread nor entered-in-error."""
        return [r for r in self.all(kind) if r.get("status") not in ("entered-in-error", "superseded") and not is_thread(r)
                and (patient is None or relative((r.get("subject") or {}).get("reference")) == patient)]

    def texts(self, patient=None):
        return [p["contentString"] for c in self.current("Communication", patient) for p in c.get("payload", []) if "contentString" in p]

    # --- what a client asks

    def get(self, name):
        with self.lock:
            versions = self.versions.get(name)
            if versions is None:
                raise Refused(404, "not-found", "no such resource")
            if versions[-1] is None:
                raise Refused(410, "deleted", "deleted")
            return copy.deepcopy(versions[-1])

    def put(self, resource, if_match=None):
        """(status, stored)"""
        with self.lock:
            name = f"{resource['resourceType']}/{resource['id']}"
            versions = self.versions.setdefault(name, [])
            if if_match and re.sub(r'^W/"|"$', "", if_match) != str(len(versions)):
                raise Refused(412, "conflict", "the version moved on")
            stored = copy.deepcopy(resource)
            stored["meta"] = dict(stored.get("meta", {}), versionId=str(len(versions) + 1), lastUpdated="2026-11-28T09:00:00.000Z")
            versions.append(stored)
            return (201 if len(versions) == 1 else 200), copy.deepcopy(stored)

    def delete(self, name):
        with self.lock:
            if name in self.versions:
                self.versions[name].append(None)

    def create(self, resource, if_none_exist=None):
        with self.lock:
            kind = resource["resourceType"]
            if if_none_exist:
                found = self.search(kind, urllib.parse.parse_qsl(if_none_exist))
                if len(found) > 1:
                    raise Refused(412, "multiple-matches", "the criterion finds more than one")
                if found:
                    return 200, found[0]
            made = dict(copy.deepcopy(resource), id=uuid.uuid4().hex[:20])
            return self.put(made)

    def search(self, kind, parameters):
        """All matches; unknown parameters are ignored, as most servers do."""
        with self.lock:
            found = self.all(kind)
            for name, value in parameters:
                name = name.split(":")[0]
                test = TESTS.get(name)
                if test:
                    wanted = or_list(value)
                    odd = {i for one in wanted for i in self.consent_matches.get(relative(one), [])} if name == "patient" else set()
                    found = [r for r in found if r["id"] in odd or test(r, wanted)]
            return found

    def transaction(self, bundle, only=None):
        """The response entries. All or nothing, but where `only(entry)` says no: then that entry is refused
        alone, as servers do that treat every Bundle as a batch."""
        with self.lock:
            before = dict((name, list(v)) for name, v in self.versions.items())
            try:
                return [self._entry(entry, only) for entry in self._resolved(bundle)]
            except Refused:
                self.versions = before
                raise

    def _resolved(self, bundle):
        """The entries with ids given out and every urn:uuid reference replaced by what it becomes."""
        names = {}
        entries = copy.deepcopy(bundle.get("entry", []))
        for entry in entries:
            request, resource = entry["request"], entry["resource"]
            kind = resource["resourceType"]
            if request["method"] == "PUT":
                name = request["url"]
            elif request["method"] == "POST":
                found = self.search(kind, urllib.parse.parse_qsl(request["ifNoneExist"])) if request.get("ifNoneExist") else []
                if len(found) > 1:
                    raise Refused(412, "multiple-matches", "the criterion finds more than one")
                entry["found"] = found[0] if found else None
                resource["id"] = found[0]["id"] if found else uuid.uuid4().hex[:20]
                name = f"{kind}/{resource['id']}"
            else:
                raise Refused(405, "not-supported", "only POST and PUT")
            if entry.get("fullUrl"):
                names[entry["fullUrl"]] = name
        text = json.dumps(entries)
        for full_url, name in names.items():
            text = text.replace(f'"reference": "{full_url}"', f'"reference": "{name}"')
            text = text.replace(f'"url": "{full_url}"', f'"url": "{name}"')
        entries = json.loads(text)
        for entry in entries:
            if '"reference": "urn:uuid:' in json.dumps(entry["resource"]):
                raise Refused(400, "invalid", "a reference to an entry that the Bundle does not have")
        return entries

    def _entry(self, entry, only):
        request, resource = entry["request"], entry["resource"]
        if only and not only(entry):
            return {"response": {"status": "422 Unprocessable Entity", "outcome": outcome("error", "processing", "refused here")}}
        if request["method"] == "PUT":
            kind, name = request["url"].split("/", 1)
            if (kind, name) != (resource["resourceType"], resource.get("id")):
                raise Refused(400, "invalid", "the id of a PUT differs from its url")
            status, stored = self.put(resource, request.get("ifMatch"))
        elif entry.get("found"):
            status, stored = 200, entry["found"]
        else:
            status, stored = self.put(resource)
        where = f"{stored['resourceType']}/{stored['id']}/_history/{stored['meta']['versionId']}"
        return {"response": {"status": {200: "200 OK", 201: "201 Created"}[status], "location": where, "etag": f'W/"{stored["meta"]["versionId"]}"'}}


def is_thread(resource):
    return any(c.get("code") == "thread" for category in resource.get("category", []) or [] if isinstance(category, dict)
               for c in category.get("coding", []))


def _identifier(resource, wanted):
    have = {f"{i.get('system', '')}|{i.get('value', '')}" for i in resource.get("identifier", []) if isinstance(i, dict)}
    return any(one in have or any(h.endswith("|" + one) for h in have) for one in wanted)


def _telecom(resource, wanted, systems=("phone", "sms")):
    values = {t.get("value") for t in resource.get("telecom", []) if t.get("system") in systems}
    return any(one.split("|")[-1] in values for one in wanted)


def _patient(resource, wanted):
    whose = [resource.get("patient"), resource.get("subject")]
    references = {relative(w.get("reference")) for w in whose if isinstance(w, dict) and w.get("reference")}
    return any(relative(one if "/" in one else "Patient/" + one) in references for one in wanted)


TESTS = {"identifier": _identifier, "phone": _telecom, "telecom": _telecom, "patient": _patient, "subject": _patient,
         "_id": lambda resource, wanted: resource["id"] in wanted,
         "status": lambda resource, wanted: resource.get("status") in [one.split("|")[-1] for one in wanted]}
