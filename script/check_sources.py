#!/usr/bin/env python3
"""House rules that a compiler does not know: file sizes, words, clocks, self-contained names."""
import json
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


def keys_of(tree, path=""):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from keys_of(value, f"{path}{name}.")
        else:
            yield re.sub(r"_(zero|one|two|few|many|other)$", "", path + name)


def read(*names):
    return {key for name in names for key in keys_of(json.loads((TOP / name).read_text()))}


def unspoken():
    """Words that nothing says, and words that a page asks for and nobody wrote."""
    sources = {name: (TOP / name).read_text(errors="replace") for name in tracked()
               if name.endswith((".cpp", ".h", ".ts", ".tsx", ".py")) and not name.startswith(("tests/", "script/")) and ".test." not in name}
    said = set(re.findall(r'"([a-z][\w-]*)"', "".join(text for name, text in sources.items() if name.endswith((".cpp", ".h")))))
    said |= set(re.findall(r'"x-code": "([\w-]+)"', (TOP / "connectors/api/openapi.json").read_text()))
    for code in json.loads((TOP / "words/en.json").read_text())["statement"]:
        if code not in said:
            yield f"words/en.json: nothing says statement.{code}"
    for page, files in {"console": [f"web/console/messages/en/{name}.json" for name in ("frame", "compliance", "desk")],
                        "chart": ["web/chart/messages/en.json"], "try": ["web/try/messages/en.json"]}.items():
        own = read(*files)
        known = own | {f"words.{key}" for key in read("words/en.json")}
        text = "".join(text for name, text in sources.items() if name.startswith((f"web/{page}/", "web/ground/")))
        for key in sorted(set(re.findall(r"\bt\('([\w.-]+)'", text)) - known):
            yield f"web/{page}: asks for {key}, which has no words"
        asked = set(re.findall(r"['\"`]([\w.-]+)['\"`]", text))
        begun = tuple(set(re.findall(r"`([\w-][\w.-]*[._-])\${", text)))
        for key in sorted(own):
            names = (key, key.split(".", 1)[-1])  # say() of an area leaves out the area
            if not any(name in asked or name.startswith(begun) for name in names):
                yield f"web/{page}: nothing says {key}"


found = [*faults(), *unspoken()]
print("\n".join(found) if found else "sources: house rules hold")
sys.exit(1 if found else 0)
