import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { QueryNode } from '../../../../src/core/query/ast';
import { keyNames } from '../../../../src/core/query/ast';
import { parseQuery } from '../../../../src/core/query/parse';

function parsed(text: string): QueryNode {
  const { query, problems } = parseQuery(text);
  assert.deepEqual(problems, [], text);
  return query ?? assert.fail(`${text} has no query`);
}

describe('conditions as other tools write them', () => {
  const understood: Record<string, string> = {
    'topic eq weather': 'topic=weather',
    "topic eq 'old town'": 'topic="old town"',
    'topic ne weather': 'topic!=weather',
    'topic NEQ weather': 'topic!=weather',
    'topic contains weather': 'topic~weather',
    'topic not contains weather': 'not topic~weather',
    'topic !contains weather': 'not topic~weather',
    'topic startswith weather': 'topic:weather',
    'topic endswith oslo': 'topic:/oslo$/',
    'topic endswith a.b': 'topic:/a\\.b$/',
    'topic matches /^a/i': 'topic:/^a/i',
    "topic like 'weather%'": 'topic:weather',
    "topic like '%oslo'": 'topic:/oslo$/',
    "topic not like '%os%'": 'not topic~os',
    "topic like 'a%b%c'": 'topic:/^a.*b.*c$/',
    'topic =~ /^a/': 'topic:/^a/',
    'topic=~^a': 'topic:/^a/',
    'topic !~ /^a/': 'topic!~/^a/',
    'topic ^= a': 'topic:a',
    'topic $= a': 'topic:/a$/',
    'topic *= a': 'topic~a',
    'topic <> a': 'topic!=a',
    'topic : a': 'topic:a',
    'topic in ["a","b"]': 'topic in (a, b)',
    "topic in ['a b', c]": 'topic in ("a b", c)',
    'topic in {"a" "b"}': 'topic in (a, b)',
    'topic not in [a, b]': 'topic not in (a, b)',
    'socket startswith wea': 'socket:wea*',
    'socket eq weather': 'socket=weather',
    'peer contains worker': 'peer:worker',
    'type eq sub': 'type:sub',
    'dir ne in': 'not dir:in',
    'dir : in': 'dir:in',
    'event startswith hand': 'event:hand',
    'topic.startsWith("a b")': 'topic:"a b"',
    "topic.contains('x')": 'topic~x',
    'frame2.startsWith(x)': 'frame2:/^x/',
    'json:.a.endsWith(x)': 'json:.a~/x$/',
    'frame 2 contains x': 'frame2:x',
    'frame#2:x': 'frame2:x',
    'frame_2=x': 'frame2=x',
    '$.temp>1': 'json:$.temp>1',
    '[0].id==1': 'json:[0].id=1',
    '5 == json:.a': 'json:.a=5',
    '5 != .a': 'json:.a!=5',
    'json:.a !in (1, 2)': 'json:.a not in (1, 2)',
    '“a b”': '"a b"',
    '„a b“ c': '"a b" c',
    'size eq 5': 'size=5',
    'size gte 1k': 'size>=1k',
    'size ne 5': 'size!=5',
    'size between 1 and 5': '(size>=1 size<=5)',
    'size BETWEEN 1 AND 5': '(size>=1 size<=5)',
    '(size between 1 and 5)': '(size>=1 size<=5)',
    'size not between 1 and 5': 'not (size>=1 size<=5)',
    'size in [1, 2]': 'size in (1, 2)',
    'size:1..5': '(size>=1 size<=5)',
    'size:[1 TO 5]': '(size>=1 size<=5)',
    'size:[* TO 5]': 'size<=5',
    'frames gt 3': 'frames>3',
    '3 < frames': 'frames>3',
    '1<=size<4': '(size>=1 size<4)',
    'time after 10:32': 'time>10:32',
    'time between 10:00 and 11:00': '(time>=10:00 time<=11:00)',
    'text contains storm': 'text:storm',
    'text~storm': 'text:storm',
    'text matches ^a': 'text:/^a/',
    'text startswith "a b"': 'text:/^a\\sb/',
    'frame2 contains x': 'frame2:x',
    'frame2 eq x': 'frame2=x',
    'frame2 = x': 'frame2=x',
    'frame2 != x': 'frame2!=x',
    'frame2 matches x': 'frame2:/x/',
    'frame2 =~ /x/i': 'frame2:/x/i',
    'frame2 in (a, b)': '(frame2=a or frame2=b)',
    'frame2 not in (a)': 'not frame2=a',
    'json:.a eq 1': 'json:.a=1',
    'json:.a is null': 'json:.a=null',
    'json:.a is not null': 'json:.a!=null',
    'json:.a gt 1': 'json:.a>1',
    'json:.a between 1 and 5': '(json:.a>=1 json:.a<=5)',
    'json:.a=1..5': '(json:.a>=1 json:.a<=5)',
    'json:.a in [1,3]': 'json:.a in (1, 3)',
    'json:.a like And%': 'json:.a~/^And/',
    'json:.a startswith And': 'json:.a~/^And/',
    'json:.a matches ^And': 'json:.a~/^And/',
    'json:.a =~ /^And/': 'json:.a~/^And/',
    'json:.a !~ /^And/': 'not json:.a~/^And/',
    'json:.a not contains b': 'not json:.a~b',
    'json:.a exists': 'json:.a',
    'json:.a not exists': 'not json:.a',
    'json:.a:>1': 'json:.a>1',
    'json:.ok=True': 'json:.ok=true',
    'json:.ok!=FALSE': 'json:.ok!=false',
    'json:.ok=None': 'json:.ok=null',
    '.temp>1': 'json:.temp>1',
    '.list[].id == 3': 'json:.list[].id=3',
    '.a.b in (1, 2)': 'json:.a.b in (1, 2)',
    '.a startswith x': 'json:.a~/^x/',
    '1 < json:.temp < 4': '(json:.temp>1 json:.temp<4)',
    '1 < .temp': 'json:.temp>1',
    '#1>1': 'json:#1>1',
    '#2 == 5': 'json:#2=5',
    '! HAI': 'not HAI',
    'a & b': 'a b',
    'a | b': 'a or b',
    'not topic eq x': 'not topic=x',
    '(topic eq x or size gt 5)': '(topic=x or size>5)',
  };
  for (const [written, native] of Object.entries(understood))
    test(`${written} is ${native}`, () => assert.deepEqual(parsed(written), parsed(native)));

  /** What is underlined, and what is advised, as it stands in the sentence. */
  const refused: [text: string, place: string, ...advices: string[]][] = [
    ['topic is x', 'topic is x', 'topic=x'],
    ['topic like x', 'topic like x', 'topic=x'],
    ["topic isn't x", "topic isn't x", 'topic!=x'],
    ['topic exists', 'topic exists', 'topic:*'],
    ['topic:sensor.+', 'sensor.+', 'topic:/^sensor.+/'],
    ['topic:.*temp', '.*temp', 'topic:/^.*temp/'],
    ['topic:a/.*/b', 'a/.*/b', 'topic:/^a\\/.*\\/b/'],
    ['+topic:x', '+topic:x', 'topic:x'],
    ["'a b'", "'a b'", '"a b"'],
    ['peer:a,b', 'a,b', '(peer:a or peer:b)'],
    ['size>=1 and <=5', '<=5', 'size<=5'],
    ['json:.a>1 <5', '<5', 'json:.a<5'],
    ['json:.a=1,2', '1,2', 'json:.a in (1, 2)'],
    ['json:.a!=(1,2)', '(1,2)', 'json:.a not in (1, 2)'],
    ['json:.a=x|y', 'x|y', 'json:.a in (x, y)'],
    ['topic > x', 'topic > x', 'topic:x'],
    ['topic>x', 'topic>x', 'topic:x'],
    ['topic in (a b)', 'topic in (a b)', 'topic in (a, b)'],
    ['topic in a, b', 'topic in a, b', 'topic in (a, b)'],
    ['topic:!x', '!x', 'not topic:x'],
    ['topic:-x', '-x', 'not topic:x'],
    ['topic:^x', '^x', 'topic:x'],
    ['topic:x$', 'x$', 'topic:/x$/'],
    ['topic:^x$', '^x$', 'topic=x'],
    ['topic:^x.*y', '^x.*y', 'topic:/^x.*y/'],
    ['topic:a{1,2}', 'a{1,2}', '(topic:a1 or topic:a2)'],
    ['topic:a[12]', 'a[12]', 'topic:/^a[12]/'],
    ['topic:a\\d', 'a\\d', 'topic:/^a\\d/'],
    ['topic:a/#/b', 'a/#/b', 'topic:a/*/b'],
    ['topic:a,b', 'a,b', '(topic:a or topic:b)'],
    ['topic:(a|b)', '(a|b)', '(topic:a or topic:b)'],
    ['topic:!a,b', '!a,b', 'not (topic:a or topic:b)'],
    ['topic!:a|b', 'a|b', 'not (topic:a or topic:b)'],
    ['topic:a, topic:b', 'a,', 'topic:a'],
    ['topic:/a/g', '/a/g', 'topic:/a/'],
    ['topic~^x', '^x', 'topic:x'],
    ['socket:!x', '!x', 'not socket:x'],
    ['socket:.*eld', '.*eld', 'socket:*eld'],
    ['socket:field.+', 'field.+', 'socket:field*'],
    ['socket:a,b', 'a,b', '(socket:a or socket:b)'],
    ['socket:^a', '^a', 'socket:a*'],
    ['socket:a$', 'a$', 'socket:*a'],
    ['peer:wor*', 'wor*', 'peer:wor'],
    ['peer:/wor/', '/wor/', 'peer:wor'],
    ['peer:!wor', '!wor', 'not peer:wor'],
    ['text:sto*', 'sto*', 'text:sto'],
    ['frame2:sto*', 'sto*', 'frame2:sto'],
    ['storm*', 'storm*', 'storm'],
    ['size is 5', 'size is 5', 'size=5'],
    ['json:.a=/^And/', '/^And/', 'json:.a~/^And/'],
    ['json:.a!=/^And/', '/^And/', 'not json:.a~/^And/'],
    ['json:.a=And*', 'And*', 'json:.a~/^And/'],
    ['json:.a=*And*', '*And*', 'json:.a~And'],
    ['json:.a>=1..3', 'json:.a>=1..3', '(json:.a>=1 json:.a<=3)'],
    ['json:.temp:1', 'json:.temp:1', 'json:.temp=1', 'json:."temp:1"'],
    ['json:.a:/x y/', 'json:.a:/x y/', 'json:.a~/x\\sy/'],
    ['json:.soap:Body.x', 'json:.soap:Body.x', 'json:.soap=Body.x', 'json:."soap:Body".x'],
    ['_exists_:temp', '_exists_:temp', 'json:.temp'],
    ['@timestamp>now-5m', '@timestamp>now-5m', 'time>now-5m'],
    ['source eq x', 'source eq x', 'peer:x', 'json:.source=x'],
    ['subject!=x', 'subject!=x', 'topic!=x', 'json:.subject!=x'],
    ['temp gt 20', 'temp gt 20', 'json:.temp>20'],
    ['payload startswith a', 'payload startswith a', '/^a/'],
    ['status:ok', 'status:ok', 'json:.status=ok'],
    ['parts:many', 'parts:many', 'json:.parts=many'],
    ['frame:third', 'frame:third', 'third', 'frame2:third'],
    ['frame~third', 'frame~third', 'third', 'frame2:third'],
    ['frame[1]:x', 'frame[1]:x', 'frame1:x', 'frame2:x'],
    ['frame[2]~second', 'frame[2]~second', 'frame2:second', 'frame3:second'],
    ['frame[0]=x', 'frame[0]=x', 'frame1=x', 'frame2=x'],
    ['frame:2', 'frame:2', 'frames=2', 'frame2:word'],
    ['a, b', 'a, b', 'a b', 'a or b', '"a, b"'],
    ['a ,b , c', 'a ,b , c', 'a b c', 'a or b or c', '"a ,b , c"'],
  ];
  for (const [written, place, ...advices] of refused)
    test(`${written} is refused and gets ${advices.join(', ')}`, () => {
      const [problem] = parseQuery(written).problems;
      assert.equal(written.slice(problem?.from, problem?.to), place);
      for (const advice of advices) {
        assert.ok(` ${problem?.message}`.includes(` ${advice}`), problem?.message);
        parsed(advice);
      }
    });

  test('words, code and what programs print stay texts', () => {
    for (const text of ['time is money', 'status is ok', 'rain is wet', 'le ne lt', 'size', 'topic', 'topic eq', 'R&D', 'a,b'])
      assert.deepEqual(parsed(text), parsed(text.replace(/\S+/g, '"$&"')), text);
    for (const text of [
      '.png',
      '.5',
      '...',
      '#1',
      '#define',
      '_x:1',
      '@user',
      '*:5555',
      '**',
      '*',
      '!',
      '$SYS/x',
      '1<2',
      'a|b',
      'x->y',
      '.a=b&c=d',
      'a,',
    ])
      assert.deepEqual(parsed(text), { kind: 'text', text });
    for (const topic of ['$SYS/broker', 'a-b', 'c++', 'a+', 'a#', 'cpu%', 'a{b}', '/home/x', 'a!b', 'price$usd'])
      assert.deepEqual(parsed(`topic:${topic}`), { kind: 'topic', topic: new TextEncoder().encode(topic), exact: false });
    assert.equal(parsed('json:.soap:Body=1').kind, 'value');
    assert.deepEqual(parsed('json:.name="None"'), {
      kind: 'value',
      path: '.name',
      operator: '=',
      operand: { kind: 'string', text: 'None' },
    });
  });

  test('whatever is advised is accepted itself', () => {
    const some = <T>(...values: T[]) => fc.constantFrom(...values);
    const field = some(
      ...keyNames.filter((key) => key !== 'json'),
      'json:.a',
      'json:.a[0]."b c"',
      '.a',
      '#1',
      'frame2',
      'frame[1]',
      'frame',
      'frame0x',
      'len',
      'parts',
      'payload',
      'subject',
      'sender',
      'ip.src',
      'sock',
      'direction',
      'pattern',
      'timestamp',
      '@timestamp',
      '_exists_',
      'status',
      'regex',
      'codec',
      'before',
      'level',
      'data.temp',
      'x[1].y',
      '',
    );
    const operator = some(
      ...[':', '=', '==', '!=', '<>', '>', '>=', '<', '<=', '~', '!~', '=~', '!=~', '~=', '^=', '$=', '*=', '!:', ':=', ':~', ':>'],
      ...[' : ', ' = ', ' == ', ' != ', ' > ', ' ~ ', ' =~ ', ' !~ ', ' <> '],
      ...' eq , ne , gt , lte , contains , not contains , startswith , ends with , matches , like , not like , is , is not , has , in , not in '.split(
        ',',
      ),
      ...[' between ', ' exists '],
    );
    const value = fc.oneof(
      some(
        '1',
        '-5',
        '2k',
        '10:32',
        'now-5m',
        'sub',
        'in',
        'x',
        'a.b',
        '00ff',
        '0x00ff',
        '0x1',
        'null',
        'True',
        '1..5',
        '[1 TO 5]',
        '1 and 5',
      ),
      some(
        '/a/',
        '/a b/i',
        '/a/g',
        '/a(/',
        '/a\\/b/',
        "'a b'",
        '"a b"',
        '"a',
        "'a",
        '""',
        '(a b)',
        '[a, b]',
        '{"a" "b"}',
        '(a, b)',
        'a, b',
        '()',
      ),
      some(
        'a*',
        '*a',
        '*a*',
        'a%',
        '%',
        '%a%b',
        '!x',
        '-x',
        '^x',
        'x$',
        '^x$',
        'a{1,2}',
        '[12]',
        '(a|b)',
        'a|b',
        'a,b',
        'a/#/b',
        '\\d+',
        'a:b',
        '!!x',
      ),
      fc.string({
        unit: some('a', '1', '!', '-', '^', '$', '{', '}', '[', ']', '(', ')', '|', ',', '/', '#', '*', '%', '\\', "'", '"', ':', '.'),
        maxLength: 8,
      }),
    );
    let advised = 0;
    fc.assert(
      fc.property(field, operator, value, (name, sign, text) => {
        const written = `${name}${sign}${text}`;
        for (const { message } of parseQuery(written).problems)
          for (const advice of advicesIn(message)) {
            advised++;
            assert.deepEqual(parseQuery(advice).problems, [], `${written} → ${advice}: ${message}`);
          }
      }),
      { numRuns: 30_000, seed: 14 },
    );
    assert.ok(advised > 5000, String(advised));
  });

  /** What a sentence says one can write. */
  function advicesIn(message: string): string[] {
    const forms = [
      /^Write (.+), or (.+) for a key with a colon in it\.$/s,
      /^Write (.+) for any frame, or (.+) for the second one; to find/s,
      /^Write (.+) to search in messages; to find/s,
      /^Write (.+); to find the text itself, put it in quotes\.$/s,
      /^Frames are counted from 1: write (.+) for frame \d+, or (.+) for frame \d+; to find/s,
      /: write (.+) for how many there are, or (.+) for a word in that frame; to find/s,
      /^There is no key ".+?": write (.+), or (.+) for a value in the messages; to find/s,
      /^There is no key ".+?": write (.+); to find/s,
      /A value in the messages is found by (.+)\. To find/s,
    ];
    return forms.map((form) => form.exec(message)?.slice(1)).find((found) => found !== undefined) ?? [];
  }
});
