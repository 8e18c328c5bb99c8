"""Takes messages as a Jupyter kernel does.

    kernel.py KEY

A ROUTER; prints where it is bound, and of each message whether it is accepted, with its msg_id, or why it is refused.
"""

import hashlib
import hmac
import json
import sys

import zmq

key = sys.argv[1].encode()
seen = set()
socket = zmq.Context().socket(zmq.ROUTER)
socket.bind("tcp://127.0.0.1:*")
print(json.dumps({"event": "ready", "endpoints": [socket.last_endpoint.rstrip(b"\0").decode()]}), flush=True)
while True:
    frames = socket.recv_multipart()
    signature, *parts = frames[frames.index(b"<IDS|MSG>") + 1 :]
    signed = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts[:4]:
        signed.update(part)
    header = json.loads(parts[0])
    said = {"event": "received", "id": header["msg_id"], "type": header["msg_type"], "content": json.loads(parts[3])}
    if not hmac.compare_digest(signed.hexdigest().encode(), signature):
        print(json.dumps({**said, "verdict": "invalid signature"}), flush=True)
    elif signature in seen:
        print(json.dumps({**said, "verdict": "duplicate signature"}), flush=True)
    else:
        seen.add(signature)
        print(json.dumps({**said, "verdict": "accepted"}), flush=True)
