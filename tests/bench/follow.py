#!/usr/bin/env python3
"""Measures how fast a change reaches all who follow, against the Yoga peer on this machine, in one run, and prints JSON
lines.

    follow.py --client PROGRAM --peer COMMAND --hub COMMAND --secretariat KEY --submitter KEY [--only F1,F2,F3]

F1  1,000 subscribers of one document, one write at a time: the peer and the hub, in the order peer, hub, hub, peer.
F2  5,000 subscribers of the hub: nobody is lost, each is told each change once.
F3  1,000 subscribers of the hub and 1,000 changes, one after the other: how much the hub's memory grows.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

from compare import Failed, Server
from writes import SUBMIT, Client, hub_input, peer_input, post, ready, some_venue

SUBSCRIBE = {
    "hub": post("subscription { activityChanges { activity { id title startsAt } } }"),
    "peer": post("subscription { activityCreated { id title startsAt } }"),
}
CREATE = "mutation Create($input: ActivityInput!) { createActivity(input: $input) { id title startsAt } }"
SENDER = "institution_koege-bibliotek"
TRUSTED = "query Trusted($id: ID!) { institution(id: $id) { trusted version } }"
TRUST = """mutation Trust($id: ID!, $version: Int!) {
  institutionTrust(id: $id, trusted: true, expectedVersion: $version, reason: "benchmark") {
    institution { trusted } userErrors { code message } } }"""


def mutation(side, venue):
    if side == "peer":
        known = peer_input("{n}")
        fields = ("venueId", "title", "description", "category", "startsAt", "endsAt")
        return post(CREATE, input={name: known[name] for name in fields})
    return post(SUBMIT, input=hub_input("{n}", venue))


class Bench:
    def __init__(self, options):
        self.options = options
        self.logs = pathlib.Path(tempfile.mkdtemp(prefix="kulturhub-bench-follow-"))

    def measure(self, side, subscribers, rounds):
        """One server, started anew, with so many who follow."""
        command = self.options.peer if side == "peer" else self.options.hub
        with Server(command, self.logs / f"{side}.log") as server:
            ready(server)
            key, venue = [], None
            if side == "hub":
                venue = some_venue(server)
                self.trust_the_sender(server)
                key = [self.options.submitter]
            arguments = [self.options.client, server.url(), str(server.process.pid), str(subscribers), str(rounds),
                         SUBSCRIBE[side], mutation(side, venue), *key]
            done = subprocess.run(arguments, capture_output=True, text=True, timeout=600)
            if done.returncode:
                raise Failed(f"{side}: {done.stderr.strip()[-500:]}")
            return json.loads(done.stdout)

    def trust_the_sender(self, server):
        """What it sends is then public at once, without an editor."""
        secretariat = Client(server, self.options.secretariat)
        known = secretariat.ask(post(TRUSTED, id=SENDER))["institution"]
        if not known["trusted"]:
            secretariat.ask(post(TRUST, id=SENDER, version=known["version"]))

    def f1(self):
        found = {"peer": [], "hub": []}
        for _ in range(self.options.rounds):
            for side in ("peer", "hub", "hub", "peer"):
                row = self.measure(side, 1000, 30)
                found[side].append(row)
                print(json.dumps({"bench": "F1", "side": side, **row}), flush=True)
        median = {side: {name: statistics.median(row[name] for row in rows) for name in rows[0]}
                  for side, rows in found.items()}
        print(json.dumps({
            "bench": "F1", "p50_ratio": round(median["hub"]["p50_ms"] / median["peer"]["p50_ms"], 3),
            "p99_ratio": round(median["hub"]["p99_ms"] / median["peer"]["p99_ms"], 3),
            "messages_per_s": round(median["hub"]["messages_per_s"]),
            "kib_per_subscriber": round(median["hub"]["kib_per_subscriber"], 1),
        }), flush=True)

    def f2(self):
        print(json.dumps({"bench": "F2", **self.measure("hub", 5000, 20)}), flush=True)

    def f3(self):
        print(json.dumps({"bench": "F3", **self.measure("hub", 1000, 1000)}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    for name in ("client", "peer", "hub", "secretariat", "submitter"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--only", default="F1,F2,F3")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    bench = Bench(options)
    for name in options.only.split(","):
        getattr(bench, name.lower())()


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"follow.py: {error}")
