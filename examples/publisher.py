"""Publishes the weather of three cities: topic in the first frame, JSON in the second."""
import itertools
import json
import random
import sys
import time

import zmq

endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5556"

with zmq.Context() as context, context.socket(zmq.PUB) as socket:
    socket.linger = 0
    socket.bind(endpoint)
    print("publishing on", socket.last_endpoint.decode())
    try:
        for number, city in zip(itertools.count(), itertools.cycle(["berlin", "lisbon", "oslo"])):
            report = {"number": number, "celsius": round(random.gauss(15, 6), 1)}
            socket.send_multipart([f"weather.{city}".encode(), json.dumps(report).encode()])
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("bye")
