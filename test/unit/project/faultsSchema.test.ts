import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as v from 'valibot';
import { fault, maxFaults } from '../../../src/protocol/faults';
import { maxQueryLength } from '../../../src/protocol/log';

interface Field {
  type?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  const?: string;
}
interface KindSchema {
  properties: Record<string, Field>;
  required: string[];
  additionalProperties: boolean;
}

const document = JSON.parse(readFileSync('docs/faults.schema.json', 'utf8')) as { maxItems: number; items: { oneOf: KindSchema[] } };

test('the JSON schema of faults names the kinds, fields and bounds that the engine checks', () => {
  assert.equal(document.maxItems, maxFaults);
  const described = new Map(document.items.oneOf.map((kind) => [kind.properties.kind?.const, kind]));
  assert.deepEqual(
    [...described.keys()],
    fault.options.map(({ entries }) => entries.kind.literal),
  );
  for (const { entries } of fault.options) {
    const schema = described.get(entries.kind.literal);
    assert.ok(schema);
    assert.equal(schema.additionalProperties, false);
    assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(entries).sort());
    const needed = Object.entries(entries).flatMap(([name, entry]) => (entry.type === 'optional' ? [] : [name]));
    assert.deepEqual([...schema.required].sort(), needed.sort());
    assert.equal(schema.properties.filter?.maxLength ?? maxQueryLength, maxQueryLength);
    const least = Object.fromEntries(
      schema.required.map((name) => [name, schema.properties[name]?.const ?? schema.properties[name]?.minimum]),
    );
    for (const [name, { type, minimum = 0, maximum = Infinity }] of Object.entries(schema.properties)) {
      if (type !== 'number' && type !== 'integer') continue;
      const fits = (value: number) => v.safeParse(fault, { ...least, [name]: value }).success;
      assert.deepEqual([fits(minimum), fits(minimum - 0.001)], [true, false], `${name} from ${minimum}`);
      if (maximum < Infinity) assert.deepEqual([fits(maximum), fits(maximum + 1)], [true, false], `${name} to ${maximum}`);
      assert.equal(fits(minimum + 0.5), type === 'number', `${name} is ${type}`);
    }
  }
});
