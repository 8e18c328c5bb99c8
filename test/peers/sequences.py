"""Publishes numbered messages as programs do: sequences.py ENDPOINT. Prints what it left out, sent twice and sent late, by topic."""

import json
import struct
import sys
import time

import zmq

context = zmq.Context()
socket = context.socket(zmq.XPUB)
socket.linger = 10000
socket.bind(sys.argv[1])
print(json.dumps({"event": "bound", "endpoint": socket.last_endpoint.decode()}), flush=True)
socket.recv()

# As bitcoind does: topic, hash, and a counter of four bytes, little-endian, for each topic by itself.
def block(topic, number):
    socket.send_multipart([topic, bytes(range(32)), struct.pack("<I", number % 2**32)])

for number in range(2**32 - 50, 2**32 + 50):
    if number % 20 != 3:
        block(b"hashblock", number)
    block(b"hashtx", number + 7)

# As JSON, with all topics counted together.
for number in range(1, 201):
    topic = b"left" if number % 3 else b"right"
    if number in (50, 51, 52, 120):
        continue
    socket.send_multipart([topic, json.dumps({"seq": number, "value": number * 1.5}).encode()])
    if number == 70:
        socket.send_multipart([topic, json.dumps({"seq": number}).encode()])
    if number == 130:
        socket.send_multipart([topic, json.dumps({"seq": 120}).encode()])
for number in range(1, 11):
    socket.send_multipart([b"left", json.dumps({"seq": number}).encode()])
socket.send_multipart([b"left", b'{"seq": "none"}'])
socket.send_multipart([b"left", b'{"seq": 1.5}'])
print(json.dumps({"event": "sent"}), flush=True)
time.sleep(1)
socket.close()
context.term()
