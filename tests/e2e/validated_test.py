#!/usr/bin/env python3
"""D8: what leaves on the wire is what is validated. A HAPI that validates each request takes every medium of the fixtures:
as many DocumentReferences as `map` gives; and HL7's validator finds no error in any body, captured as it was sent."""
import json
import os
import pathlib
import subprocess
import time

import bridge as b
from clinic import person
from servers.graph_server import GraphServer
from servers.wire import Wire

MEDIA = ("image", "video", "audio", "document", "sticker")
SAMPLES = b.TOP / "connectors/simulator/media"
BYTES = {"image/jpeg": "rash.jpg", "application/pdf": "blood-test.pdf", "audio/ogg": "voice-note.ogg", "image/webp": "thanks.webp"}


def main():
    with b.folder() as folder, b.hapi("validate=true") as hapi, GraphServer() as graph, Wire(hapi, folder / "wire") as wire:
        with b.Bridge(folder / "data", ehr=wire.base, graph=graph.base) as bridge:
            run(folder, bridge, graph, wire)


def run(folder, bridge, graph, wire):
    patient = f"validated-{int(time.time())}"
    media = folder / "media"
    media.mkdir()
    deliveries, wanted = [], 0
    for number, file in enumerate(sorted((b.FIXTURES / "whatsapp/webhook").glob("*.json"))):
        for message in messages_with_media(json.loads(file.read_text())):
            wamid, phone = f"wamid.VALID{len(deliveries):04d}", "15555550177"
            message = dict(message, id=wamid, **{"from": phone}, timestamp=str(int(time.time())))
            message.pop("from_user_id", None)
            content = message[message["type"]]
            content.pop("sha256", None)  # the bytes are ours
            content.pop("url", None)
            content["id"] = f"9{len(deliveries):05d}"
            data, name = sample(message["type"], content.get("mime_type", ""))
            graph.add(content["id"], data, name)
            (media / content["id"]).write_bytes(data)
            body = b.webhook([message])
            deliveries.append((file.name, wamid, body))
            (folder / "one.json").write_bytes(body)
            mapped = bridge.cli("map", "--webhook", str(folder / "one.json"), "--patient", f"Patient/{patient}", "--media", str(media), check=True)
            wanted += sum(entry["resource"]["resourceType"] == "DocumentReference" for line in mapped.stdout.splitlines()
                          for entry in json.loads(line)["entry"])
    assert len(deliveries) >= 9 and wanted >= 9, (len(deliveries), wanted)

    bridge.put({"resourceType": "Organization", "id": "clinic", "name": "Clinic"})
    bridge.put({"resourceType": "Device", "id": "chartbridge", "status": "active"})
    bridge.put(person(patient, "+15555550177"))
    bridge.put(b.consent_for(patient))
    for path in wire.folder.iterdir():
        path.unlink()  # those were ours, not the bridge's
    bridge.start()
    for _, _, body in deliveries:
        assert bridge.post(body) == 200
    text = b.text_webhook("wamid.VALIDTEXT", "15555550177", "and a text", int(time.time()))
    assert bridge.post(text) == 200

    def at_rest():
        rows = {row["id"]: row for row in bridge.messages()}
        mine = [rows.get(wamid) for _, wamid, _ in deliveries]
        done = all(row and b.settled([row]) and all(m["state"] not in ("pending", "stored") for m in row["media"]) for row in mine)
        return mine if done else None
    rows = b.wait_for("all media to be filed", at_rest, 240)
    not_filed = [(name, row["progress"], row["reason"], row["media"]) for (name, _, _), row in zip(deliveries, rows)
                 if row["progress"] != "filed" or any(m["state"] != "filed" for m in row["media"])]
    assert not not_filed, f"{len(not_filed)} of {len(deliveries)} media were not taken: {not_filed[:3]}"
    documents = bridge.search(f"DocumentReference?patient=Patient/{patient}&_count=200")
    current = [d for d in documents if d["status"] == "current"]
    assert len(current) == wanted, f"{len(current)} DocumentReferences, `map` gives {wanted}"
    for document in current:
        for content in document["content"]:
            binary = bridge.fhir + "/" + content["attachment"]["url"].split("/fhir/")[-1]
            status, _, data = b.request("GET", binary, headers={"Accept": "application/fhir+json"})
            assert status == 200 and json.loads(data).get("data"), f"the file of {document['id']} cannot be read: {status}"
    refused = [a for a in wire.answers if a[2] >= 400 and a[0] != "GET"]
    assert not refused, f"refused on the wire: {refused[:5]}"
    sent = len(list(wire.folder.glob("*.json")))
    assert sent >= len(deliveries), sent
    print(f"{len(deliveries)} media, {wanted} DocumentReferences, {sent} bodies on the wire", flush=True)
    validate(wire.folder, sent)


def messages_with_media(delivery):
    for entry in delivery.get("entry", []):
        for change in entry.get("changes", []):
            value = change.get("value", {})
            for message in value.get("messages", []) if change.get("field") == "messages" else []:
                kind = message.get("type")
                if kind in MEDIA and isinstance(message.get(kind), dict) and message[kind].get("id") and not message.get("errors") and not message.get("group_id"):
                    yield message


def sample(kind, mime):
    """Real bytes of that kind: (bytes, MIME type)."""
    mime = mime.split(";")[0]
    if mime in BYTES:
        return (SAMPLES / BYTES[mime]).read_bytes(), mime
    if kind == "video":
        return mp4(b"isom", b"mp42"), "video/mp4"
    if kind == "audio":
        return (b"#!AMR\n" + b"\x3c" * 320, "audio/amr") if "amr" in mime else ((SAMPLES / BYTES["audio/ogg"]).read_bytes(), "audio/ogg")
    if kind == "image":
        return (SAMPLES / BYTES["image/jpeg"]).read_bytes(), "image/jpeg"
    if kind == "sticker":
        return (SAMPLES / BYTES["image/webp"]).read_bytes(), "image/webp"
    return (SAMPLES / BYTES["application/pdf"]).read_bytes(), "application/pdf"


def mp4(major, compatible):
    box = b"ftyp" + major + b"\x00\x00\x02\x00" + major + compatible
    return (len(box) + 4).to_bytes(4, "big") + box + b"\x00\x00\x00\x08mdat"


def validate(folder, count):
    cache = pathlib.Path(os.environ.get("CHARTBRIDGE_TOOLS_DIR", pathlib.Path.home() / ".cache/chartbridge-tools"))
    if not (cache / "validate/.stamp").exists():
        b.skip("HAPI took everything, but the HL7 validator is not installed in the tools cache")
    done = subprocess.run([str(b.TOP / "tests/tools/fhir/validate-r4"), str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    print(f"{count} bodies as sent, 0 errors")


main()
