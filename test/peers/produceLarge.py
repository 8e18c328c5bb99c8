"""Values that are longer than what is decoded of a frame, one JSON line each: the first bytes, and the size of all."""
import base64
import collections
import json
import pickle

import cbor2
import msgpack
import numpy

picture = bytes(range(256)) * 80_000
camera = {'img': picture, 'ts': 1.5}
nested = {'cam': 'front', 'meta': {'raw': picture}}


def produce(name, data, shown):
    print(json.dumps({'name': name, 'frames': [base64.b64encode(data[:1 << 20]).decode()], 'says': {'size': len(data), 'shown': shown}}))


start = '0x000102030405'
produce('msgpack camera', msgpack.packb(camera), '{"img":' + start)
produce('msgpack nested', msgpack.packb(nested), '{"cam":"front","meta":{"raw":' + start)
produce('msgpack text', msgpack.packb({'log': 'grüße ' * 500_000, 'n': 1}), '{"log":"grüße grüße')
produce('cbor camera', cbor2.dumps(camera), '{"img":' + start)
produce('cbor nested', cbor2.dumps(nested), '{"cam":"front","meta":{"raw":' + start)
produce('cbor integer', cbor2.dumps({'n': 2 ** 16_000_000 - 1}), '{"n":tag 2(0xffff')
produce('json text', json.dumps({'a': 'x\\ü' * 1_000_000, 'b': 1}).encode(), '{"a":"x\\\\üx\\\\ü')
produce('json nested', json.dumps({'n': 1, 'list': [{'text': 'x' * 2_000_000}]}).encode(), '{"n":1,"list":[{"text":"xxxx')
for protocol in (3, 4, 5):
    produce(f'pickle camera, protocol {protocol}', pickle.dumps(camera, protocol), '{"img":' + start)
    produce(f'pickle nested, protocol {protocol}', pickle.dumps(nested, protocol), '{"cam":"front","meta":{"raw":' + start)
    produce(f'pickle list, protocol {protocol}', pickle.dumps([{'n': n, 'text': f'{n:050}'} for n in range(40_000)], protocol), '[{"n":0,"text":"0000')
produce('pickle tuple', pickle.dumps((1, 'cam', {'a': 1}, picture)), '[1,"cam",{"a":1},' + start)
produce('pickle ordered', pickle.dumps(collections.OrderedDict((str(n), n) for n in range(100_000))), 'collections.OrderedDict(0=0,1=1')
produce('pickle integer', pickle.dumps({'n': 2 ** 16_000_000}), '{"n":integer, lowest byte first(0x0000')
produce('pickle array', pickle.dumps(numpy.zeros(1_000_000), 5), 'numpy.core.numeric._frombuffer(bytearray(0x0000')
produce('pickle array, protocol 4', pickle.dumps(numpy.zeros(1_000_000), 4), '[0.0,0.0,0.0,')
