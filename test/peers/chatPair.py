"""Talks to one other: chatPair.py bind|connect ENDPOINT"""
import sys

import zmq

how, endpoint = sys.argv[1:]
socket = zmq.Context().socket(zmq.PAIR)
socket.linger = 1000
getattr(socket, how)(endpoint)

# A PAIR socket must stay with one thread, so this one looks at both sides.
# Unbuffered, so that no line waits where the poller does not see it.
stdin = open(0, "rb", buffering=0)
poller = zmq.Poller()
poller.register(socket, zmq.POLLIN)
poller.register(stdin.fileno(), zmq.POLLIN)
while True:
    ready = dict(poller.poll())
    if socket in ready:
        print(socket.recv_string(), flush=True)
    if stdin.fileno() in ready:
        line = stdin.readline().decode()
        if not line:
            break
        socket.send_string(line.rstrip("\n"))
