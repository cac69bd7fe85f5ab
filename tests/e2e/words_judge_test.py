#!/usr/bin/env python3
"""`words judge` agrees with every case of tests/fixtures/consent/lexicon-cases.json, in one run; one line out for each line in."""
import json
import random
import subprocess
import time

import bridge as b

KNOWN = {"stop", "stop_soft", "start", "yes", "no", "help", "emergency", "self_harm"}


def judge(lines, folder, code=0):
    done = subprocess.run([b.PROGRAM, "words", "judge"], input=b"\n".join(lines), capture_output=True, cwd=folder, timeout=60)
    assert done.returncode == code and bool(done.stderr) == bool(code), (done.returncode, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def cases(folder):
    book = json.loads((b.FIXTURES / "consent/lexicon-cases.json").read_text())["cases"]
    lines = [json.dumps({"text": case["text"], "languages": ["en"]}).encode() for case in book]
    answers = judge(lines, folder)
    assert len(answers) == len(book) == 103
    for case, answer in zip(book, answers):
        ignored = set() if case.get("awaiting") else {"yes", "no"}
        assert sorted(answer["is"]) == answer["is"] and [w for w in answer["is"] if w not in ignored] == case["expect"], (case, answer)


def any_bytes(folder):
    chance = random.Random(20261128)
    lines = [bytes(chance.choice(b'{"text":stop}\\u d83\xff\xcc\x81\x00') for _ in range(chance.randrange(40))) for _ in range(500)]
    lines += [b"", b"[]", b"{}", b'{"text":"stop \xff"}', b"[" * 100000, b"last"]
    answers = judge(lines, folder, code=2)
    assert len(answers) == len(lines)
    assert all(set(answer["is"]) <= KNOWN and ("error" not in answer or not answer["is"]) for answer in answers)
    assert answers[-3] == {"is": ["stop"]}, answers[-3]
    assert judge([], folder) == []


def megabytes(folder):
    words = ["no ", "a\u0316\u0301", "\u0301\u0316", "не могу ", "ﷺ"]
    lines = [json.dumps({"text": word * (1_000_000 // len(word.encode())) + " chest pain"}, ensure_ascii=False).encode() for word in words]
    begun = time.monotonic()
    assert [answer["is"] for answer in judge(lines, folder)] == [["emergency"]] * 5
    assert time.monotonic() - begun < 30, "five megabytes took long"


def line_by_line(folder):
    with subprocess.Popen([b.PROGRAM, "words", "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder) as asked:
        for text, wanted in (("הסר", ["stop"]), ("hola", []), ("👍", [])):
            asked.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline()) == {"is": wanted}
        asked.stdin.close()
        assert asked.wait(10) == 0


def main():
    with b.folder() as folder:
        cases(folder)
        any_bytes(folder)
        megabytes(folder)
        line_by_line(folder)
    print("words judge holds")


main()
