#!/usr/bin/env python3
"""P3: `consent decide` agrees with every case of tests/fixtures/consent/cases.json."""
import json
import subprocess

import bridge as b


def main():
    book = json.loads((b.FIXTURES / "consent/cases.json").read_text())
    wrong = []
    with b.folder() as folder:
        for case in book["cases"]:
            (folder / "consents.json").write_text(json.dumps(case["consents"]))
            request = dict(case["request"], config={**book["configDefaults"], **case.get("config", {})})
            if "environment" in case:
                request["environment"] = case["environment"]
            (folder / "request.json").write_text(json.dumps(request))
            done = subprocess.run([b.PROGRAM, "consent", "decide", "--consents", folder / "consents.json", "--request",
                                   folder / "request.json"], capture_output=True, cwd=folder)
            answer = json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr.decode()}
            for member, wanted in case["expected"].items():
                got = answer.get(member)
                if member in ("basis", "redact"):
                    got, wanted = sorted(map(str, got or [])), sorted(map(str, wanted))
                if got != wanted:
                    wrong.append((case["name"], member, wanted, got))
        (folder / "broken.json").write_text("{")
        done = subprocess.run([b.PROGRAM, "consent", "decide", "--consents", folder / "broken.json", "--request",
                               folder / "request.json"], capture_output=True, cwd=folder)
        assert done.returncode == 2 and done.stderr, done
    assert not wrong, wrong
    print(f"{len(book['cases'])} cases agree")


main()
