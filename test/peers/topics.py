"""Publishes many topics.

    topics.py COUNT ROUNDS

Prints where it is bound, waits for a subscription, and then sends each of the topics `area<a>.site<b>/<n>` once a round with its
round as the body, n from 0 to COUNT - 1, a = n % 100, b = n % 1000; says when they are sent. For each line on stdin it then sends that
line as topic, with body "again".
"""

import json
import sys

import zmq


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


count, rounds = int(sys.argv[1]), int(sys.argv[2])
socket = zmq.Context().socket(zmq.XPUB)
socket.sndhwm = 0
socket.linger = 30000
socket.bind("tcp://127.0.0.1:*")
say("ready", endpoints=[socket.last_endpoint.rstrip(b"\0").decode()])
socket.recv()
for turn in range(rounds):
    for n in range(count):
        socket.send_multipart([b"area%d.site%d/%d" % (n % 100, n % 1000, n), b"%d" % turn])
say("sent", sent=count * rounds)
for line in sys.stdin:
    socket.send_multipart([line.rstrip("\n").encode(), b"again"])
