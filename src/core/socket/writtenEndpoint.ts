/** Endpoints as people write, paste and remember them, on the way to what ZeroMQ takes. */

/** Signs that come along when text is copied, and stand for nothing. */
const invisible = /[\u200b-\u200f\u2060\ufeff\u00ad]/g;
/** Full-width forms, as an input method leaves them. */
const fullWidth = /[\uff01-\uff5e]/g;
const quotes: readonly [string, string][] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['<', '>'],
  ['(', ')'],
];
/** A transport as it begins an endpoint, signs of CZMQ and quotes before it. */
const beginning = String.raw`["'\`“„‘«<(\[]?[@>+]?[a-z][a-z0-9+.-]*:\/\/`;
const between = new RegExp(String.raw`\s*\r?\n\s*|(?<=:(?:\d+|\*))(?=(?:tcp|ipc|inproc):\/\/)|(?:\s*[,;|]\s*|\s+)(?=${beginning})`, 'i');
const beginsEndpoint = new RegExp(`^${beginning}`, 'i');
/** Behind a port, what parts it from a next address without transport, or from the next port of the same host. */
const betweenAddresses = new RegExp(
  String.raw`${between.source}|(?<=(?:^|[:\s,|])(?:\d{1,5}|\*))(?:\s*[,|]\s*|\s+)(?=(?:(?:\[[^\]\s]+\]|[^\s,;|/:]+):)?(?:\d{1,5}|\*)(?:[\s,|]|$))`,
  'i',
);

/**
 * The endpoints of a field, which are parted by commas, blanks, line ends, or semicolons before a transport; a `;` within one chooses the source of a
 * connection (zmq_tcp(7)). A port alone has the host of the one before. One where there is only one.
 */
