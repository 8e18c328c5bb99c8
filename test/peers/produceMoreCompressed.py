"""The same contents as deflate, bzip2, xz and blocks of LZ4 compress them for Python, one JSON line each."""
import base64
import bz2
import json
import lzma
import random
import zlib

import lz4.block

random.seed(1)
words = [bytes(random.choice(b'abcdefgh') for _ in range(random.randint(2, 9))) for _ in range(200)]
contents = {
    'one byte': b'x',
    'short': b'{"temp": 21.5, "list": [1, 2, 3, 4, 5, 6]}',
    'text': b' '.join(random.choice(words) for _ in range(20_000)),
    'random': random.randbytes(50_000),
    'zeros': bytes(1 << 20),
}


def produce(format, name, data, content):
    print(json.dumps({'name': f'{format} {name}', 'frames': [base64.b64encode(data).decode(), base64.b64encode(content).decode()]}))


def raw(content, level):
    stream = zlib.compressobj(level, zlib.DEFLATED, -15)
    return stream.compress(content) + stream.flush()


for name, content in contents.items():
    for level in (1, 9):
        produce('deflate', f'{name}, level {level}', raw(content, level), content)
        produce('bzip2', f'{name}, level {level}', bz2.compress(content, level), content)
    for level in (0, 6):
        produce('xz', f'{name}, preset {level}', lzma.compress(content, preset=level), content)
    if len(content) < 300_000:
        produce('bzip2', f'{name}, two streams', bz2.compress(content) + bz2.compress(content), content + content)
        produce('xz', f'{name}, two streams', lzma.compress(content, check=lzma.CHECK_SHA256) + lzma.compress(content, check=lzma.CHECK_CRC32), content + content)
    produce('xz', f'{name}, .lzma', lzma.compress(content, format=lzma.FORMAT_ALONE), content)
    produce('lz4', f'{name}, low byte first', lz4.block.compress(content), content)
    block = lz4.block.compress(content, mode='high_compression', store_size=False)
    produce('lz4', f'{name}, high byte first', len(content).to_bytes(4, 'big') + block, content)
    produce('lz4', f'{name}, without a size', block, content)

produce('xz', 'filter', lzma.compress(contents['short'], filters=[{'id': lzma.FILTER_DELTA, 'dist': 2}, {'id': lzma.FILTER_LZMA2}]), b'')
