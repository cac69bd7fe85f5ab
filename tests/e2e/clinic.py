"""A bridge before a scripted EHR and a scripted Graph API: what most of the tests of filing begin with."""
import contextlib
import itertools
import os
import time

import bridge as b
from servers.fhir_server import FhirServer
from servers.graph_server import GraphServer

WHOLE = os.environ.get("CHARTBRIDGE_TEST_WHOLE") == "1"  # run with the full times and numbers of the promise
COUNT = itertools.count(1)


def person(name, phone, kind="Patient", **more):
    telecom = [{"system": "phone", "value": phone, "use": "mobile"}] if phone else []
    return {"resourceType": kind, "id": name, "active": True, "name": [{"family": "Test", "given": [name]}], "telecom": telecom, **more}


class Clinic:
    """`ehr`, `graph` and `bridge`, with patients {id: telephone} who all consented."""

    def __init__(self, folder, patients, store="sqlite:chartbridge.db", start=True, **options):
        self.ehr, self.graph = FhirServer(), GraphServer()
        self.patients = dict(patients)
        self.ehr.put({"resourceType": "Organization", "id": "clinic", "name": "Clinic"})
        self.ehr.put({"resourceType": "Device", "id": "chartbridge", "status": "active"})
        for name, phone in patients.items():
            self.ehr.put(person(name, phone))
            self.ehr.put(b.consent_for(name))
        self.bridge = b.Bridge(folder, store=store, ehr=self.ehr.base, graph=self.graph.base, **options)
        if start:
            self.bridge.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bridge.kill()
        with contextlib.suppress(Exception):
            self.ehr.stop()
        self.graph.__exit__()

    def phone(self, name):
        return self.patients.get(name, name).lstrip("+")

    def says(self, name, text, wamid=None):
        """A text of that patient (or of a number) comes in; its id."""
        wamid = wamid or f"wamid.E2E{next(COUNT):06d}"
        assert self.bridge.post(b.text_webhook(wamid, self.phone(name), text, int(time.time()))) == 200
        return wamid

    def sends_file(self, name, data, wamid=None, mime="application/pdf", kind="document", caption=None, file="letter.pdf"):
        number = next(COUNT)
        wamid, media = wamid or f"wamid.E2E{number:06d}", f"8{number:06d}"
        self.graph.add(media, data, mime)
        assert self.bridge.post(b.file_webhook(wamid, self.phone(name), media, data, int(time.time()), kind, mime, file, caption)) == 200
        return wamid

    def each_once(self):
        """Promise P2, on the resources themselves: no identity stands twice."""
        for kind in ("Communication", "DocumentReference"):
            seen = [i["value"] for r in self.ehr.records.current(kind) for i in r.get("identifier", []) if i.get("system") == "urn:chartbridge:id"]
            assert len(seen) == len(set(seen)), f"a {kind} stands twice"


@contextlib.contextmanager
def clinic(patients, **options):
    with b.folder() as folder, Clinic(folder / "data", patients, **options) as one:
        yield one


def run(*cases):
    """Runs every case, says each, and ends with 1 when one failed: a red one hides no other."""
    import sys
    import traceback
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    failed = []
    for case in cases:
        if wanted and not any(word in case.__name__ for word in wanted):
            continue
        started = time.monotonic()
        try:
            case()
        except Exception:  # of any kind: the next case is told too
            failed.append(case.__name__)
            traceback.print_exc()
        print(f"{'RED ' if failed and failed[-1] == case.__name__ else 'ok  '} {case.__name__} ({time.monotonic() - started:.1f} s)", flush=True)
    sys.exit(1 if failed else 0)
