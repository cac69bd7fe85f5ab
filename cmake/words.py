#!/usr/bin/env python3
"""words.py TABLE KEYS FILE…: the catalogues words/<language>.json as the C++ table that words/words.cpp reads, and the
codes of the first one's statements as the header that words/say.h checks them with."""
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


target, header, *files = sys.argv[1:]
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

codes = sorted(json.loads(pathlib.Path(files[0]).read_text())["statement"], key=str.encode)
keys = ["#pragma once", "#include <string_view>", "namespace chartbridge::words {", "inline constexpr std::string_view kStatementCodes[] = {"]
keys += [f'  "{code}",' for code in codes] + ["};", "}  // namespace chartbridge::words"]
path = pathlib.Path(header)
path.parent.mkdir(parents=True, exist_ok=True)
text = "\n".join(keys) + "\n"
if not path.exists() or path.read_text() != text:  # what says something is compiled again for a new code only
    path.write_text(text)
