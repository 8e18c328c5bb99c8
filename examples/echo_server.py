"""Answers each request with the same frames in capitals."""
import sys

import zmq

endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5557"

with zmq.Context() as context, context.socket(zmq.REP) as socket:
    socket.linger = 0
    socket.bind(endpoint)
    print("answering on", socket.last_endpoint.decode())
    try:
        while True:
            request = socket.recv_multipart()
            print("request", *request)
            socket.send_multipart([frame.upper() for frame in request])
    except KeyboardInterrupt:
        print("bye")
