import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { parseJson } from '../../../../src/core/base/exactJson';
import { decodeContent } from '../../../../src/core/codecs/decode';
import { draftOfFrame } from '../../../../src/core/compose/draft';
import { toPickle } from '../../../../src/core/compose/pickle';

const texts = [
  ...['null', 'true', 'false', '[]', '{}', '""', '0', '255', '256', '65535', '65536', '-1', '-128', '-2147483648', '2147483647'],
  ...['2147483648', '-2147483649', '9223372036854775808', '-9223372036854775809', '1180591620717411303424', '32768', '8388608'],
  ...['1.5', '-0.0', '1e300', '20.0', '"Grüße, 温度 \\u0000 \\ud83d\\ude00"', '[1, [2, [3, []]], "x"]'],
  ...['{"a": {"b": [null, true, {"c": 1.25}]}, "": 0}', `${2n ** 3000n}`, `-${2n ** 3001n}`, `[${'7,'.repeat(5000)}8]`],
];

test('what is pickled is what Python loads, in whatever size, and our own reader reads', () => {
  const pickles = texts.map((text) => toPickle(parseJson(text)));
  const program = `
import json, pickle, sys
for line in sys.stdin:
    text, digits = json.loads(line)
    loaded, meant = pickle.loads(bytes.fromhex(digits)), json.loads(text)
    assert loaded == meant and repr(loaded) == repr(meant), (text[:100], loaded)
print("same")`;
  const input = texts.map((text, i) => JSON.stringify([text, Buffer.from(pickles[i] ?? []).toString('hex')])).join('\n');
  assert.equal(execFileSync('/usr/bin/python3', ['-I', '-c', program], { encoding: 'utf8', input }).trim(), 'same');
  for (const pickle of pickles) {
    const decoded = decodeContent(pickle, pickle.length, 'pickle');
    assert.equal(decoded.problem, undefined);
  }
});

test('a pickle that was received is edited as the JSON it stands for, where that gives the same bytes', () => {
  const bytes = toPickle(parseJson('{"temp": 21.5, "list": [1, null]}'));
  const draft = draftOfFrame(bytes, decodeContent(bytes, bytes.length, 'pickle'));
  assert.equal(draft.format, 'pickle');
  assert.deepEqual(toPickle(parseJson(draft.text)), bytes);
});
