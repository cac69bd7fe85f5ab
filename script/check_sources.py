#!/usr/bin/env python3
"""House rules that a compiler does not know: file sizes, words, clocks, self-contained names."""
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
LONGEST = 400
BANNED_FOLDERS = {"util", "utils", "common", "helpers", "core", "misc"}
CLOCK_FILES = {"bridge/app/system_clock.cpp", "connectors/crypto/entropy.cpp"}
CLOCKS = re.compile(r"system_clock::now|\brand\(|random_device|UUIDGenerator|\bRAND_bytes|gettimeofday|\btime\(nullptr\)")
PROMISES = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def tracked():
    out = subprocess.run(["git", "-C", TOP, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True)
    names = out.stdout.splitlines()
    if out.returncode != 0:  # no git: an unpacked archive
        names = [p.relative_to(TOP).as_posix() for p in TOP.rglob("*") if p.is_file() and "build" not in p.parts]
    return [name for name in names if (TOP / name).exists()]


def faults():
    for name in tracked():
        path = pathlib.PurePosixPath(name)
        if name.startswith(("tests/tools/", "tests/fixtures/")):
            continue
        if BANNED_FOLDERS & set(path.parts[:-1]):
            yield f"{name}: a folder without a name of its own"
        if path.suffix not in (".h", ".cpp", ".py", ".sh", ".js", ".ts", ".css", ".html", ".sql"):
            continue
        text = (TOP / name).read_text(errors="replace")
        lines = text.splitlines()
        if path.suffix in (".h", ".cpp") and len(lines) > LONGEST:
            yield f"{name}: {len(lines)} lines, more than {LONGEST}"
        product = name.startswith(("base/", "words/", "fhir/", "mappings/", "bridge/", "connectors/"))
        for number, line in enumerate(lines, 1):
            if PROMISES.search(line):
                yield f"{name}:{number}: promises work that is not done"
            if product and name not in CLOCK_FILES and CLOCKS.search(line):
                yield f"{name}:{number}: asks for time or chance outside {', '.join(sorted(CLOCK_FILES))}"


found = list(faults())
print("\n".join(found) if found else "sources: house rules hold")
sys.exit(1 if found else 0)
