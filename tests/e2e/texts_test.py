#!/usr/bin/env python3
"""`texts list|show`: what the program carries, the clinic's own before it, and what is wrong with those in one sentence each."""
import json
import subprocess

import bridge as b


def texts(folder, *words, code=0):
    done = subprocess.run([b.PROGRAM, "texts", *words, "--config", folder / "chartbridge.toml"], capture_output=True, cwd=folder)
    assert done.returncode == code and bool(done.stderr) == bool(code), done
    return done.stdout.decode() if code == 0 else done.stderr.decode()


def main():
    reviewed = json.loads((b.FIXTURES / "consent/texts.json").read_text())
    with b.folder() as folder:
        settings = folder / "chartbridge.toml"
        settings.write_text("")
        listed = [json.loads(line) for line in texts(folder, "list", "--json").splitlines()]
        assert len(listed) == 17 * 8 and {one["version"] for one in listed} == {reviewed["version"]}, len(listed)
        assert len(texts(folder, "list").splitlines()) == len(listed)
        for name, languages in {**reviewed["texts"], **reviewed["buttons"]}.items():
            shown = {one["language"]: one["text"] for one in map(json.loads, texts(folder, "show", name, "--json").splitlines())}
            assert shown == languages, name
        assert texts(folder, "show", "away", "--language", "he-IL") == reviewed["texts"]["away"]["he"] + "\n"
        for words in (["nothing"], ["away", "--language", "zz"], ["away", "--version", "1999-1"]):
            assert "there is no such text" in texts(folder, "show", *words, code=1)

        settings.write_text('[texts]\nfolder = "texts"\n')
        assert "cannot be read" in texts(folder, "list", code=2)
        (folder / "texts").mkdir()
        (folder / "texts/a.json").write_text(json.dumps({"version": "a", "texts": {"away": {"es": "{hours} {emergency} {phone}"}}}))
        (folder / "texts/b.json").write_text(json.dumps({"version": "b", "buttons": {"decline": {"es": "Ahora no"}}}))
        (folder / "texts/readme.txt").write_text("not looked at")
        assert texts(folder, "show", "away", "--language", "es") == "{hours} {emergency} {phone}\n"
        assert texts(folder, "show", "away", "--language", "es", "--version", reviewed["version"]) == reviewed["texts"]["away"]["es"] + "\n"
        assert texts(folder, "show", "decline", "--language", "es") == "Ahora no\n"
        (folder / "texts/b.json").write_text(json.dumps({"version": "a", "texts": {"away": {"es": "closed", "en": "{x}"}}}))
        wrong = texts(folder, "list", code=2)
        assert wrong.count("chartbridge: b.json: ") == wrong.count("\n") == 3, wrong
    print("texts hold")


main()
