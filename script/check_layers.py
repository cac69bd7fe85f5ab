#!/usr/bin/env python3
"""Fails when a folder includes what its layer may not see (design.md section 4).

The list names, for each folder, the include prefixes it may use beside its own. An exception is an
entry in this list, with the reason behind it."""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
DOMAIN = ["base/", "words/", "fhir/", "mappings/"]
PORTS = DOMAIN + ["bridge/ports/", "bridge/flow/progress.h", "bridge/flow/reason.h"]
LIBRARIES = ["connectors/http/", "connectors/crypto/"]  # libraries for the other connectors
ALLOWED = {
    "base": ["words/"],  # a failure says what happened as a code of the catalogue
    "words": [],
    "fhir/json": ["base/", "fhir/"],
    "fhir/r4": ["base/", "fhir/"],
    "mappings": ["base/", "fhir/", "words/", "embedded/"],
    "bridge/ports": PORTS + ["bridge/consent/"],  # gate.h hands out the engine's decision
    "bridge/flow": PORTS + ["bridge/consent/disposition.h", "bridge/consent/decide.h", "bridge/match/"],
    "bridge/match": PORTS,
    "bridge/consent": DOMAIN,
    "bridge/hours": DOMAIN,
    "bridge/lexicon": DOMAIN + ["embedded/"],
    "bridge/texts": DOMAIN + ["embedded/"],
    "bridge/audit": PORTS,
    "bridge/service": PORTS + ["bridge/access/", "bridge/audit/", "bridge/consent/", "bridge/flow/", "bridge/run/"],
    "bridge/run": PORTS + ["bridge/flow/", "bridge/consent/", "bridge/match/"],
    "bridge/access": DOMAIN + ["embedded/"],
    "bridge/app": [""],
    "connectors/login": PORTS + LIBRARIES + ["bridge/access/", "embedded/"],
    # What people may do over HTTP: the same steps as the command line, behind log-in and roles.
    "connectors/api": PORTS + LIBRARIES + ["bridge/access/", "bridge/audit/", "bridge/consent/", "bridge/flow/", "bridge/match/", "bridge/run/",
                                           "bridge/service/", "connectors/login/", "embedded/"],
    "connectors/smart": PORTS + LIBRARIES + ["bridge/access/", "connectors/login/", "connectors/chart/fhir_access.h", "embedded/"],
    # Zoneless dates are the clinic's, in Consents and in searches alike.
    "connectors/chart": PORTS + LIBRARIES + ["connectors/sqlite3/", "bridge/consent/clinic_time.h", "embedded/"],
    # What a reference names and which outcomes make a search incomplete are the consent rules' words.
    "connectors/ehr": PORTS + LIBRARIES + ["bridge/consent/", "embedded/"],
    "connectors/crypto": PORTS,
    "connectors/http": PORTS,
    "connectors/sql": PORTS + LIBRARIES + ["bridge/audit/", "embedded/"],  # the chain is written in the store's own transaction
    "connectors/sqlite3": ["base/"],  # a library for what keeps its files with SQLite
    "connectors/sqlite": PORTS + LIBRARIES + ["connectors/sql/", "connectors/sqlite3/", "bridge/audit/", "embedded/"],  # ADR 0003: one SQL, two engines
    "connectors/postgres": PORTS + LIBRARIES + ["connectors/sql/", "bridge/audit/", "embedded/"],
}
CONNECTOR = PORTS + LIBRARIES + ["embedded/"]
FOREIGN = {
    "rapidjson/": ["fhir/json"],
    "Poco/": ["connectors/http", "connectors/ehr", "connectors/sql", "connectors/scanner",
              "bridge/app"],  # beside http: URI, dates, case folding, sockets
    "pqxx/": ["connectors/postgres"],
    "sqlite3.h": ["connectors/sqlite3"],
    "phonenumbers/": ["bridge/match"],
    "magic.h": ["connectors/whatsapp"],
    "archive": ["connectors/scanner"],
    "zlib.h": ["connectors/scanner", "connectors/http"],
    "toml++/": ["bridge/app"],
    "CLI/": ["bridge/app"],
    "argon2.h": ["connectors/login"],
    "cjose/": ["connectors/crypto"],
    "unicode/": ["bridge/lexicon", "connectors/login", "connectors/chart"],  # ICU
    "zxcvbn.h": ["connectors/login"],
    "date/": ["bridge/consent", "bridge/hours"],  # time zones
    "liboath/": ["connectors/login"],
}
OURS = ("base/", "words/", "fhir/", "mappings/", "bridge/", "connectors/", "embedded/")


def folder_of(path):
    name = path.parent.as_posix()
    while name and name not in ALLOWED and not re.fullmatch(r"connectors/[a-z0-9]+", name):
        name = name.rpartition("/")[0]
    return name


def faults():
    for pattern in ("base/**/*", "words/**/*", "fhir/**/*", "mappings/**/*", "bridge/**/*", "connectors/**/*"):
        for file in sorted(TOP.glob(pattern)):
            if file.suffix not in (".h", ".cpp"):
                continue
            path = file.relative_to(TOP)
            folder = folder_of(path)
            allowed = ALLOWED.get(folder, CONNECTOR) + [folder + "/"]
            for number, line in enumerate(file.read_text().splitlines(), 1):
                found = re.match(r'\s*#include\s+["<]([^">]+)[">]', line)
                if not found:
                    continue
                name = found.group(1)
                if name.startswith(OURS) and not any(name.startswith(prefix) for prefix in allowed):
                    yield f"{path}:{number}: {folder} may not include {name}"
                for prefix, users in FOREIGN.items():
                    if name.startswith(prefix) and not any(path.as_posix().startswith(user + "/") for user in users):
                        yield f"{path}:{number}: only {', '.join(users)} may include {name}"


found = list(faults())
print("\n".join(found) if found else "layers: all includes are allowed")
sys.exit(1 if found else 0)
