"""Prints each message, as people do who want to see what comes: printing.py ENDPOINT

On stderr: {"event": "ready"}, and {"event": "received", …} once nothing came for 3 s.
"""

import json
import sys

import zmq

context = zmq.Context()
socket = context.socket(zmq.SUB)
socket.subscribe(b"")
socket.connect(sys.argv[1])
print(json.dumps({"event": "ready"}), file=sys.stderr, flush=True)
received = 0
while socket.poll(3000 if received else 10000):
    message = socket.recv()
    received += 1
    print(received, message)
print(json.dumps({"event": "received", "received": received}), file=sys.stderr, flush=True)
