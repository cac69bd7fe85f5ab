#!/usr/bin/env bash
# Ordinary FHIR clients that other people write: fhirpy and fhirclient (Python), fhir-kit-client (Node). They do what their
# documentation shows to the server at FHIR-BASE, which is empty, and fail when an answer is not what it must be.
# usage: start-clients.sh --install | FHIR-BASE
set -euo pipefail
source "$(dirname "$0")/lib.sh"

bench_python clients-python fhirpy==2.3.1 fhirclient==4.4.0
bench_node clients
[[ ${1:-} == --install ]] && exit 0
base=${1:?FHIR base}
"$bench_py" "$bench_here/clients/fhirpy_day.py" "$base"
"$bench_py" "$bench_here/clients/fhirclient_day.py" "$base"
node "$bench_dir/kit_day.mjs" "$base"
echo "READY"
