"""The same contents as gzip, zlib, zstandard and lz4 compress them for Python, one JSON line each."""
import base64
import gzip
import io
import json
import random
import zlib

import lz4.frame
import zstandard

random.seed(1)
words = [bytes(random.choice(b'abcdefgh') for _ in range(random.randint(2, 9))) for _ in range(200)]
contents = {
    'empty': b'',
    'one byte': b'x',
    'short': b'{"temp": 21.5}',
    'text': b' '.join(random.choice(words) for _ in range(40_000)),
    'random': random.randbytes(200_000),
}
# 1,024 of these are 1 GiB.
mebibyte = bytes(1 << 20)


def produce(format, name, data, content=None):
    print(json.dumps({'name': f'{format} {name}', 'frames': [base64.b64encode(data).decode()] + ([] if content is None else [base64.b64encode(content).decode()])}))


for name, content in contents.items():
    produce('gzip', name, gzip.compress(content), content)
    produce('gzip', f'{name}, two members', gzip.compress(content) + gzip.compress(content, 1), content + content)
    for level in (1, 6, 9):
        produce('zlib', f'{name}, level {level}', zlib.compress(content, level), content)
    produce('zstd', f'{name}, level 1', zstandard.ZstdCompressor(level=1).compress(content), content)
    produce('zstd', f'{name}, level 19 with checksum', zstandard.ZstdCompressor(level=19, write_checksum=True).compress(content), content)
    produce('zstd', f'{name}, no size', zstandard.ZstdCompressor(write_content_size=False).compress(content), content)
    produce('zstd', f'{name}, two frames', zstandard.compress(content) + zstandard.compress(content), content + content)
    produce('lz4', name, lz4.frame.compress(content), content)
    independent = lz4.frame.compress(content, block_linked=False, block_checksum=True, content_checksum=True, block_size=lz4.frame.BLOCKSIZE_MAX64KB, store_size=False)
    produce('lz4', f'{name}, independent blocks', independent, content)

named = io.BytesIO()
with gzip.GzipFile('a name.txt', 'wb', fileobj=named) as file:
    file.write(contents['short'])
produce('gzip', 'with a name', named.getvalue(), contents['short'])

# After a full flush deflate begins anew, so that the same piece can be said again and again.
for format, bits in (('gzip', 31), ('zlib', 15)):
    stream = zlib.compressobj(9, zlib.DEFLATED, bits)
    first = stream.compress(mebibyte) + stream.flush(zlib.Z_FULL_FLUSH)
    again = stream.compress(mebibyte) + stream.flush(zlib.Z_FULL_FLUSH)
    produce(format, 'bomb', first + again * 1023 + stream.flush())
stream = zstandard.ZstdCompressor().compressobj(size=1 << 30)
produce('zstd', 'bomb', b''.join([*(stream.compress(mebibyte) for _ in range(1024)), stream.flush()]))
wide = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=31, enable_ldm=True)).compressobj()
produce('zstd', 'window of 2 GiB', b''.join([wide.compress(contents['short']), wide.flush()]), contents['short'])
context = lz4.frame.LZ4FrameCompressor(block_size=lz4.frame.BLOCKSIZE_MAX4MB)
produce('lz4', 'bomb', b''.join([context.begin(1 << 30), *(context.compress(mebibyte) for _ in range(1024)), context.flush()]))
