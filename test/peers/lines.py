"""Pushes each line of a file as a message: lines.py ENDPOINT FILE"""

import json
import sys

import zmq

endpoint, name = sys.argv[1:]
context = zmq.Context()
socket = context.socket(zmq.PUSH)
socket.sndhwm = 0
socket.linger = 30000
socket.connect(endpoint)
count = 0
with open(name, "rb") as file:
    for line in file:
        socket.send(line[:-1], copy=True)
        count += 1
print(json.dumps({"event": "sent", "sent": count}), flush=True)
socket.close()
context.term()