export function splitEndpoints(text: string): string[] {
  const trimmed = text
    .trim()
    .replace(/^\[(?=\s*["'])([^]*)\]$/, '$1')
    .trim();
  // A path may have any of these in it.
  const parts = trimmed.split(/^(?:ipc|inproc):/i.test(trimmed) ? between : betweenAddresses).map((part) => part.trim());
  const filled = parts.filter((part) => part !== '');
  if (filled.length < 2) return [trimmed];
  // What only looks like a list is one endpoint, and refused as such: a line end within a path.
  if (!filled.every((part) => beginsEndpoint.test(part) || /^(?:[^\s/]+:[\d*]+|\d{1,5}),?$/.test(part))) return [trimmed];
  const endpoints: string[] = [];
  for (const part of filled.map(bare)) {
    const host = /^\d{1,5}$/.test(part) ? /^(.*:)(?:\d{1,5}|\*)$/.exec(endpoints.at(-1) ?? '')?.[1] : undefined;
    endpoints.push(`${host ?? ''}${part}`);
  }
  return endpoints;
}

/** Without quotes, and without what parts it from others. */
function bare(text: string): string {
  const cut = text.replace(/[\s,;]+$/, '');
  return quotes.some(([open, close]) => cut.startsWith(open) && cut.endsWith(close) && cut.length > 1) ? cut.slice(1, -1).trim() : cut;
}

/** Schemes that stand for tcp, here or in other programs. */
const others: ReadonlySet<string> = new Set(['tcp', 'zmq+tcp', 'tcp+zmq', 'zmq', 'zeromq', 'tcp4', 'tcp6', 'http', 'https']);

/** A transport and what stands for `://` behind it, then the address. */
const written = /^([a-z][a-z0-9+]*?)\s*([:;](?:[:;](?=[/\\]))?\s*[/\\]*(?:[:;](?![:;])[/\\]*)?|[/\\]{2,}(?:[:;](?![:;])[/\\]*)?)\s*(.*)$/is;
/** An endpoint somewhere in a line of a program, its arguments or its settings. */
const quoted = /[\s"'`=(,:](?:["'`]\s*)?((?:tcp|ipc|inproc):\/\/[^\s"'`<>()]+)/i;

/** What may be meant by a text that is no endpoint, the most likely first; whether it is one is not looked at. */
export function meantEndpoints(text: string, localHost: string): string[] {
  const plain = unwrapped(text.replace(invisible, '').replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)));
  const signless = plain.replace(/^[@>+]\s*(?=[a-z])/i, '');
  const [, scheme = '', mark = '', rest = ''] = written.exec(signless) ?? [];
  const meant: string[] = [];
  const lower = scheme.toLowerCase();
  if (lower === 'ipc' || lower === 'unix') {
    const slashes = mark.replace(/[^/\\]/g, '').length;
    // One or three begin a path at the root, two an endpoint.
    meant.push(`ipc://${slashes === 1 || slashes > 2 ? '/' : ''}${rest}`);
  } else if (lower === 'inproc') meant.push(`inproc://${rest.replace(/^[/\\]+/, '')}`);
  else if (others.has(lower)) meant.push(...tcp(rest, defaultPort[lower], localHost));
  else if (/[/\\]/.test(mark)) {
    if (isNearly(lower, 'tcp') || /^(?:wss?|udp)$/.test(lower)) meant.push(...tcp(rest, undefined, localHost));
    if (isNearly(lower, 'ipc')) meant.push(`ipc://${rest === '' ? '' : '/'.repeat(Number(/[/\\]{3}/.test(mark)))}${rest}`);
    if (isNearly(lower, 'inproc')) meant.push(`inproc://${rest}`);
  }
  if (/^\/[^/]/.test(signless)) meant.push(`ipc://${signless}`);
  if (/^@[\w-]+$/.test(plain)) meant.push(`ipc://${plain}`);
  const [, within] = quoted.exec(` ${text}`) ?? [];
  if (within !== undefined && within !== text) meant.push(within.replace(/[,;]+$/, ''));
  // A host before a port reads like a transport.
  if (!others.has(lower) && !/[/\\]/.test(mark)) meant.push(...tcp(signless, undefined, localHost));
  return meant;
}

/** All letters but one at most are the same, in any order. */
function isNearly(text: string, name: string): boolean {
  const lacks = (one: string, other: string) => [...one].reduce((left, letter) => left.replace(letter, ''), other).length;
  return text.length > 1 && lacks(text, name) <= 1 && lacks(name, text) <= 1;
}

const defaultPort: Readonly<Record<string, string | undefined>> = { http: '80', https: '443' };

/** The address that is meant, as an endpoint: without what comes behind a port, without blanks, with brackets. */
function tcp(address: string, port: string | undefined, localHost: string): string[] {
  const parts = address.split(';').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  const [target = '', source] = [parts.at(-1), parts.length === 2 && parts[0] !== '' ? parts[0] : undefined];
  const place = target
    .replace(/^[^@/]*@(?=[^@]*$)/, '')
    .replace(/^\/+/, '')
    .replace(/^(\d+(?:\.\d+){3})\.(?=\d{2,5}$)/, '$1:')
    .replace(/^([^\s:,/]+)\s*[\s,/]\s*(?=\d{1,5}$)/, '$1:')
    .replace(/[/?#\\].*$/s, '')
    .replace(/(:\d{1,5})\s.*$/s, '$1')
    .replace(/[\s,;.]+$/, '')
    .replace(/\s*:\s*/g, ':');
  const hosted = /^:?\d{1,5}$/.test(place) ? `${localHost}:${place.replace(':', '')}` : place;
  const [, host = '', number = ''] = /^(.*):(\d{1,5}|\*)$/s.exec(hosted) ?? [];
  const bare = host.replace(/^\[|\]$/g, '');
  const candidates = [
    ...(bare.includes(':') ? [`[${bare}]:${number}`] : []),
    ...(bare === host ? [] : [`${bare}:${number}`]),
    ...(host.endsWith(':') ? [`${host.replace(/:+$/, '')}:${number}`] : []),
    port !== undefined && number === '' && hosted !== '' ? `${hosted}:${port}` : hosted,
  ];
  return candidates.map((each) => `tcp://${source === undefined ? '' : `${source};`}${each}`);
}

function unwrapped(text: string): string {
  let inner = text.trim().replace(/[\s,;]+$/, '');
  for (let round = 0; round < 3; round++) {
    const pair = quotes.find(([open, close]) => inner.length > 1 && inner.startsWith(open) && inner.endsWith(close));
    if (pair) inner = inner.slice(1, -1).trim();
    else if (quotes.some(([open]) => inner.startsWith(open)) && !/^[<(]\d/.test(inner)) inner = inner.slice(1).trim();
    else if (quotes.some(([, close]) => inner.endsWith(close)) && inner.length > 1) inner = inner.slice(0, -1).trim();
    else break;
    inner = inner.replace(/[\s,;]+$/, '');
  }
  return inner;
}
