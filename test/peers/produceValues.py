"""Writes values as the real producers encode them: a JSON line each with a name, a frame, its format, and what it means.

The meaning is written by `render` from the Python value itself, never from its bytes: integers in all digits, floats as the eight
bytes of their double, bytes in hex, objects as their class with arguments and attributes.
"""
import base64
import collections
import copy
import copyreg
import dataclasses
import datetime
import decimal
import enum
import fractions
import io
import json
import math
import pickle
import struct
import uuid

import cbor2
import msgpack
import numpy
from google.protobuf import timestamp_pb2


@dataclasses.dataclass
class Point:
    x: int
    label: str
    parent: object = None


class Slotted:
    __slots__ = ("speed", "unit")

    def __init__(self, speed, unit):
        self.speed, self.unit = speed, unit


class Colour(enum.Enum):
    RED = 1


class Outer:
    class Inner:
        def __init__(self):
            self.depth = 2


class Wanting:
    """Wants keyword arguments when it is made."""

    def __new__(cls, *, size):
        made = super().__new__(cls)
        made.size = size
        return made

    def __getnewargs_ex__(self):
        return (), {"size": self.size}


class Called(str):
    """A text that `render` takes as it is."""


def render(value):
    if isinstance(value, Called):
        return str(value)
    if value is None:
        return "null"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "f:nan" if math.isnan(value) else "f:" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, (bytes, bytearray)):
        return "h:" + bytes(value).hex()
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(render, value)) + "]"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(render, value))) + "}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{render(key)}:{render(item)}" for key, item in value.items()) + "}"
    raise TypeError(f"no rendering for {value!r}")


def case(form, name, content, meaning):
    print(json.dumps({"name": f"{form}: {name}", "frames": [base64.b64encode(content).decode()], "says": {"format": form, "means": render(meaning)}}))


PLAIN = {
    "none": None,
    "booleans": [True, False],
    "integers": [0, 1, -1, 23, 24, 127, 128, 255, 256, -32, -33, -128, -129, 65535, 65536, -32769, 2**31, -(2**31), 2**32, -(2**31) - 1],
    "integers beyond doubles": [2**53 - 1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**64 - 1],
    "floats": [0.0, -0.0, 1.0, 0.1, -2.5, 1e300, 5e-324, math.pi, math.inf, -math.inf, math.nan, 65504.0],
    "texts": ["", "a", "x" * 31, "x" * 32, "x" * 300, "y" * 3000, "Grüße, 世界 🙂", "\u202e\u0000\n\"\\"],
    "bytes": [b"", b"\x00\xff", bytes(range(256)), b"z" * 300],
    "nested": {"list": [1, [2, [3, []]]], "map": {"a": {"b": {}}}, "__proto__": {"polluted": True}, "": 0},
    "keys of all kinds": {1: "one", -5: "minus", "1": "text", b"\x01": "bytes", 2.5: "float", 7: "seven"},
    "long list": list(range(300)),
    "long map": {f"key {i}": i for i in range(300)},
}


for name, value in PLAIN.items():
    if name in ("bytes", "keys of all kinds"):
        continue
    for how, options in {"": {}, ", compact": {"separators": (",", ":")}, ", indented": {"indent": 2}, ", not ASCII": {"ensure_ascii": False}}.items():
        case("json", name + how, json.dumps(value, **options).encode(), value)
case("json", "integer of 1,000 digits", json.dumps([7**1183]).encode(), [7**1183])

for name, value in PLAIN.items():
    case("msgpack", name, msgpack.packb(value), value)
case("msgpack", "single floats", msgpack.packb([0.5, 0.1], use_single_float=True), [0.5, struct.unpack(">f", struct.pack(">f", 0.1))[0]])
case("msgpack", "bytes written as texts", msgpack.packb([b"ok", b"\xff\xfe"], use_bin_type=False), ["ok", b"\xff\xfe"])
case("msgpack", "tuple as key", msgpack.packb({(1, "a"): 2}), {Called('[1,"a"]'): 2})
case("msgpack", "extension types", msgpack.packb([msgpack.ExtType(5, b"\x01"), msgpack.ExtType(42, b"12345"), msgpack.ExtType(1, bytes(300))]), [b"\x01", b"12345", bytes(300)])
moments = [datetime.datetime(2026, 1, 31, 9, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2026, 1, 31, 9, 0, 0, 123456, tzinfo=datetime.timezone.utc), datetime.datetime(1901, 2, 3, 4, 5, 6, 500000, tzinfo=datetime.timezone.utc)]
case("msgpack", "timestamps", msgpack.packb(moments, datetime=True), ["2026-01-31T09:00:00Z", "2026-01-31T09:00:00.123456Z", "1901-02-03T04:05:06.5Z"])

for name, value in PLAIN.items():
    case("cbor", name, cbor2.dumps(value), value)
for name in ("integers", "floats", "texts", "bytes"):
    case("cbor", name + ", as short as can be", cbor2.dumps(PLAIN[name], canonical=True), PLAIN[name])
