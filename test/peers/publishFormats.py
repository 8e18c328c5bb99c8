"""Publishes a message of each format, as Python programs send them.

    publishFormats.py

Prints where it is bound, and sends them all for each subscription that comes, and whenever something comes on stdin, a degree warmer each
time. The topic is the name of the format; the frames behind it are what the libraries make.
"""

import json
import os
import pickle
import select
import struct
import subprocess
import sys
import tempfile
import zlib

import msgpack
import zmq

schemas = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schemas")
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["protoc", "--proto_path", schemas, "--python_out", folder, "weather.proto"], check=True)
    sys.path.insert(0, folder)
    import weather_pb2


def png(width, height, colour):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def send_all(temp):
    socket.send(b"json", zmq.SNDMORE)
    socket.send_json({"station": "oslo", "temp": temp, "id": 9007199254740993, "wind": float("nan")})
    socket.send_multipart([b"msgpack", msgpack.packb({"temp": temp, "id": 2**64 - 1, "raw": b"\0\xff", 7: "seven"})])
    socket.send(b"pickle", zmq.SNDMORE)
    socket.send_pyobj({"temp": temp, "id": 2**70, "seen": {"oslo"}, "where": (59.9, 10.7)})
    report = weather_pb2.Report(station="oslo", temp=temp, sky=weather_pb2.RAIN, id=2**63 + 1)
    socket.send_multipart([b"protobuf", report.SerializeToString(), weather_pb2.Report(station="rome").SerializeToString()])
    socket.send_multipart([b"pickled", pickle.dumps(report)])
    socket.send_multipart([b"picture", png(48, 32, (200, 60, 40))])


socket = zmq.Context().socket(zmq.XPUB)
socket.linger = 1000
socket.bind("tcp://127.0.0.1:*")
print(json.dumps({"event": "ready", "endpoints": [socket.last_endpoint.rstrip(b"\0").decode()]}), flush=True)
temp = 20.5
while True:
    # ZMQ_FD tells of new messages only until the next look at EVENTS, hence the short bound.
    ready = select.select([0, socket.get(zmq.FD)], [], [], 0.05)[0]
    asked = 0 in ready
    if asked and not os.read(0, 65536):
        break
    while socket.get(zmq.EVENTS) & zmq.POLLIN:
        asked |= socket.recv().startswith(b"\1")
    if asked:
        send_all(temp)
        temp += 1
