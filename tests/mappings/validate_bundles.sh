#!/usr/bin/env bash
# Judges every example Bundle and every golden with HL7's validator (tests/tools/fhir/validate-r4).
# usage: validate_bundles.sh DUMP_BUNDLES; exit 77 where the validator cannot run, 1 on an error.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
tools="$here/../tools/fhir"
cache="${CHARTBRIDGE_TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/chartbridge-tools}"
if ! command -v java >/dev/null || [[ ! -d $cache/validate ]]; then
  echo "SKIPPED: no FHIR validator here; tests/tools/fhir/validate-r4 --install fetches it" >&2
  exit 77
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$1" "$work/bundles"
python3 - "$here/../golden" "$work/bundles" <<'P'
import json, pathlib, sys
golden, target = map(pathlib.Path, sys.argv[1:])
for out in sorted(golden.glob("*/*/out.json")):
    for number, bundle in enumerate(json.loads(out.read_text())):
        name = f"golden-{out.parent.name}-{number}.json"
        (target / name).write_text(json.dumps(bundle, ensure_ascii=False))
P
guides=()
if [[ -n ${CHARTBRIDGE_IG_DIR:-} && -d $CHARTBRIDGE_IG_DIR/us-core ]]; then
  # The same documents once more, claiming US Core's profile.
  python3 - "$work/bundles" "$work/us-core" <<'P'
import json, pathlib, sys
source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir()
profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-documentreference"
for path in sorted(source.glob("*.json")):
    for entry in json.loads(path.read_text())["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "DocumentReference":
            resource["meta"]["profile"] = [profile]
            resource["context"]["related"] = [{"reference": "Communication/1"}]
            (target / path.name).write_text(json.dumps(resource, ensure_ascii=False))
P
  guides=(--ig "$CHARTBRIDGE_IG_DIR/us-core" "$work/us-core")
fi
# Our codes and extensions are known to it: not one of them may be called unknown.
"$tools/validate-r4" --warnings --ig "$here/../../fhir/definitions" "$work/bundles" >"$work/said" && verdict=0 || verdict=$?
grep -E ': error: |urn:chartbridge' "$work/said" && verdict=1
((verdict == 0)) || exit "$verdict"
if ((${#guides[@]})); then "$tools/validate-r4" "${guides[@]}"; fi
