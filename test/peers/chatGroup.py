"""One of a group, each of whom has a publisher and a subscriber: chatGroup.py NICK OWN_ENDPOINT PEER_ENDPOINT..."""
import sys
import threading

import zmq

nick, own, *peers = sys.argv[1:]
context = zmq.Context()

publisher = context.socket(zmq.PUB)
publisher.linger = 1000
publisher.bind(own)

subscriber = context.socket(zmq.SUB)
for peer in peers:
    subscriber.connect(peer)
subscriber.setsockopt_string(zmq.SUBSCRIBE, "")


def listen():
    while True:
        print(subscriber.recv_string(), flush=True)


threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    publisher.send_string(f"{nick}: {line.rstrip()}")
