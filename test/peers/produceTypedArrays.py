"""Typed arrays of CBOR (RFC 8746) as cbor2 writes tags: one line for each, with the values that NumPy has for the bytes."""

import base64
import json

import cbor2
import numpy

dtypes = {
    64: "u1", 65: ">u2", 66: ">u4", 67: ">u8", 68: "u1", 69: "<u2", 70: "<u4", 71: "<u8",
    72: "i1", 73: ">i2", 74: ">i4", 75: ">i8", 77: "<i2", 78: "<i4", 79: "<i8",
    80: ">f2", 81: ">f4", 82: ">f8", 84: "<f2", 85: "<f4", 86: "<f8",
}


def case(title, value, **says):
    print(json.dumps({"name": title, "frames": [base64.b64encode(cbor2.dumps(value)).decode()], "says": says}))


for tag, dtype in dtypes.items():
    values = numpy.arange(6).astype(dtype) + (0.5 if "f" in dtype else 0)
    if "i" in dtype:
        values = -values
    values = values.astype(dtype)
    typed = cbor2.CBORTag(tag, values.tobytes())
    case(f"tag {tag}", {"a": typed, "after": 7}, flat=values.tolist(), name=values.dtype.name)
    case(f"tag 40 of {tag}", cbor2.CBORTag(40, [[2, 3], typed]), nested=values.reshape(2, 3).tolist())
    case(f"tag 1040 of {tag}", cbor2.CBORTag(1040, [[2, 3], typed]), nested=values.reshape(2, 3, order="F").tolist())
case("tag 40 of a list", cbor2.CBORTag(40, [[2, 1, 2], ["a", None, 3, [4]]]), nested=[[["a", None]], [[3, [4]]]])
case("tag 40 of tag 41", cbor2.CBORTag(40, [[2, 2], cbor2.CBORTag(41, [1, 2, 3, 4])]), nested=[[1, 2], [3, 4]])
