#!/usr/bin/env python3
"""`map` over every message fixture: 0 errors in the HL7 validator, and no phone number in any Bundle."""
import json
import os
import pathlib
import subprocess

import bridge as b


def main():
    cache = pathlib.Path(os.environ.get("CHARTBRIDGE_TOOLS_DIR", pathlib.Path.home() / ".cache/chartbridge-tools"))
    with b.folder() as folder:
        bridge = b.Bridge(folder / "data")
        out = folder / "bundles"
        out.mkdir()
        media = folder / "media"
        media.mkdir()
        count = 0
        for file in sorted((b.FIXTURES / "whatsapp/webhook").glob("*.json")):
            for with_media in (False, True):
                arguments = ["map", "--webhook", str(file), "--patient", "Patient/p1"]
                if with_media:
                    place_media(file, media)
                    arguments += ["--media", str(media)]
                done = bridge.cli(*arguments, check=True)
                for line in done.stdout.splitlines():
                    bundle = json.loads(line)
                    assert bundle["resourceType"] == "Bundle" and bundle["type"] == "transaction"
                    assert len(bundle["entry"]) <= 8
                    text = line.decode()
                    assert "wamid" not in text and "34600000123" not in text, file.name
                    count += 1
                    (out / f"{count:04d}-{file.stem}.json").write_bytes(line)
        assert count > 80, count
        again = bridge.cli("map", "--webhook", str(b.FIXTURES / "whatsapp/webhook/status_read.json"), "--patient", "Patient/p1")
        assert again.returncode == 0 and again.stdout == b"", "no message: no output, exit 0"
        if not (cache / "validate/.stamp").exists():
            b.skip(f"{count} Bundles mapped, but the HL7 validator is not installed in the tools cache")
        command = [str(b.TOP / "tests/tools/fhir/validate-r4"), "--warnings", "--ig", str(b.TOP / "fhir/definitions"), str(out)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
        assert "urn:chartbridge" not in done.stdout, [line for line in done.stdout.splitlines() if "urn:chartbridge" in line][:5]
        print(f"{count} Bundles, 0 errors")
        profiles = os.environ.get("CHARTBRIDGE_IG_DIR")
        if profiles:
            print("US Core profiles are at hand; Bundles claim base R4 only, so nothing more is to be checked")


def place_media(file, folder):
    """Bytes for each medium that the fixture names."""
    def ids(value):
        if isinstance(value, dict):
            if "id" in value and "sha256" in value:
                yield value["id"], value.get("mime_type", "")
            for inner in value.values():
                yield from ids(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from ids(inner)
    for media_id, kind in ids(json.loads(file.read_text())):
        data = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9" if "image" in kind else b"%PDF-1.4\n%%EOF\n"
        (folder / media_id).write_bytes(data)


main()
