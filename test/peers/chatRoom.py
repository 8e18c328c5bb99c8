"""Talks in a room: chatRoom.py NICK PUBLISHERS SUBSCRIBERS [topic|prefix ROOM]

Its publisher connects to the room's endpoint for publishers, its subscriber to the one for subscribers. `topic` puts the
room into a frame of its own before the text, `prefix` writes `ROOM:text`. Without a room it takes and says plain text.
"""
import sys
import threading

import zmq

nick, publishers, subscribers, shape, room = [*sys.argv[1:], "", ""][:5]
context = zmq.Context()

publisher = context.socket(zmq.PUB)
publisher.linger = 1000
publisher.connect(publishers)

subscriber = context.socket(zmq.SUB)
subscriber.connect(subscribers)
subscriber.setsockopt_string(zmq.SUBSCRIBE, room)


def listen():
    while True:
        print(" | ".join(frame.decode() for frame in subscriber.recv_multipart()), flush=True)


threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    text = line.rstrip("\n")
    if shape == "topic":
        publisher.send_multipart([room.encode(), f"{nick}: {text}".encode()])
    elif shape == "prefix":
        publisher.send_string(f"{room}:{text}")
    else:
        publisher.send_string(f"{nick}: {text}")
