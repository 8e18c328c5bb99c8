"""Messages as protoc and Protobuf's own library for Python make them, one JSON line each."""
import base64
import json
import os
import subprocess
import sys

folder = sys.argv[1]
schemas = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'schemas')

# protoc wants what is imported, though it is at hand in few installations; Protobuf's library brings the types along.
for name, text in {
    'google/api/annotations.proto': 'package google.api;',
    'google/protobuf/timestamp.proto': 'package google.protobuf; message Timestamp { int64 seconds = 1; int32 nanos = 2; }',
}.items():
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name), 'w') as file:
        file.write(f'syntax = "proto3"; {text}')
files = ['telemetry.proto', 'legacy.proto', 'common/units.proto']
paths = ['--proto_path', schemas, '--proto_path', folder]
subprocess.run(['protoc', *paths, '--python_out', folder, '--include_imports', '--descriptor_set_out', os.path.join(folder, 'all.desc'), *files, 'google/api/annotations.proto'], check=True, stderr=subprocess.DEVNULL)
subprocess.run(['protoc', *paths, '--descriptor_set_out', os.path.join(folder, 'alone.desc'), 'telemetry.proto'], check=True, stderr=subprocess.DEVNULL)
sys.path.insert(0, folder)

import legacy_pb2  # noqa: E402
import telemetry_pb2  # noqa: E402


def produce(name, *messages):
    frames = [base64.b64encode(m if isinstance(m, bytes) else m.SerializeToString(deterministic=True)).decode() for m in messages]
    print(json.dumps({'name': name, 'frames': frames}))


reading = telemetry_pb2.Reading(
    sensor=7, value=21.5, unit=1, packed=[1, -2, 300], unpacked=[-1, 2], counts={'a': 1, 'b': 2**63 - 1}, file_name='Grüße.txt', state='FAILED')
reading.places[-3].x = 0.1
reading.place.x = 1.5
reading.track.add(x=1)
reading.track.add(y=2)
reading.at.seconds = 1_700_000_000
reading.at.nanos = 5
produce('reading', reading)
produce('raw', telemetry_pb2.Reading(raw=b'\x00\xff\xfe'))
produce('multipart', b'weather.', telemetry_pb2.Reading(sensor=1), telemetry_pb2.Reading(sensor=2))

lowest = telemetry_pb2.Numbers(
    int32=-2**31, int64=-2**63, sint32=-2**31, sint64=-2**63, sfixed32=-2**31, sfixed64=-2**63, float=float('-inf'), double=float('nan'))
highest = telemetry_pb2.Numbers(
    int32=2**31 - 1, int64=2**63 - 1, uint32=2**32 - 1, uint64=2**64 - 1, sint32=2**31 - 1, sint64=2**63 - 1, fixed32=2**32 - 1, fixed64=2**64 - 1,
    sfixed32=2**31 - 1, sfixed64=2**63 - 1, float=0.1, double=5e-324, bool=True)
produce('lowest', lowest)
produce('highest', highest)
produce('many', telemetry_pb2.Numbers(many=range(30_000)))

newer = telemetry_pb2.Newer(sensor=5, note='not in the schema', stamp=2**63 + 1, tags=['a', 'b'])
newer.point.x = 2
produce('newer', newer)

tree = telemetry_pb2.Tree(name='0')
node = tree
for depth in range(1, 60):
    node = node.children.add(name=str(depth))
produce('deep', tree)

order = legacy_pb2.Order(id='o-1', codes=[1, 2])
order.item.add(name='screw', count=12)
order.item.add(name='nut')
order.Extensions[legacy_pb2.remark] = 'urgent'
produce('order', order)
