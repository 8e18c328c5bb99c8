"""Sends numbers in JSON, each in a message of its own: {"n": n, "wave": …}.

    waves.py ENDPOINT COUNT

A PUSH; a line on stdin begins. Says when all have left.
"""

import json
import math
import sys

import zmq

context = zmq.Context()
socket = context.socket(zmq.PUSH)
socket.sndhwm = 0
socket.linger = 60000
socket.connect(sys.argv[1])
waves = [b"%.6f" % math.sin(2 * math.pi * n / 1000) for n in range(1000)]
sys.stdin.readline()
for n in range(int(sys.argv[2])):
    socket.send(b'{"n": %d, "wave": %b}' % (n, waves[n % 1000]), copy=True)
socket.close()
context.term()
print(json.dumps({"event": "sent"}), flush=True)
