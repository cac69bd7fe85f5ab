#!/usr/bin/env python3
"""reason_words.py TABLE SOURCE: bridge/flow/reasons.json as C++.

Every row becomes a case of a switch over Reason without a default: a Reason without a row and a row
without a Reason do not compile."""
import json
import sys

table, source = sys.argv[1:]
LANGUAGES = ("en", "es", "he")  # in the order of enum class Language
with open(table, encoding="utf-8") as file:
    rows = json.load(file)


def literal(text):
    return '"' + "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}" for b in text.encode()) + '"'


def enumerator(word):
    return "k" + "".join(part.capitalize() for part in word.split("-"))


def sentence(row, last, language):
    return " ".join(row[part][language] for part in ("why", last) if part in row)


def words(row):
    command = "command" if "command" in row else "next"
    for text in (lambda l: row["name"][l], lambda l: sentence(row, command, l), lambda l: sentence(row, "next", l)):
        yield "{" + ", ".join(literal(text(language)) for language in LANGUAGES) + "}"


with open(source, "w", encoding="ascii") as s:
    s.write("""#include <array>

#include "bridge/flow/reason.h"

namespace chartbridge::bridge {
namespace {

using Texts = std::array<std::string_view, 3>;
struct Words {
  Texts name, on_command_line, on_console;
};

Words WordsOf(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return {};
""")
    for word, row in rows.items():
        s.write(f"    case Reason::{enumerator(word)}:\n      return {{{', '.join(words(row))}}};\n")
    s.write("""  }
  return {};
}

}  // namespace

std::string_view NameOf(Reason reason, Language language) {
  return WordsOf(reason).name.at(static_cast<std::size_t>(language));
}

std::string_view SentenceOf(Reason reason, Language language, bool on_console) {
  const Words words = WordsOf(reason);
  const Texts& texts = on_console ? words.on_console : words.on_command_line;
  return texts.at(static_cast<std::size_t>(language));
}

}  // namespace chartbridge::bridge
""")
