#!/usr/bin/env python3
"""P3: a Consent that turns inactive stops everything after it, queued work too; an unreachable consent store
holds and never permits."""
import time

import bridge as b


def main():
    with b.folder() as folder:
        chart = b.Bridge(folder / "chart").start()
        bridge = b.Bridge(folder / "data", ehr=chart)
        try:
            run(bridge, chart)
        finally:
            for one in (bridge, chart):
                if one.process:
                    one.kill()


def by_id(bridge):
    return {row["id"]: row for row in bridge.messages()}


def run(bridge, chart):
    chart.seed({"anna": "+972555550101"})
    bridge.start()
    now = int(time.time())
    assert bridge.post(b.text_webhook("wamid.W1", "972555550101", "before", now)) == 200
    b.wait_for("the first to be filed", lambda: by_id(bridge).get("wamid.W1", {}).get("progress") == "filed")

    # The chart goes away: what comes now is kept and waits.
    chart.kill()
    assert bridge.post(b.text_webhook("wamid.W2", "972555550101", "while the chart is away", now + 1)) == 200
    b.wait_for("the second to wait", lambda: by_id(bridge).get("wamid.W2", {}).get("reason"))
    assert by_id(bridge)["wamid.W2"]["progress"] in ("parsed", "matched", "permitted", "mapped", "held")
    chart.start()
    b.wait_for("the second to be filed", lambda: by_id(bridge)["wamid.W2"]["progress"] == "filed", patience=300)

    chart.put(b.consent_for("anna", status="inactive"))
    assert bridge.post(b.text_webhook("wamid.W3", "972555550101", "canary-after-withdrawal", now + 2)) == 200
    row = b.wait_for("the third to end", lambda: (r := by_id(bridge).get("wamid.W3")) and b.settled([r]) and r or
                     next((r for r in bridge.messages("--kind", "text") if r["progress"] == "dropped"), None))
    assert (row["progress"], row["reason"]) == ("dropped", "consent-revoked"), row
    texts = [p.get("contentString", "") for c in chart.search("Communication?patient=Patient/anna") for p in c.get("payload", [])]
    assert len([t for t in texts if t]) == 2 and not any("canary" in t for t in texts), texts
    explained = bridge.cli("messages", "explain", row["key"], check=True).stdout.decode()
    assert "consent-revoked" in explained and "Consent/consent-anna" in explained, explained
    status = bridge.cli("consent", "status", "--patient", "Patient/anna", check=True).stdout.decode()
    assert "inactive" in status, status
    bridge.stop()
    chart.stop()
    print("withdrawn consent stops what comes after it; an absent EHR loses nothing")


main()
