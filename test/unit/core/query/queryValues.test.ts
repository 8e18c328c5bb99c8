import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encode as encodeMsgpack } from '@msgpack/msgpack';
import type { DecodingEnvironment } from '../../../../src/core/codecs/decide';
import { checkRules, topicEnds } from '../../../../src/core/codecs/rules';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { frameTest } from '../../../../src/core/query/frameTest';
import { YES } from '../../../../src/core/query/verdict';
import { parseQuery } from '../../../../src/core/query/parse';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';

const environment: DecodingEnvironment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };
const text = (value: string) => Uint8Array.from(Buffer.from(value));

function context(frames: Uint8Array[], more: Partial<MessageContext> = {}): MessageContext {
  return { socketName: 'a', socketType: 'pull', direction: 'in', frames: frames.map((bytes) => ({ size: bytes.length, bytes })), ...more };
}
/** Whether a record meets the one condition of a filter. */
function meets(filter: string, record: MessageContext, rules: unknown[] = []): boolean {
  const { query, problems } = parseQuery(filter);
  assert.ok(query?.kind === 'regex' || query?.kind === 'value', `${filter}: ${JSON.stringify(problems)}`);
  return frameTest(query, { ...environment, rules: checkRules(rules).rules })(record) === YES;
}
function check(record: MessageContext, yes: string[], no: string[]): void {
  for (const filter of yes) assert.equal(meets(filter, record), true, filter);
  for (const filter of no) assert.equal(meets(filter, record), false, filter);
}

