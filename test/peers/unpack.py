"""Takes messages in MessagePack from a PUSH, and prints what they mean: {"event": "value", "value": …}.

    unpack.py ENDPOINT
"""

import json
import sys

import msgpack
import zmq

socket = zmq.Context().socket(zmq.PULL)
socket.connect(sys.argv[1])
print(json.dumps({"event": "ready"}), flush=True)
while True:
    print(json.dumps({"event": "value", "value": msgpack.unpackb(socket.recv())}), flush=True)
