"""fhirclient (SMART's Python client, with models of its own that refuse what is not R4) against a server."""
import sys

from fhirclient import client
from fhirclient.models import bundle, communication, fhirreference, patient

smart = client.FHIRClient(settings={"app_id": "test", "api_base": sys.argv[1]})
smart.prepare()
assert smart.server.capabilityStatement is not None or smart.ready, "the statement is read by its model"

ben = patient.Patient({"resourceType": "Patient", "name": [{"family": "Roth"}], "birthDate": "1980-02-03"})
made = ben.create(smart.server)
ben = patient.Patient.read(made["id"], smart.server)
assert ben.name[0].family == "Roth"
message = communication.Communication({"status": "completed", "payload": [{"contentString": "hello"}]})
message.subject = fhirreference.FHIRReference({"reference": f"Patient/{ben.id}"})
message.create(smart.server)
found = communication.Communication.where(struct={"subject": f"Patient/{ben.id}"}).perform_resources(smart.server)
assert [one.payload[0].contentString for one in found] == ["hello"], found
ben.active = True
ben.update(smart.server)
assert patient.Patient.read(ben.id, smart.server).meta.versionId == "2"
page = bundle.Bundle.read_from("Communication?_count=1", smart.server)
assert page.type == "searchset" and page.total >= 1
print("fhirclient: done")
