import assert from 'node:assert/strict';
import { decodeContent } from '../../src/core/codecs/decode';
import { compactText } from '../../src/core/codecs/values/compactText';
import { maxDepth, maxNodes, maxScalar } from '../../src/core/codecs/values/limits';
import { prettyText } from '../../src/core/codecs/values/prettyText';
import type { Decoded, DecoderName, ValueNode } from '../../src/protocol/decoding';

/** What every decoder promises, whatever the bytes: an answer in finite JSON within the caps, places within the bytes, texts of it. `isThorough`: also what costs far more than reading. */
export function checkDecoded(bytes: Uint8Array, decoder: DecoderName, isThorough = true): Decoded {
  const decoded = decodeContent(bytes, bytes.length, decoder);
  if (isThorough) assert.deepEqual(JSON.parse(JSON.stringify(decoded)), decoded);
  else JSON.stringify(decoded);
  assert.equal(decoded.decoder, decoder);
  assert.ok(decoded.problem?.at === undefined || (decoded.problem.at >= 0 && decoded.problem.at <= bytes.length));
  if (decoded.value) {
    let nodes = 0;
    const check = (node: ValueNode, depth: number): void => {
      assert.ok(depth <= maxDepth, 'depth');
      nodes++;
      assert.ok(
        node.range === undefined || (node.range[0] >= 0 && node.range[0] <= node.range[1] && node.range[1] <= bytes.length),
        'range',
      );
      if (node.kind === 'string') assert.ok((node.text ?? '').length <= maxScalar);
      if (node.kind === 'bytes') assert.ok((node.text ?? '').length <= 2 * maxScalar);
      if (node.kind === 'integer') assert.match(node.text ?? '', /^-?\d+$/);
      if (node.kind === 'float') assert.ok(!Number.isNaN(Number(node.text)) || node.text === 'NaN');
      for (const { key, value } of node.entries ?? []) {
        if (typeof key === 'object') check(key, depth + 1);
        check(value, depth + 1);
      }
    };
    check(decoded.value, 1);
    assert.ok(nodes <= maxNodes, `${nodes} values`);
  }
  assert.ok(compactText(decoded, 300).length <= 300);
  if (isThorough) assert.equal(typeof prettyText(decoded), 'string');
  return decoded;
}
