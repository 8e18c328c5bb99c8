import { keyNames } from './ast';
import type { Field } from './rewrite';

/** Names that other tools and people have for what stands here under another one, small and without signs. */
const names: readonly [names: string, key: Field['key']][] = [
  [
    'len length bytes bytecount payloadsize msgsize sizeof framelen framelength framesize msglen msglength messagelen messagelength messagesize payloadlen payloadlength datalen datalength datasize bodylen bodylength bodysize tcplen udplength',
    'size',
  ],
  ['parts part framecount nframes numframes', 'frames'],
  ['payload body msg message data content raw contains grep search regex regexp re match matches', 'anywhere'],
  ['channel subject routingkey', 'topic'],
  ['id identity routingid client sender worker from to', 'peer'],
  ['ip ipaddr ipsrc ipdst host addr address endpoint tcp tcpport tcpsrcport tcpdstport port src dst source', 'peer'],
  ['connection stream tcpstream conversation', 'conn'],
  ['name sock socketname tap', 'socket'],
  ['direction way', 'dir'],
  ['kind pattern sockettype', 'type'],
  ['ts timestamp date datetime after before since until', 'time'],
  ['has exists field', 'json'],
  ['is state status reply request', 'pair'],
  ['gaps missing lost loss sequence seq duplicate duplicates dup', 'gap'],
  ['format codec encoding decode', 'decoder'],
  ['frame', 'frame'],
];
const keyOf = new Map(names.flatMap(([all, key]) => all.split(' ').map((name) => [name, key])));

export const plainName = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');

/** The key that has what this name stands for in other tools. */
export function otherKey(name: string): Field['key'] | undefined {
  const plain = name.toLowerCase().replace(/^zm(?:q|tp)\.|\.(?:keyword|raw)$/g, '');
  return keyNames.find((key) => key === plain && plain !== name.toLowerCase()) ?? keyOf.get(plainName(plain));
}