case("cbor", "bignums", cbor2.dumps([2**64, -(2**64) - 1, 2**200, -(3**500), 10**2000]), [2**64, -(2**64) - 1, 2**200, -(3**500), 10**2000])
case("cbor", "undefined and simple values", cbor2.dumps([cbor2.undefined, cbor2.CBORSimpleValue(16), cbor2.CBORSimpleValue(255)]), [Called("undefined"), Called("simple(16)"), Called("simple(255)")])
tagged = [decimal.Decimal("273.15"), fractions.Fraction(1, 3), datetime.datetime(2026, 1, 31, 9, 0, 0, tzinfo=datetime.timezone.utc), uuid.UUID(int=5)]
case("cbor", "tags", cbor2.dumps(tagged), [273.15, Called("tag 30 rational([1,3])"), Called('tag 0 time("2026-01-31T09:00:00Z")'), str(uuid.UUID(int=5))])
case("cbor", "a regular expression", cbor2.dumps(cbor2.CBORTag(35, "(a+)+$")), Called('tag 35 regex("(a+)+$")'))
case("cbor", "any tag", cbor2.dumps(cbor2.CBORTag(2**63, {"a": 1})), Called(f'tag {2**63}({{"a":1}})'))
looped = []
looped.append(looped)
case("cbor", "a cycle", cbor2.dumps(looped, value_sharing=True), Called("tag 28 shareable([tag 29 reference(0)])"))

ordered = collections.OrderedDict([("b", 1), ("a", 2)])
for protocol in range(6):
    def pickled(name, value, meaning):
        case("pickle", f"{name}, protocol {protocol}", pickle.dumps(value, protocol), meaning)

    for name, value in PLAIN.items():
        # Equal values are put in apart, so that none stands as a reference to another one.
        pickled(name, copy.deepcopy(value), value)
    pickled("long integers", [2**64, -(2**64), 3**500, -(3**500), 2**2039, -(2**2039), 10**1000], [2**64, -(2**64), 3**500, -(3**500), 2**2039, -(2**2039), 10**1000])
    pickled("tuples", ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)), ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)))
    pickled("sets", [set(), {1, 2, 3}, frozenset(), frozenset("abc")], [set(), {1, 2, 3}, frozenset(), frozenset("abc")])
    pickled("bytearrays", [bytearray(), bytearray(b"\x00\xff")], [b"", b"\x00\xff"])
    pickled("dates", [datetime.datetime(2026, 1, 31, 9, 8, 7, 123456), datetime.date(2026, 1, 31), datetime.time(9, 8, 7), datetime.timedelta(days=1, seconds=2, microseconds=3)],
            ["2026-01-31T09:08:07.123456", "2026-01-31", "09:08:07", Called("datetime.timedelta(1,2,3)")])
    pickled("decimal", decimal.Decimal("1.50"), 1.5)
    pickled("dataclasses", Point(1, "a", Point(2**70, "b")), Called(f'__main__.Point(x=1,label="a",parent=__main__.Point(x={2**70},label="b",parent=null))'))
    pickled("an ordered dict", ordered, Called("collections.OrderedDict(b=1,a=2)"))
    pickled("an enum", Colour.RED, Called("attribute __main__.Colour.RED"))
    pickled("a class", Point, Called("class __main__.Point"))
    if protocol >= 2:
        pickled("slots", Slotted(2.5, "m/s"), Called(f'__main__.Slotted(speed={render(2.5)},unit="m/s")'))
        if protocol >= 4:
            pickled("keyword arguments", Wanting(size=3), Called("__main__.Wanting(size=3,size=3)"))
        pickled("a class in a class", Outer.Inner(), Called("__main__.Outer.Inner(depth=2)"))
    cycle = {"name": "loop"}
    cycle["self"] = cycle
    pickled("a cycle", cycle, Called('{"name":"loop","self":<.>}'))
    shared = [1]
    pickled("a shared list", {"a": shared, "b": shared}, Called('{"a":[1],"b":<.a>}'))
    case("numpy", f"protocol {protocol}", pickle.dumps(numpy.arange(6, dtype="<f8").reshape(2, 3), protocol), "")
    case("message", f"protocol {protocol}", pickle.dumps(timestamp_pb2.Timestamp(seconds=5, nanos=7), protocol), timestamp_pb2.Timestamp(seconds=5, nanos=7).SerializeToString())

buffers = []
case("pickle", "out-of-band buffers", pickle.dumps([pickle.PickleBuffer(b"abc"), pickle.PickleBuffer(bytearray(b"def"))], 5, buffer_callback=buffers.append), Called("[out-of-band buffer(0),out-of-band buffer(1)]"))


class Persistent(pickle.Pickler):
    def persistent_id(self, value):
        return ("table", 7) if isinstance(value, Point) else None


copyreg.add_extension("__main__", "Point", 300)
written = io.BytesIO()
Persistent(written, 4).dump([Point(1, "a")])
case("pickle", "a persistent id", written.getvalue(), Called('[persistent id(["table",7])]'))
case("pickle", "an extension code", pickle.dumps(Point(1, "a"), 4), Called('extension 300(x=1,label="a",parent=null)'))
