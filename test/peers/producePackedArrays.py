"""Arrays and single values of NumPy as programs pack them: with pickle in each protocol, and as msgpack-numpy does with keys of bytes and of text."""

import base64
import collections
import datetime
import decimal
import json
import pickle
import sys
import uuid

import msgpack
import numpy


def case(title, data, **says):
    print(json.dumps({"name": title, "frames": [base64.b64encode(data).decode()], "says": says}))


def plain(value):
    """As JSON says it: complex numbers by parts, structures by name, times as texts."""
    if isinstance(value, numpy.ndarray):
        return [plain(each) for each in value]
    if isinstance(value, numpy.void) and value.dtype.names:
        return {name: plain(value[name]) for name in value.dtype.names}
    if isinstance(value, numpy.complexfloating):
        return {"re": float(value.real), "im": float(value.imag)}
    if isinstance(value, (numpy.datetime64, numpy.timedelta64)):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value.item() if isinstance(value, numpy.generic) else value


def pack(value, keys):
    """What msgpack_numpy.encode makes of an array or a single value."""
    structured = value.dtype.kind == "V"
    kind = b"V" if structured else b""
    descr = value.dtype.descr if structured else value.dtype.str
    if isinstance(value, numpy.ndarray):
        fields = {b"nd": True, b"type": descr, b"kind": kind, b"shape": value.shape, b"data": value.tobytes()}
    else:
        fields = {b"nd": False, b"type": value.dtype.str, b"data": value.data.tobytes()}
    return {(key.decode() if keys == "text" else key): each for key, each in fields.items()}


arrays = {
    **{dtype: numpy.arange(6).astype(dtype) for dtype in ("u1", "i1", "<u2", ">u2", "<i4", ">i4", "<i8", ">u8", "<f2", "<f4", ">f4", "<f8", ">f8", "?")},
    "two dimensions": numpy.arange(6, dtype="<i2").reshape(2, 3),
    "three dimensions": numpy.arange(12, dtype="<f4").reshape(2, 3, 2),
    "Fortran": numpy.asfortranarray(numpy.arange(6, dtype="<f8").reshape(2, 3)),
    "no values": numpy.zeros((0, 3)),
    "complex": numpy.array([1 + 2j, -0.5j], dtype="c8"),
    "structure": numpy.array([(1, 2.5), (3, -1)], dtype=[("a", "<i4"), ("b", ">f8")]),
    "nested structure": numpy.array([(1, (7, [1, 2])), (2, (8, [3, 4]))], dtype=[("id", "u1"), ("in", [("x", "<u2"), ("v", "<f4", (2,))])]),
    "aligned structure": numpy.array([(1, 2.5)], dtype=numpy.dtype([("a", "u1"), ("b", "<f8")], align=True)),
    "texts": numpy.array(["Grüße", "a"]),
    "dates": numpy.array(["2026-01-31T09:00:00"], dtype="M8[s]"),
}
scalars = {dtype: numpy.dtype(dtype).type(2) for dtype in ("u1", "<i4", "<f4", "<f8", "<i8")}
scalars["half"] = numpy.float16(0.5)
for name, array in arrays.items():
    for protocol in range(6):
        case(f"pickle {protocol}: {name}", pickle.dumps({"a": array, "after": 1}, protocol), value=plain(array))
    case(f"pickle of NumPy 2: {name}", pickle.dumps({"a": array, "after": 1}, 2).replace(b"numpy.core.", b"numpy._core."), value=plain(array))
    if name != "Fortran" and name != "aligned structure" and name != "nested structure":
        for keys in ("text", "bytes"):
            case(f"msgpack, keys of {keys}: {name}", msgpack.packb({"a": pack(array, keys), "after": 1}), value=plain(array), key="data")
for name, scalar in scalars.items():
    for protocol in range(6):
        case(f"pickle {protocol}: one {name}", pickle.dumps({"a": scalar, "after": 1}, protocol), value=plain(scalar))
    for keys in ("text", "bytes"):
        case(f"msgpack, keys of {keys}: one {name}", msgpack.packb({"a": pack(scalar, keys), "after": 1}), value=plain(scalar), key="data")
home_made = {"dtype": "uint16", "shape": [2, 2], "data": numpy.arange(4, dtype="<u2").tobytes()}
case("msgpack, a map of one's own", msgpack.packb({"a": home_made, "after": 1}), value=[[0, 1], [2, 3]], key="data")
case("pickle: objects", pickle.dumps({"a": numpy.array([None, "x"], dtype=object), "after": 1}), value=[None, "x"])

zone = datetime.timezone(-datetime.timedelta(hours=3, minutes=30))
moments = {
    "naive": datetime.datetime(2024, 1, 2, 3, 4, 5, 678),
    "zoned": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone),
    "in UTC": datetime.datetime(2024, 12, 31, tzinfo=datetime.timezone.utc),
    "a date": datetime.date(1, 2, 3),
    "a time": datetime.time(23, 59, 1, tzinfo=datetime.timezone.utc),
}
for name, moment in moments.items():
    for protocol in range(6):
        case(f"pickle {protocol}: {name}", pickle.dumps({"a": moment, "after": 1}, protocol), value=moment.isoformat())
for protocol in range(6):
    case(f"pickle {protocol}: decimal", pickle.dumps({"a": decimal.Decimal("-12.50"), "after": 1}, protocol), value=-12.5)
    case(f"pickle {protocol}: UUID", pickle.dumps({"a": uuid.UUID("5f3d3a4b-1c2d-4e5f-6071-8293a4b5c6d7"), "after": 1}, protocol), value="5f3d3a4b-1c2d-4e5f-6071-8293a4b5c6d7")
    case(f"pickle {protocol}: OrderedDict", pickle.dumps({"a": collections.OrderedDict(x=1), "after": 1}, protocol))
case("large", pickle.dumps({"a": numpy.zeros((100, 1000)), "after": 1}, 4), large=True)
sys.stdout.flush()