describe('values in a filter', () => {
  test('are compared as what they are', () => {
    const json = context([text('{"temp":21.5,"n":-3,"name":"Old Town","ok":true,"none":null,"list":[1,{"x":2}],"a b":7,"e":1e3}')]);
    check(
      json,
      [
        'json:.temp',
        'json:.',
        'json:.temp>20',
        'json:.temp=21.50',
        'json:.n<=-3',
        'json:.e=1000',
        'json:.name="Old Town"',
        'json:.name~old',
        'json:.name>"Old T"',
        'json:.ok=true',
        'json:.ok!=false',
        'json:.none=null',
        'json:.list[1].x=2',
        'json:."a b"=7',
        'json:.temp~1.5',
        'json:.temp!="x"',
        'json:.name~/^old t/i',
        'json:.temp~/^21\\.5$/',
        'json:.list~/^1$/',
        'json:.list[-1].x=2',
        'json:.list[-2]=1',
        'json:.list.1.x=2',
        'json:.list[*].x=2',
        'json:.ok=True',
        'json:.none=None',
      ],
      [
        'json:.hum',
        'json:.temp>21.5',
        'json:.temp="21.5"',
        'json:.name=old',
        'json:.ok="true"',
        'json:.none=false',
        'json:.list>0',
        'json:.hum!=1',
        'json:.list[2]',
        'json:.name<"Old T"',
        'json:.name~/^old t/',
        'json:.list~/^$/',
        'json:.list[-3]',
        'json:.hum~/x*/',
      ],
    );
  });

  test('keep all their digits', () => {
    const big = context([text('{"id":9007199254740993,"deep":{"id":123456789012345678901234567890}}')]);
    check(
      big,
      ['json:.id=9007199254740993', 'json:.id>9007199254740992', 'json:.deep.id=123456789012345678901234567890', 'json:.deep.id~345678901'],
      ['json:.id=9007199254740992', 'json:.id=9007199254740994', 'json:.deep.id>123456789012345678901234567890'],
    );
  });

  test('may be NaN, infinite, or too large for a double', () => {
    const odd = context([text('{"nan":NaN,"inf":-Infinity,"large":1e400,"n":1}')]);
    check(
      odd,
      [
        'json:.nan=NaN',
        'json:.nan=nan',
        'json:.nan!=1',
        'json:.n!=NaN',
        'json:.nan~nan',
        'json:.inf=-Infinity',
        'json:.inf<-1e400',
        'json:.large=1e400',
        'json:.large>9.9e399',
        'json:.large<inf',
      ],
      [
        'json:.nan!=NaN',
        'json:.n=NaN',
        'json:.nan=1',
        'json:.nan>=1',
        'json:.inf=Infinity',
        'json:.large=1e401',
        'json:.large=inf',
        'json:.nan="NaN"',
      ],
    );
    check(context([text('{"temp":1e400}')]), ['json:.temp==1e400', 'json:.temp>1e300'], ['json:.temp=2e400']);
    check(context([encodeMsgpack({ a: NaN, b: Infinity, c: 'd' })]), ['json:.a=NaN', 'json:.b=Infinity'], ['json:.c=NaN', 'json:.b=NaN']);
  });

  test('are found in any format, and not in the envelope', () => {
    check(
      context([encodeMsgpack({ temp: 25, list: ['a'] })]),
      ['json:.temp>20', 'json:.list[0]=a', 'json:.list[-1]=a', 'json:.list.0=a'],
      ['json:.temp>25', 'json:.list[-2]'],
    );
    // An integer key of a map stays one.
    check(
      context([Uint8Array.of(0x82, 0xff, 0xa5, ...text('minus'), 0x01, 0xa5, ...text('other'))]),
      ['json:[-1]=minus', 'json:[1]=other'],
      ['json:[-2]'],
    );
    check(
      context([encodeMsgpack({ blob: Uint8Array.of(0, 0xff), n: 16, text: '0x00ff' })]),
      [
        'json:.blob=0x00FF',
        'json:.blob~0x00',
        'json:.blob~ff',
        'json:.blob<0x01',
        'json:.blob!=0xff',
        'json:.n=0x10',
        'json:.n<0x11',
        'json:.text="0x00ff"',
        'json:.text~0x00',
      ],
      ['json:.blob=0xff', 'json:.blob="0x00ff"', 'json:.n=0x11', 'json:.text=0x00ff'],
    );
    check(context([text('10001 42 60')]), ['json:#2=42', 'json:#3>50'], ['json:#4', 'json:#1=42']);
    check(context([text('weather'), text('{"temp":25}')], { socketType: 'sub' }), ['json:.temp=25'], ['json:.temp=26']);
    check(context([text('temp 25'), text('x')], { socketType: 'sub' }), [], ['json:#1=25']);
    // A header is no topic.
    check(context([text('{"temp":25}'), text('x')], { socketType: 'sub' }), ['json:.temp=25'], ['json:.temp=26']);
    check(context([text('{"temp":25}')], { direction: 'event' }), ['/temp/'], ['json:.temp']);
    check(context([text('{"temp":')]), [], ['json:.temp']);
  });

  test('are found in the first of several frames where a rule names it', () => {
    const record = context([text('weather|{"a":1}'), text('second')], { socketType: 'sub' });
    const named = [{ frame: 1, after: '|' }];
    for (const [filter, rules, isMet] of [
      ['json:.a=1', named, true],
      ['json:.a=2', named, false],
      ['json:.a=1', [{ frame: 1, skip: 8, decoder: 'json' }], true],
      ['json:.a=1', [{ frame: 2, after: '|' }], false],
      ['json:.a=1', [{ after: '|' }], false],
      ['json:.a=1', [], false],
    ] as const)
      assert.equal(meets(filter, record, [...rules]), isMet, `${filter} ${JSON.stringify(rules)}`);
    assert.ok(meets('json:.a=1', context([text('id|{"a":1}'), text(''), text('x')], { socketType: 'router' }), named));
  });

  test('have a topic before them that a rule ends, of up to 1,024 bytes', () => {
    const ends = topicEnds(checkRules([{ after: '|' }]).rules, 'a');
    for (const [length, isMet] of [
      [130, true],
      [1024, true],
      [1025, false],
    ] as const) {
      const record = context([text(`${'t'.repeat(length)}|{"a":1}`)], { socketType: 'sub', ...(ends ? { topicEnds: ends } : {}) });
      assert.equal(meets('topic~/^t+$/', record), isMet, String(length));
    }
  });
});

