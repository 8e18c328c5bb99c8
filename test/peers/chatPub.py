"""Broadcasts what is typed: chatPub.py bind|connect ENDPOINT [TOPIC]

With a topic each message has two frames, the topic and the text.
"""
import sys

import zmq

how, endpoint, *topic = sys.argv[1:]
socket = zmq.Context().socket(zmq.PUB)
socket.linger = 1000
getattr(socket, how)(endpoint)

for line in sys.stdin:
    text = line.rstrip("\n")
    if topic:
        socket.send_multipart([topic[0].encode(), text.encode()])
    else:
        socket.send_string(text)
