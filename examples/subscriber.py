"""Prints what is published on the topics that begin with "weather."."""
import sys

import zmq

endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5556"

with zmq.Context() as context, context.socket(zmq.SUB) as socket:
    socket.linger = 0
    socket.connect(endpoint)
    socket.subscribe("weather.")
    print(f"subscribed to weather. at {endpoint}")
    try:
        while True:
            print(*socket.recv_multipart())
    except KeyboardInterrupt:
        print("bye")
