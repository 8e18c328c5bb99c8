"""Sends messages of several sizes, in this order: sizes.py TYPE ENDPOINT COUNTxBYTES...

Says `sent`, and sends one more byte for each line on stdin.
"""

import json
import sys

import zmq

kind, endpoint, *groups = sys.argv[1:]
context = zmq.Context()
socket = context.socket(getattr(zmq, kind.upper()))
socket.linger = 10000
socket.connect(endpoint)
for group in groups:
    count, size = (int(part) for part in group.split("x"))
    message = b"x" * size
    for _ in range(count):
        socket.send(message)
print(json.dumps({"event": "sent"}), flush=True)
for _ in sys.stdin:
    socket.send(b"x")
socket.close()
context.term()
