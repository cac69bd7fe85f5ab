#!/usr/bin/env python3
"""words.py SOURCE FILE…: the catalogues words/<language>.json as the C++ table that words/words.cpp reads."""
import json
import pathlib
import sys


def flat(tree, path=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield path + key, value


def literal(text):
    return '"' + "".join(f"\\{byte:03o}" for byte in text.encode()) + '"'


target, *files = sys.argv[1:]
out = ['#include "words/table.h"', "namespace chartbridge::words {", "namespace {"]
names = []
for file in map(pathlib.Path, files):
    texts = dict(flat(json.loads(file.read_text())))
    code, right = texts["language.code"], texts["language.direction"] == "rtl"
    names.append((code, right))
    out.append(f"constexpr Entry k{code}[] = {{")
    out += [f"  {{{literal(key)}, {literal(texts[key])}}}," for key in sorted(texts)]
    out.append("};")
out.append("constexpr Language kLanguages[] = {")
out += [f'  {{"{code}", {"true" if right else "false"}, k{code}}},' for code, right in names]
out += ["};", "}  // namespace", "std::span<const Language> Languages() { return kLanguages; }", "}  // namespace chartbridge::words"]
pathlib.Path(target).write_text("\n".join(out) + "\n")
