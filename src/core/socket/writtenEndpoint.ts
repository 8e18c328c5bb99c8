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

/**
 * The endpoints of a field, which are parted by commas, blanks, line ends, or semicolons before a transport; a `;` within one chooses the source of a
 * connection (zmq_tcp(7)). One where there is only one.
 */
export function splitEndpoints(text: string): string[] {
  const trimmed = text
    .trim()
    .replace(/^\[(?=\s*["'])([^]*)\]$/, '$1')
    .trim();
  const parts = trimmed.split(between).map((part) => part.trim());
  const filled = parts.filter((part) => part !== '');
  if (filled.length < 2) return [trimmed];
  // What only looks like a list is one endpoint, and refused as such: a line end within a path.
  return filled.every((part) => beginsEndpoint.test(part) || /^[^\s/]+:[\d*]+,?$/.test(part)) ? filled.map(bare) : [trimmed];
}

/** Without quotes, and without what parts it from others. */
function bare(text: string): string {
  const cut = text.replace(/[\s,;]+$/, '');
  return quotes.some(([open, close]) => cut.startsWith(open) && cut.endsWith(close) && cut.length > 1) ? cut.slice(1, -1).trim() : cut;
}

/** Schemes that stand for tcp, here or in other programs. */
const others: ReadonlySet<string> = new Set(['tcp', 'zmq+tcp', 'tcp+zmq', 'zmq', 'zeromq', 'tcp4', 'tcp6', 'http', 'https']);

/** What may be meant by a text that is no endpoint, the most likely first; whether it is one is not looked at. */
export function meantEndpoints(text: string, localHost: string): string[] {
  const plain = unwrapped(text.replace(invisible, '').replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)));
  const signless = plain.replace(/^[@>+]\s*(?=[a-z])/i, '');
  const [, scheme = '', mark = '', rest = ''] = /^([a-z][a-z0-9+]*?)\s*([:;]?\s*[/\\]{2,}|:\s*[/\\]?)\s*(.*)$/is.exec(signless) ?? [];
  const meant: string[] = [];
  const lower = scheme.toLowerCase();
  if (lower === 'ipc' || lower === 'unix') {
    const slashes = mark.replace(/[^/\\]/g, '').length;
    // One or three begin a path at the root, two an endpoint.
    meant.push(`ipc://${slashes === 1 || slashes > 2 ? '/' : ''}${rest}`);
  } else if (lower === 'inproc') meant.push(`inproc://${rest.replace(/^[/\\]+/, '')}`);
  else if (others.has(lower)) meant.push(...tcp(rest, defaultPort[lower], localHost));
  if (/^\/[^/]/.test(signless)) meant.push(`ipc://${signless}`);
  if (/^@[\w-]+$/.test(plain)) meant.push(`ipc://${plain}`);
  meant.push(...tcp(signless, undefined, localHost));
  return meant;
}

const defaultPort: Readonly<Record<string, string | undefined>> = { http: '80', https: '443' };

/** The address that is meant, as an endpoint: without what comes behind a port, without blanks, with brackets. */
function tcp(address: string, port: string | undefined, localHost: string): string[] {
  const parts = address.split(';');
  const [target = '', source] = [parts.at(-1), parts.length === 2 ? parts[0] : undefined];
  const place = target
    .replace(/^[^@/]*@(?=[^@]*$)/, '')
    .replace(/^\/+/, '')
    .replace(/[/?#\\].*$/s, '')
    .replace(/[\s,;.]+$/, '')
    .replace(/\s*:\s*/g, ':')
    .replace(/^(\S+)\s+(?=\d{1,5}$)/, '$1:');
  const hosted = /^:?\d{1,5}$/.test(place) ? `${localHost}:${place.replace(':', '')}` : place;
  const [, host = '', number = ''] = /^(.*):(\d{1,5}|\*)$/s.exec(hosted) ?? [];
  const isBareIPv6 = host.includes(':') && !host.startsWith('[');
  const address6 = isBareIPv6 ? [`[${host}]:${number}`] : [];
  const whole = port !== undefined && number === '' && hosted !== '' ? [`${hosted}:${port}`] : [hosted];
  const bound = source === undefined ? '' : `${source.trim()};`;
  return [...address6, ...whole].map((each) => `tcp://${bound}${each}`);
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
