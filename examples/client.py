"""Sends a request every second and prints the reply."""
import itertools
import sys
import time

import zmq

endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5557"

with zmq.Context() as context, context.socket(zmq.REQ) as socket:
    socket.linger = 0
    socket.connect(endpoint)
    print(f"asking {endpoint}")
    try:
        for number in itertools.count(1):
            socket.send_string(f"question {number}")
            print("reply", *socket.recv_multipart())
            time.sleep(1)
    except KeyboardInterrupt:
        print("bye")