describe('values in a filter against a plain reference', () => {
  type Value = number | string | boolean | null | Value[] | { [key: string]: Value };
  type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~';

  const scalar = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(0.5, -2.25, 1e21, 'a', 'ab', 'B', '2', '', 'true', true, false, null),
  );
  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      { weight: 3, arbitrary: scalar },
      { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
      { weight: 3, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c d'), tie('value'), { maxKeys: 3 }) },
    ),
  })).value;
  const steps = fc.array(fc.constantFrom<string | number>('a', 'b', 'c d', 0, 1), { maxLength: 3 });
  const operators: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<=', '~'];

  function at(root: Value, path: readonly (string | number)[]): Value | undefined {
    let here: Value | undefined = root;
    for (const step of path) {
      const isStep: boolean =
        typeof here === 'object' && here !== null && Array.isArray(here) === (typeof step === 'number') && Object.hasOwn(here, step);
      here = isStep ? (here as Record<string, Value>)[step] : undefined;
    }
    return here;
  }
  function naive(found: Value | undefined, operator: Operator | undefined, operand: Value): boolean {
    if (found === undefined) return false;
    if (operator === undefined) return true;
    const written = typeof found === 'object' ? '' : String(found);
    const isSame = typeof found === typeof operand && (found === null) === (operand === null);
    switch (operator) {
      case '~':
        if (Array.isArray(found)) return operand === '' || found.some((each) => naive(Array.isArray(each) ? '' : each, '~', operand));
        return written.toLowerCase().includes(String(operand).toLowerCase());
      case '=':
        return found === operand;
      case '!=':
        return found !== operand;
      default:
        return (
          isSame &&
          { '>': () => found! > operand!, '>=': () => found! >= operand!, '<': () => found! < operand!, '<=': () => found! <= operand! }[
            operator
          ]()
        );
    }
  }

  test('JSON and MessagePack give what JavaScript gives', () => {
    const question = fc.record({
      path: steps,
      operator: fc.option(fc.constantFrom(...operators), { nil: undefined }),
      operand: scalar,
      blanks: fc.constantFrom('', ' '),
    });
    fc.assert(
      fc.property(value, question, fc.boolean(), (inner, { path, operator, operand, blanks }, asMsgpack) => {
        fc.pre(!/[<>]/.test(operator ?? '') || (typeof operand !== 'boolean' && operand !== null));
        const root = { some: 'text to be known by', x: inner };
        const record = context([asMsgpack ? encodeMsgpack(root) : text(JSON.stringify(root))]);
        const where = path
          .map((step) => (typeof step === 'number' ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : `."${step}"`))
          .join('');
        const filter =
          operator === undefined ? `json:.x${where}` : `json:.x${where}${blanks}${operator}${blanks}${JSON.stringify(operand)}`;
        assert.equal(meets(filter, record), naive(at(inner, path), operator, operand), `${filter} on ${JSON.stringify(inner)}`);
      }),
      { numRuns: 2000, seed: 21 },
    );
  });
});

describe('a regex in a filter', () => {
  test('is tried on each frame as UTF-8', () => {
    const record = context([text('grün'), Uint8Array.of(0xff, 0x61, 0x62), text('second\nline')]);
    check(
      record,
      ['/gr.n/', '/^GRÜN$/i', '/ab$/', '/^line/m', '/second.line/s', '/\\u{fc}/u'],
      ['/grün.*ab/s', '/^line/', '/second.line/', '/GR/'],
    );
    assert.equal(meets('/^$/', context([text('a'), text('')])), true);
    assert.equal(meets('/a/', context([])), false);
  });

  test('is tried on the first MiB', () => {
    const long = new Uint8Array(2 ** 20 + 1).fill(0x61);
    long[2 ** 20] = 0x62;
    assert.equal(meets('/b/', context([long.subarray(1)])), true);
    assert.equal(meets('/b/', context([long])), false);
  });
});
