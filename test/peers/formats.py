"""Sends messages as Python programs do, each in the format of its name.

    formats.py ENDPOINT FOLDER

A PUSH. {"do": NAME} on stdin sends what NAME stands for below, and says `done`. FOLDER: where weather.proto is compiled to, and its
generated module.
"""

import base64
import dataclasses
import datetime
import decimal
import gzip
import hashlib
import hmac
import json
import pathlib
import pickle
import struct
import subprocess
import sys
import zlib

import cbor2
import lz4.frame
import msgpack
import numpy
import zmq
import zstandard

endpoint, folder = sys.argv[1], pathlib.Path(sys.argv[2])
subprocess.run(["protoc", f"--proto_path={folder}", f"--python_out={folder}", "weather.proto"], check=True)
sys.path.insert(0, str(folder))
import weather_pb2  # noqa: E402

socket = zmq.Context().socket(zmq.PUSH)
socket.linger = 30000
socket.connect(endpoint)
NAMES = {}


def named(function):
    NAMES[function.__name__] = function
    return function


@dataclasses.dataclass
class Reading:
    station: str
    when: datetime.datetime
    price: decimal.Decimal
    values: object = None


READING = Reading("Oslo", datetime.datetime(2024, 5, 1, 10, 32, 5, 123456), decimal.Decimal("19.90"))
OBJECT = {"n": 9007199254740993, "list": [1, -2.5, None, True], "text": "grüße"}


@named
def text():
    socket.send_string("grüße 🙂")


@named
def no_utf8():
    socket.send(b"abc\xff def")


@named
def numbers():
    socket.send_string("10001 42 -7.5")


@named
def send_json():
    socket.send_json(OBJECT)


@named
def json_odd():
    socket.send(b'{"a": 1, "a": 2, "nan": NaN, "minus": -Infinity, "deep": {"__proto__": 1.0}}')


@named
def send_pyobj():
    socket.send_pyobj(OBJECT)


@named
def pyobj_objects():
    socket.send_pyobj({"reading": READING, "set": {1}, "tuple": (1, b"\x00\xff"), 5: frozenset(), "big": 2**70, "complex": 1 + 2j})


@named
def pyobj_numpy():
    socket.send_pyobj(numpy.arange(6, dtype=numpy.float32).reshape(2, 3))


@named
def pyobj_cycle():
    cycle = [1]
    cycle.append(cycle)
    socket.send_pyobj(cycle)


@named
def pyobj_bomb():
    bomb = ["x"]
    for _ in range(60):
        bomb = [bomb, bomb]
    socket.send_pyobj(bomb)


@named
def pyobj_execution():
    class Evil:
        def __reduce__(self):
            return (exec, (f"open({str(folder / 'executed')!r}, 'w')",))

    socket.send_pyobj(Evil())


@named
def pickle_protocols():
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        socket.send_pyobj({"protocol": protocol, "values": [1.5, "é", 2**40]}, protocol=protocol)


@named
def msgpack_map():
    socket.send(msgpack.packb({"n": 2**64 - 1, 7: b"\x01\x02", "when": msgpack.Timestamp(1714559525, 5), "ext": msgpack.ExtType(5, b"\xaa"), "f": 0.1}))


@named
def cbor():
    socket.send(cbor2.dumps({"n": -(2**64), (1, 2): "tuple as key", "when": datetime.datetime(2024, 5, 1, tzinfo=datetime.timezone.utc), "big": 2**100, "nan": float("nan"), "b": b"\x00"}))


def weather():
    message = weather_pb2.Report(station="Oslo", number=2**63 + 1, temperature=-2.5, sky=weather_pb2.Report.CLOUDY, raw=b"\x00\xff")
    message.hours.extend([1, 2, 300])
    message.wind.speed = 7
    message.levels["low"] = -1
    return message


@named
def protobuf():
    socket.send(weather().SerializeToString())


@named
def protobuf_multipart():
    socket.send_multipart([b"weather.oslo", weather().SerializeToString()])


@named
def protobuf_pickled():
    socket.send_pyobj(weather())


@named
def compressed():
    body = json.dumps(OBJECT).encode()
    for packed in (gzip.compress(body), zlib.compress(body), zstandard.compress(body), lz4.frame.compress(body), base64.b64encode(gzip.compress(body))):
        socket.send(packed)
    socket.send(zlib.compress(pickle.dumps(OBJECT)))


