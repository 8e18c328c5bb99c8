"""Reads an MCAP file by its specification (https://mcap.dev/spec), and prints it as one JSON array of messages.

readMcap.py FILE

Each message has its channel's topic, encoding and metadata, its sequence, log time in ns, and its data in Base64. Chunks are read as they stand
in the file; the checksum of each is compared, and the counts of the statistics.
"""

import base64
import json
import struct
import sys
import zlib

MAGIC = b"\x89MCAP0\r\n"


def text(data, at):
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + length].decode(), at + 4 + length


def records(data):
    at = 0
    while at < len(data):
        kind = data[at]
        (length,) = struct.unpack_from("<Q", data, at + 1)
        yield kind, data[at + 9 : at + 9 + length]
        at += 9 + length


with open(sys.argv[1], "rb") as file:
    data = file.read()
assert data.startswith(MAGIC) and data.endswith(MAGIC), "no MCAP"
channels, messages, counted = {}, [], None


def read(stream):
    global counted
    for kind, body in records(stream):
        if kind == 0x04:
            ident, _schema = struct.unpack_from("<HH", body)
            topic, at = text(body, 4)
            encoding, at = text(body, at)
            (size,) = struct.unpack_from("<I", body, at)
            end, at, metadata = at + 4 + size, at + 4, {}
            while at < end:
                key, at = text(body, at)
                metadata[key], at = text(body, at)
            channels[ident] = {"topic": topic, "encoding": encoding, "metadata": metadata}
        elif kind == 0x05:
            channel, sequence, log, _publish = struct.unpack_from("<HIQQ", body)
            messages.append(channels[channel] | {"sequence": sequence, "time": log, "data": base64.b64encode(body[22:]).decode()})
        elif kind == 0x06:
            _start, _end, size, crc = struct.unpack_from("<QQQI", body)
            compression, at = text(body, 28)
            assert compression == "", compression
            (length,) = struct.unpack_from("<Q", body, at)
            chunk = body[at + 8 : at + 8 + length]
            assert len(chunk) == size and (crc == 0 or zlib.crc32(chunk) == crc), "a chunk is damaged"
            read(chunk)
        elif kind == 0x0B:
            (counted,) = struct.unpack_from("<Q", body)


read(data[len(MAGIC) : -len(MAGIC)])
assert counted == len(messages), (counted, len(messages))
json.dump(messages, sys.stdout)
