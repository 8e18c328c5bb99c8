"""A broker between clients and workers, as the guide has it: ROUTER for clients, DEALER for workers, a proxy in between.

    broker.py

Prints where clients and workers connect to; the end of stdin ends it.
"""

import json
import sys
import threading

import zmq

context = zmq.Context()
clients = context.socket(zmq.ROUTER)
workers = context.socket(zmq.DEALER)
for side in (clients, workers):
    side.linger = 0
    side.bind("tcp://127.0.0.1:*")
endpoints = [side.last_endpoint.rstrip(b"\0").decode() for side in (clients, workers)]
print(json.dumps({"event": "ready", "endpoints": endpoints}), flush=True)
threading.Thread(target=zmq.proxy, args=(clients, workers), daemon=True).start()
sys.stdin.read()
