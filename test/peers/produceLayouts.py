"""What Python's struct and NumPy read from bytes by a layout."""

import base64
import json
import struct

import numpy

data = bytes((index * 37 + 11) % 251 for index in range(240))


def case(layout, content, value):
    print(json.dumps({"name": layout, "frames": [base64.b64encode(content).decode()], "says": {"value": value}}))


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return "text"
    return repr(float(value)) if isinstance(value, float) else value


formats = ["B f f B B", "If", "2h", "bB?hHiIlLqQefd", "4sI", "3x2B", "Bx3xI", "10p", "ccB", "d", "e", "3f2B", "0I2H"]
for order in ("<", ">", "!", "=", "@", ""):
    for layout in formats + (["nNP", "bi", "bhiq", "b0q", "2b3d"] if order == "@" else []):
        # Without a sign the sizes and the order of "<" are meant here, not those of the computer.
        python = ("<" if order == "" else order) + layout
        size = struct.calcsize(python)
        values = plain(struct.unpack(python, data[:size]))
        case(order + layout, data[:size], values[0] if len(values) == 1 else values)
for dtype in ("u1", "i1", "<u2", ">u2", "<i4", ">i4", "<u8", ">i8", "<f2", "<f4", ">f4", "<f8", "float32", "uint16", "int64", "f", "d", "H"):
    array = numpy.frombuffer(data, dtype=numpy.dtype(dtype).newbyteorder("<") if dtype[0] not in "<>" else dtype)
    values = plain(array.tolist())
    case(f"{dtype}[]", data, values)
    case(f"{dtype}[4]", data[: 4 * array.itemsize], values[:4])
    case(f"{dtype}[2][3]", data[: 6 * array.itemsize], plain(array[:6].reshape(2, 3).tolist()))
    case(f"{dtype}[][2]", data[: 8 * array.itemsize], plain(array[:8].reshape(4, 2).tolist()))
for layout in ("<If", ">HH", "@bi"):
    size = struct.calcsize(layout)
    # Elements of an array are aligned as in C.
    padded = size if layout[0] != "@" else -(-size // 4) * 4
    records = [plain(struct.unpack(layout, data[at : at + size])) for at in range(0, 3 * padded, padded)]
    case(f"({layout})[]", data[: 3 * padded], records)
    case(f"{layout}[3]", data[: 3 * padded], records)
