"""Listens: chatSub.py bind|connect ENDPOINT [TOPIC]...

Without a topic it takes everything. Frames of one message are printed on one line, with " | " between them.
"""
import sys
import threading

import zmq

how, endpoint, *topics = sys.argv[1:]
socket = zmq.Context().socket(zmq.SUB)
getattr(socket, how)(endpoint)
for topic in topics or [""]:
    socket.setsockopt_string(zmq.SUBSCRIBE, topic)


def listen():
    while True:
        print(" | ".join(frame.decode() for frame in socket.recv_multipart()), flush=True)


threading.Thread(target=listen, daemon=True).start()
sys.stdin.read()
