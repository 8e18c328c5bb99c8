"""Reads messages as Python programs do.

    reader.py FOLDER FORMAT...

A PULL; prints where it is bound, and of each message its frames, read one format after the other: text, json, msgpack, cbor,
protobuf (demo.Report of FOLDER/weather.proto), hex. As Python writes the values.
"""

import json
import pathlib
import subprocess
import sys

import cbor2
import msgpack
import zmq

folder, formats = pathlib.Path(sys.argv[1]), sys.argv[2:]
subprocess.run(["protoc", f"--proto_path={folder}", f"--python_out={folder}", "weather.proto"], check=True)
sys.path.insert(0, str(folder))
import weather_pb2  # noqa: E402


def protobuf(frame):
    return " ".join(str(weather_pb2.Report.FromString(frame)).split())


READ = {
    "text": lambda frame: frame.decode(),
    "json": lambda frame: repr(json.loads(frame)),
    "msgpack": lambda frame: repr(msgpack.unpackb(frame)),
    "cbor": lambda frame: repr(cbor2.loads(frame)),
    "protobuf": protobuf,
    "hex": lambda frame: frame.hex(),
}

socket = zmq.Context().socket(zmq.PULL)
socket.bind("tcp://127.0.0.1:*")
print(json.dumps({"event": "ready", "endpoints": [socket.last_endpoint.rstrip(b"\0").decode()]}), flush=True)
while True:
    read = [READ[formats[i % len(formats)]](frame) for i, frame in enumerate(socket.recv_multipart())]
    print(json.dumps({"event": "received", "read": read}), flush=True)
