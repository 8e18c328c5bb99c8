"""Many publishers in one program: each connects by a socket of its own and sends numbered messages once a line comes on stdin,
and ends with a second one.

publishers.py ENDPOINT COUNT MESSAGES
"""

import json
import sys

import zmq

endpoint, count, messages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
context = zmq.Context()
sockets = []
for number in range(count):
    socket = context.socket(zmq.PUB)
    socket.linger = 5000
    socket.sndhwm = 0
    socket.connect(endpoint)
    sockets.append(socket)
print(json.dumps({"event": "ready"}), flush=True)
sys.stdin.readline()
for message in range(messages):
    for number, socket in enumerate(sockets):
        socket.send_multipart([b"p%03d" % number, b"%d" % message])
print(json.dumps({"event": "sent"}), flush=True)
sys.stdin.readline()
for socket in sockets:
    socket.close()
context.term()
