import { t } from '@vscode/l10n';
import { keyNames } from './ast';
import type { UnknownToken } from './lexer';

/** Names that other tools and people have for what stands here under another one, small and without signs, and what is written for it. */
const otherNames: readonly [names: string, write: (operator: string, value: string) => string][] = [
  ['len length bytes bytecount payloadsize msgsize sizeof', (operator, value) => `size${operator === ':' ? '>' : operator}${value}`],
  ['parts part framecount nframes numframes', (operator, value) => `frames${operator === ':' ? '=' : operator}${value}`],
  ['payload body msg message data content raw contains grep search', (_, value) => value],
  ['channel subject routingkey', (_, value) => `topic:${value}`],
  ['id identity routingid client sender worker from to', (_, value) => `peer:${value}`],
  ['ip ipaddr ipsrc ipdst host addr address endpoint tcp tcpport tcpsrcport tcpdstport port src dst source', (_, value) => `peer:${value}`],
  ['name sock socketname', (_, value) => `socket:${value}`],
  ['direction way', (_, value) => `dir:${value}`],
  ['kind pattern sockettype', (_, value) => `type:${value}`],
  ['ts timestamp date datetime after before since until', (operator, value) => `time${/^[<>]/.test(operator) ? operator : '>'}${value}`],
  ['has exists field', (_, value) => `json:.${value}`],
  ['is state status reply request', (_, value) => `pair:${value}`],
  ['regex regexp re match matches', (_, value) => `/${value}/`],
  ['format codec encoding decode', (_, value) => `decoder:${value}`],
];

/** What to write in place of a condition whose name is no key. */
export function otherName({ name, operator, value }: UnknownToken): string {
  const written = `${name}${operator.text}${value.text}`;
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  const other = otherNames.find(([names]) => names.split(' ').includes(plain));
  if (/^contains$|^matches$/i.test(operator.text))
    return t(
      'Write {0} to search in messages; to find the words themselves, put them in quotes.',
      /^m/i.test(operator.text) ? `/${value.text.replace(/^"|"$/g, '')}/` : value.text,
    );
  if (plain === 'frame')
    return t(
      'There is no key "{0}": write frames{1}{2} for how many there are, or frame{2}:word for a word in that frame; to find the text itself, put it in quotes.',
      name,
      operator.text === ':' ? '=' : operator.text,
      value.text,
    );
  const path = name.replace(/^(?:json|data|payload|body|message|msg)\./i, '');
  const asValue = `json:.${path}${operator.text === ':' ? '=' : operator.text}${value.text}`;
  if (other)
    return t(
      'There is no key "{0}": write {1}, or {2} for a value in the messages; to find the text itself, write "{3}" in quotes.',
      name,
      other[1](operator.text, value.text),
      asValue,
      written,
    );
  return t(
    'There is no key "{0}"; there are {1}. A value in the messages is found by {2}. To find the text itself, put it in quotes.',
    name,
    keyNames.join(', '),
    asValue,
  );
}
