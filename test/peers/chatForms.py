"""One of a group whose messages have a form: chatForms.py FORM OWN_ENDPOINT PEER_ENDPOINT NICK [ROOM]

FORM is text, nick, topic, prefix, json or msgpack; with a room all but prefix put it into a first frame. What it hears it
prints as `nick=… room=… text=… time=…`, those that the message carries.
"""
import datetime
import json
import sys
import threading

import msgpack
import zmq

form, own, peer, nick, room = [*sys.argv[1:], ""][:5]


def write(text):
    time = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.timezone.utc).isoformat()
    message = {"nick": nick, "text": text, "time": time}
    body = {
        "text": text.encode(),
        "nick": f"{nick}: {text}".encode(),
        "topic": text.encode(),
        "prefix": f"{room}:{text}".encode(),
        "json": json.dumps(message).encode(),
        "msgpack": msgpack.packb(message),
    }[form]
    return [room.encode(), body] if room and form != "prefix" else [body]


def read(frames):
    found = {"room": frames[0].decode()} if len(frames) > 1 else {}
    body = frames[-1]
    if form == "json":
        return {**found, **json.loads(body)}
    if form == "msgpack":
        return {**found, **msgpack.unpackb(body)}
    text = body.decode()
    if form == "nick":
        found["nick"], text = text.split(": ", 1)
    if form == "prefix":
        found["room"], text = text.split(":", 1)
    return {**found, "text": text}


context = zmq.Context()
publisher = context.socket(zmq.PUB)
publisher.linger = 1000
publisher.bind(own)
subscriber = context.socket(zmq.SUB)
subscriber.connect(peer)
subscriber.setsockopt_string(zmq.SUBSCRIBE, room)


def listen():
    while True:
        found = read(subscriber.recv_multipart())
        print(" ".join(f"{name}={found[name]}" for name in ("nick", "room", "text", "time") if name in found), flush=True)


threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    publisher.send_multipart(write(line.rstrip("\n")))
