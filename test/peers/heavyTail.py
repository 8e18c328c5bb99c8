"""Publishes messages of uneven sizes on uneven topics at uneven times: heavyTail.py COUNT

Prints `ready` with its endpoint, waits for a subscription, and prints `sent`.
"""

import json
import sys
import time

import numpy
import zmq

count = int(sys.argv[1])
random = numpy.random.default_rng(14)
topics = numpy.minimum(random.zipf(1.6, count), 40)
sizes = numpy.minimum(random.pareto(1.1, count) * 50, 200_000).astype(int)
pauses = random.random(count) < 0.002

socket = zmq.Context.instance().socket(zmq.XPUB)
socket.sndhwm = 0
port = socket.bind_to_random_port("tcp://127.0.0.1")
print(json.dumps({"event": "ready", "endpoints": [f"tcp://127.0.0.1:{port}"]}), flush=True)
socket.recv()
for topic, size, pause in zip(topics, sizes, pauses):
    socket.send_multipart([b"sensor/%d" % topic, b"x" * size])
    if pause:
        time.sleep(0.003)
print(json.dumps({"event": "sent", "sent": count}), flush=True)
socket.close(linger=30_000)
zmq.Context.instance().term()
