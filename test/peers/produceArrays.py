"""Arrays as the recipe of pyzmq and imagezmq send them, one JSON line each."""
import base64
import json

import numpy as np


def produce(name, array, more=None, statistics=True):
    # send_json(md, SNDMORE), then send(A): the recipe of pyzmq's documentation. imagezmq puts `msg` first.
    header = json.dumps({**(more or {}), 'dtype': str(array.dtype), 'shape': array.shape})
    data = np.ascontiguousarray(array).tobytes()
    says = {}
    if statistics:
        finite = array[~np.isnan(array)] if array.dtype.kind == 'f' else array
        says = {'min': finite.min().item(), 'max': finite.max().item(), 'mean': float(finite.astype(np.float64).mean()), 'min text': str(finite.min()), 'max text': str(finite.max())}
    print(json.dumps({'name': name, 'frames': [base64.b64encode(frame).decode() for frame in (header.encode(), data)], 'says': says}))


image = (np.arange(48 * 64 * 3) * 7 % 256).astype(np.uint8).reshape(48, 64, 3)
produce('image', image, {'msg': 'camera 1'})
produce('large', np.full((1024, 2048), 3, np.uint16))
values = [-1, 0, 1, 100]
for order in '<>':
    for kind in ('i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8'):
        produce(f'{order}{kind}', np.array(values, dtype=order + kind))
    for kind in ('u1', 'u2', 'u4', 'u8'):
        produce(f'{order}{kind}', np.array([0, 1, 200], dtype=order + kind))
produce('int64 extremes', np.array([-2**63, 2**63 - 1], dtype=np.int64))
produce('uint64 extremes', np.array([0, 2**64 - 1], dtype=np.uint64))
produce('float32', np.array([0.1, 3.4028235e38, 1e-45, -0.0], dtype=np.float32))
produce('float16', np.array([0.1, 65504, 6e-8, 1/3], dtype=np.float16))
produce('with NaN', np.array([np.nan, 1.5, np.inf, -2.5]), statistics=False)
produce('all NaN', np.array([np.nan, np.nan]), statistics=False)
produce('scalar', np.array(42.5))
produce('no values', np.zeros((0, 3)), statistics=False)
produce('bool', np.array([True, False, True]), statistics=False)
produce('complex64', np.array([1 + 2j, -0.5 - 0.1j], dtype=np.complex64), statistics=False)
produce('complex128', np.array([1j]), statistics=False)
produce('text', np.array(['Grüße', 'a', '🙂']), statistics=False)
produce('big-endian text', np.array(['ab', 'c']).astype('>U2'), statistics=False)
produce('bytes', np.array([b'abc', b'd']), statistics=False)
produce('times', np.array(['2026-01-31T09:00:00', 'NaT'], dtype='datetime64[s]'), statistics=False)
for unit in ('Y', 'M', 'W', 'D', 'h', 'm', 's', 'ms', 'us', 'ns', '25s'):
    moments = np.array([-1, 0, 1_234, 20_454], dtype=f'datetime64[{unit}]')
    produce(f'dates in {unit}', moments, {'iso': [str(moment) for moment in moments]}, statistics=False)
produce('spans', np.array([90, -5], dtype='timedelta64[ms]'), statistics=False)
produce('structure', np.zeros(2, dtype=[('a', '<i4'), ('b', '<f8')]), statistics=False)