@named
def bombs():
    zeros = bytes(50 * 1024 * 1024)
    socket.send(gzip.compress(zeros))
    socket.send(zlib.compress(zeros))
    socket.send(zstandard.compress(zeros))
    socket.send(lz4.frame.compress(zeros))


@named
def many_bombs():
    bomb = gzip.compress(bytes(20 * 1024 * 1024))
    for _ in range(100):
        socket.send(bomb)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height):
    rows = b"".join(b"\x00" + b"\x20\x40\x80" * 3 for _ in range(2))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@named
def pictures():
    socket.send(png(3, 2))
    socket.send(png(2_000_000_000, 2_000_000_000))


@named
def numpy_recipe():
    """As "Serializing messages with PyZMQ" has it."""
    array = numpy.array([[1.5, -2.5, numpy.nan], [4, 5, 6]], dtype=numpy.float64)
    socket.send_json({"dtype": str(array.dtype), "shape": array.shape}, zmq.SNDMORE)
    socket.send(array, copy=False)


@named
def numpy_imagezmq():
    """As imagezmq's send_image has it."""
    image = numpy.arange(2 * 4 * 3, dtype=numpy.uint8).reshape(2, 4, 3)
    socket.send_json({"msg": "camera 1", "dtype": str(image.dtype), "shape": image.shape}, zmq.SNDMORE)
    socket.send(image, copy=False)


@named
def numpy_lie():
    socket.send_json({"dtype": "float64", "shape": [10**9, 10**9]}, zmq.SNDMORE)
    socket.send(bytes(16))


@named
def jupyter():
    parts = [json.dumps(part).encode() for part in ({"msg_type": "execute_request", "msg_id": "1"}, {}, {}, {"code": "1 + 1"})]
    signature = hmac.new(b"key", b"".join(parts), hashlib.sha256).hexdigest().encode()
    socket.send_multipart([b"kernel.1", b"<IDS|MSG>", signature, *parts, b"\x00\x01buffer"])


@named
def deep():
    socket.send(b"[" * 100_000)
    socket.send(b"\x91" * 100_000 + b"\xc0")
    socket.send(b"\x81" * 100_000 + b"\x00")
    socket.send(b"\x80\x04" + b"]" * 100_000 + b"a" * 99_999 + b".")
    socket.send(b"\x0a\x80\x80\x80\x00" * 10_000)


@named
def huge_lengths():
    socket.send(b"\xdd\xff\xff\xff\xff\x01")
    socket.send(b"\xdf\xff\xff\xff\xff\xa1a\x01")
    socket.send(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x61a")
    socket.send(b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff\x61a\x01")
    socket.send(b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7fabc.")
    socket.send(b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7fabc")


@named
def many():
    """CBOR: a bignum of 512 KiB, a map with 100,000 keys; MessagePack, JSON: 500,000 values."""
    socket.send(b"\xc2\x5a" + struct.pack(">I", 512 * 1024) + b"\xff" * (512 * 1024))
    socket.send(cbor2.dumps({str(n): n for n in range(100_000)}))
    socket.send(msgpack.packb(list(range(300_000))))
    socket.send(json.dumps(list(range(150_000))).encode())


def nested(field, content, levels=200):
    """Protobuf in Protobuf, each in one field."""
    for _ in range(levels):
        length, n = b"", len(content)
        while n > 127:
            length, n = length + bytes([n & 127 | 128]), n >> 7
        content = bytes([field << 3 | 2]) + length + bytes([n]) + content
    return content


@named
def nested_texts():
    for field in (1, 2, 4):
        socket.send(nested(field, b"A" * 1_000_000))
        socket.send(nested(field, b"A" * 1_000_000 + b"\xff"))
    socket.send(nested(1, b"\x08\x01", 20_000))


@named
def big_frame():
    socket.send(b'{"text": "' + b"x" * (60 * 1024 * 1024) + b'"}')


@named
def big_msgpack():
    socket.send(msgpack.packb([{"n": n, "text": "x" * 80} for n in range(50_000)]))


for line in sys.stdin:
    NAMES[json.loads(line)["do"]]()
    print(json.dumps({"event": "done"}), flush=True)
