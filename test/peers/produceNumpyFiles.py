"""Files of NumPy as programs send them in one frame, and raw arrays after headers of several kinds."""

import base64
import io
import json
import pickle
import zipfile

import msgpack
import numpy


def case(title, *frames, **says):
    print(json.dumps({"name": title, "frames": [base64.b64encode(frame).decode() for frame in frames], "says": says}))


def file(save, *args, **named):
    buffer = io.BytesIO()
    save(buffer, *args, **named)
    return buffer.getvalue()


def plain(array):
    if array.dtype.names:
        return [{name: each[name].item() for name in array.dtype.names} for each in array]
    return array.tolist()


image = numpy.arange(6, dtype="<u2").reshape(2, 3)
table = numpy.array([(1, 2.5), (3, -1)], dtype=[("a", "<i4"), ("b", "<f8")])
arrays = {
    "two dimensions": image,
    "Fortran": numpy.asfortranarray(image),
    "big-endian": image.astype(">i4"),
    "a structure": table,
    "one value": numpy.array(2.5),
    "no values": numpy.zeros((0, 2)),
}
for name, array in arrays.items():
    for version in (1, 2, 3):
        buffer = io.BytesIO()
        numpy.lib.format.write_array(buffer, array, version=(version, 0))
        case(f"npy {version}: {name}", buffer.getvalue(), value=plain(array), shape=array.shape, dtype=array.dtype.name)


class Stream(io.RawIOBase):
    """Where nothing can be written again: sizes stand behind the content then."""

    def __init__(self):
        self.all = b""

    def writable(self):
        return True

    def write(self, data):
        self.all += bytes(data)
        return len(data)


def streamed(compression):
    stream = Stream()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        with archive.open("x.npy", "w") as member:
            member.write(file(numpy.save, image))
        with archive.open("y.npy", "w") as member:
            member.write(file(numpy.save, table))
    return stream.all


case("npy of objects", file(numpy.save, numpy.array([None, {"loss": 0.25}], dtype=object), allow_pickle=True))
both = {"x": image.tolist(), "y": plain(table)}
case("npz: stored", file(numpy.savez, x=image, y=table), value=both)
case("npz: deflated", file(numpy.savez_compressed, x=image, y=table), value=both)
case("npz: deflated, sizes behind", streamed(zipfile.ZIP_DEFLATED), value=both)
case("large npz", file(numpy.savez_compressed, x=numpy.zeros((1000, 1000)), y=table), large=True)

raw = image.tobytes()
headers = {
    "type and encoding": {"htype": "dimage_d-1.0", "shape": [2, 3], "type": "uint16", "encoding": "<", "size": 12},
    "descr": {"descr": "<u2", "shape": [2, 3]},
    "a class": {"dtype": "<class 'numpy.uint16'>", "shape": [2, 3]},
    "a shape as text": {"dtype": "uint16", "shape": "(2, 3)"},
    "a shape as text without parentheses": {"dtype": "uint16", "shape": "2,3"},
    "a letter": {"dtype": "H", "shape": [2, 3]},
    "other words": {"Data Type": "uint16", "dims": [2, 3]},
    "bits": {"jsonversion": 4, "bitmode": 16, "shape": [2, 3], "size": 12},
    "a dynamic range": {"dynamic range": 16, "shape": [2, 3]},
    "width and height": {"width": 3, "height": 2, "format": "mono16"},
}
for name, header in headers.items():
    case(f"header as JSON: {name}", json.dumps(header).encode(), raw, value=image.tolist())
    case(f"header as MessagePack: {name}", msgpack.packb(header), raw, value=image.tolist())
    case(f"header as MessagePack with keys of bytes: {name}", msgpack.packb({key.encode(): each for key, each in header.items()}), raw, value=image.tolist())
    for protocol in range(6):
        case(f"header as pickle {protocol}: {name}", pickle.dumps(header, protocol), raw, value=image.tolist())
for protocol in (2, 4):
    case(f"header as pickle {protocol}: a tuple and a dtype", pickle.dumps({"dtype": image.dtype, "shape": image.shape}, protocol), raw, value=image.tolist())
case("header as JSON: big-endian beside the type", json.dumps({"type": "uint16", "shape": [2, 3], "encoding": ">"}).encode(), image.astype(">u2").tobytes(), value=image.tolist())
for name, dtype in {"descr of fields": table.dtype.descr, "fields as text": str(table.dtype)}.items():
    case(f"header as JSON: {name}", json.dumps({"dtype": dtype, "shape": [2]}).encode(), table.tobytes(), value=plain(table))
picture = numpy.arange(24, dtype="u1").reshape(2, 4, 3)
for name in ("bgr", "BGR", "rgb8", "bgr8", "RGB24", "8UC3", "CV_8UC3"):
    header = {"topic": "frame", "width": 4, "height": 2, "index": 7, "timestamp": 123.5, "format": name}
    case(f"picture: {name}", msgpack.packb(header), picture.tobytes(), value=picture.tolist())
case("picture: rgba", json.dumps({"width": 3, "height": 2, "encoding": "rgba"}).encode(), bytes(range(24)), value=numpy.arange(24).reshape(2, 3, 4).tolist())
case("picture: 32FC1", json.dumps({"width": 3, "height": 2, "encoding": "32FC1"}).encode(), image.astype("<f4").tobytes(), value=image.tolist())
case("picture: channels", json.dumps({"width": 4, "height": 2, "channels": 3}).encode(), picture.tobytes(), value=picture.tolist())
