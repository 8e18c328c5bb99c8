"""Hands out jobs to the workers that are connected, in turn."""
import itertools
import sys
import time

import zmq

endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5558"

with zmq.Context() as context, context.socket(zmq.PUSH) as socket:
    socket.linger = 0
    socket.bind(endpoint)
    print("handing out jobs on", socket.last_endpoint.decode())
    try:
        for number in itertools.count(1):
            socket.send_json({"job": number, "milliseconds": 100 * (number % 5)})
            time.sleep(0.2)
    except KeyboardInterrupt:
        print("bye")
