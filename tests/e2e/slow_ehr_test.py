#!/usr/bin/env python3
"""D12, A2, A8: every call to the EHR takes 2 s (20 s with CHARTBRIDGE_TEST_WHOLE=1). Ten messages of three conversations
are filed, each once, in order, none is pushed a second time; SIGTERM stops within 30 s at any moment, SIGKILL costs
nothing."""
import time

import bridge as b
from clinic import WHOLE, clinic, run
from servers import manners

DELAY = 20 if WHOLE else 2
PATIENTS = {f"s{i}": f"+97255562{i:04d}" for i in range(3)}
PATIENCE = 10 * 12 * DELAY + 60


def ten_messages_are_filed_each_once_and_none_is_pushed_twice():
    with clinic(PATIENTS) as c, c.ehr.having(manners.slow(DELAY)):
        names = ten(c)
        for name in names:
            c.bridge.end_of(name, "filed", PATIENCE)
        pushed_once(c)


def an_answer_that_comes_late_is_waited_for():
    with clinic(PATIENTS) as c, c.ehr.having(manners.slow_after(DELAY)):
        for name in ten(c):
            c.bridge.end_of(name, "filed", PATIENCE)
        pushed_once(c)


def it_stops_within_thirty_seconds_at_any_moment_and_goes_on():
    with clinic(PATIENTS) as c, c.ehr.having(manners.slow(DELAY)):
        names = ten(c)
        for part in (0.3, 1.4, 2.6, 4.2):
            time.sleep(part * DELAY)
            started = time.monotonic()
            assert c.bridge.stop() == 0
            took = time.monotonic() - started
            assert took <= 30, f"SIGTERM took {took:.0f} s"
            c.bridge.start()
        for name in names:
            c.bridge.end_of(name, "filed", PATIENCE)
        each_filed_once(c)


def two_services_on_one_store_push_nothing_twice():
    """Leases: a second process must not take what the first has under way."""
    with b.folder() as folder:
        postgres = b.Postgres(folder)
        try:
            with clinic_on(folder / "data", postgres.url) as c, c.ehr.having(manners.slow(DELAY)):
                second = b.Bridge(folder / "second", store=postgres.url, ehr=c.ehr.base, graph=c.graph.base)
                (second.folder / "master.key").write_bytes((c.bridge.folder / "master.key").read_bytes())
                with second:
                    second.start()
                    for name in ten(c):
                        c.bridge.end_of(name, "filed", PATIENCE)
                    pushed_once(c)
        finally:
            postgres.stop()


def clinic_on(folder, store):
    from clinic import Clinic
    return Clinic(folder, PATIENTS, store=store)


def ten(c):
    return [c.says(f"s{n % 3}", f"slow message {n}.") for n in range(10)]


def each_filed_once(c):
    texts = c.ehr.records.texts()
    assert sorted(texts) == [f"slow message {n}." for n in range(10)], texts
    for patient in range(3):
        mine = [t for t in texts if int(t[len("slow message "):-1]) % 3 == patient]
        assert mine == sorted(mine), f"out of order: {mine}"
    c.each_once()


def pushed_once(c):
    each_filed_once(c)
    for n in range(10):
        creates = [call for call in c.ehr.pushes_of(f"slow message {n}.") if call.method == "POST"]
        assert len(creates) == 1, f"message {n} was pushed {len(creates)} times"


if __name__ == "__main__":
    run(ten_messages_are_filed_each_once_and_none_is_pushed_twice, an_answer_that_comes_late_is_waited_for,
        it_stops_within_thirty_seconds_at_any_moment_and_goes_on, two_services_on_one_store_push_nothing_twice)
