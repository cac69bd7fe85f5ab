#!/usr/bin/env python3
"""One service layer under two faces: the command line and the API answer the same question alike, each member of each
answer. What a caller of the API may not see is null there, and nothing else differs."""
import json
import time

import bridge as b
from clinic import clinic, run
from servers import manners

PATIENTS = {"anna": "+972555800001", "ben": "+972555800002"}
NOT_FOR_EVERYBODY = {"patient", "diagnostics"}  # of a dead letter: an integrator sees no patient, the command line no words


def the_same_question_has_the_same_answer():
    with clinic(PATIENTS) as c:
        with c.ehr.having(manners.when(manners.says("refuse me"), manners.refuse(422, "Communication", "DocumentReference"))):
            dead = [c.says("anna", "refuse me"), c.says("ben", "refuse me too")]
            filed = c.says("anna", "hello")
            strangers = [c.says(f"+3460000099{n}", "whose am I?") for n in range(3)]
            for name in dead:
                c.bridge.end_of(name, "failed")
            c.bridge.end_of(filed, "filed")
            for name in strangers:
                c.bridge.end_of(name, "held")
        compliance, integrator = (Api(c.bridge, role) for role in ("compliance", "integrator"))

        letters = compare(c.bridge, ["dead-letters", "list"], integrator.pages("/dead-letters"), NOT_FOR_EVERYBODY)
        assert [one["status"] for one in letters] == [422, 422] and {one["part"] for one in letters} == {"message"}, letters
        compare(c.bridge, ["messages", "list", "--limit", "200"], compliance.pages("/messages"))
        compare(c.bridge, ["messages", "list", "--limit", "200", "--progress", "held"], compliance.pages("/messages?progress=held"))
        waiting = compare(c.bridge, ["review", "list"], compliance.pages("/review"), {"preview", "candidates"})
        assert len(waiting) == 3, waiting
        for name in (dead[0], filed, strangers[0]):
            key = c.bridge.row(name)["key"]
            told, shown = c.bridge.explain(key), compliance.get(f"/messages/{key}")
            assert [bool(one["diagnostics"]) for one in told["refusals"]] == [name == dead[0]] * len(told["refusals"]), told["refusals"]
            for one in told["refusals"]:
                one["diagnostics"] = None  # compliance sees no words of an EHR
            same([told], [shown], {"audit", "can", "media"})
        assert "refuse me" not in json.dumps(letters)
        today = time.strftime("%Y-%m-%d", time.gmtime())
        for arguments, path in (([], ""), (["--since", today], f"?since={today}")):
            same([json.loads(c.bridge.cli("messages", "counts", *arguments, "--json", check=True).stdout)],
                 [integrator.get("/messages/counts" + path)])
        status = json.loads(c.bridge.cli("consent", "status", "--patient", "Patient/anna", "--json", check=True).stdout)
        same([status], [compliance.get("/patients/anna/consents")], {"patient"})
        assert [one["in_force"] for one in status["consents"]] == [True], status
        reads = lines(c.bridge, "audit", "reads", "--patient", "Patient/anna")
        shown = [one for one in compliance.pages("/patients/anna/reads") if one["at"] <= reads[0]["at"]]
        same(reads, shown, {"sentence"})
        assert {one["event"] for one in reads} >= {"console.list"}, "lists say whom they showed"
        verified, whole = compliance.call("POST", "/audit/verify"), json.loads(c.bridge.cli("audit", "verify", "--json").stdout)
        assert whole["entries"] > verified["entries"], (whole, verified)
        moving = dict.fromkeys(("entries", "behind", "head", "fingerprint"), 0)
        same([{**whole, **moving}], [{**verified, **moving}], {"sentence", "said"})
        assert lines(c.bridge, "approvals", "list") == []


class Api:
    def __init__(self, bridge, role):
        token = bridge.cli("token", "create", "--role", role, "--name", f"e2e {role}", check=True).stdout.decode().strip().splitlines()[-1]
        self.base, self.headers = bridge.base + "/api/v1", {"Authorization": f"Bearer {token}"}

    def call(self, method, path):
        status, _, body = b.request(method, self.base + path, headers=self.headers)
        assert status == 200, (path, status, body)
        return json.loads(body)

    def get(self, path):
        return self.call("GET", path)

    def pages(self, path):
        """All rows, two to a page."""
        rows, cursor = [], ""
        while cursor is not None:
            page = self.get(f"{path}{'&' if '?' in path else '?'}limit=2{cursor and '&cursor=' + cursor}")
            rows, cursor = rows + page["items"], page["next"]
        return rows


def lines(bridge, *command):
    return [json.loads(line) for line in bridge.cli(*command, "--json", check=True).stdout.splitlines()]


def compare(bridge, command, shown, apart=()):
    printed = lines(bridge, *command)
    same(printed, shown, apart)
    return shown


def same(printed, shown, apart=()):
    assert len(printed) == len(shown), (len(printed), len(shown))
    for one, other in zip(printed, shown):
        names = (set(one) | set(other)) - set(apart)
        different = {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name) or (name in one) != (name in other)}
        assert not different, different


if __name__ == "__main__":
    run(the_same_question_has_the_same_answer)
