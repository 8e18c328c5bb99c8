import { t } from '@vscode/l10n';
import { hostname } from 'node:os';
import type { NetConnectOpts } from 'node:net';
import { isIP } from 'node:net';
import { patience } from '../../core/base/patience';
import { previewFrame } from '../../core/base/preview';
import { ZmqError } from '../../core/base/errors';
import { fittingTypes } from '../../core/diagnosis/fittingTypes';
import { eventSentence } from '../../core/events/catalogue';
import { isLoopback, parseEndpoint, type Endpoint } from '../../core/socket/endpoint';
import { parsePortRange } from '../../core/socket/portRange';
import { socketTypes } from '../../core/socket/socketTypes';
import type { ProbedFacts } from '../../protocol/events';
import type { Found, PortsProbe, Probe } from '../../protocol/probe';
import type { SocketInfo } from '../../protocol/sockets';
import { codeOf } from '../process/errno';
import { ownAddresses, ownSocketAt } from '../process/ownAddresses';
import { localPath } from '../process/localPath';
import { resolved } from '../sockets/addresses';
import { isListed } from './abstractNames';
import { Asking } from './asking';
import { greet, type Greeted } from './greet';

/** What probes need of the engine. */
export interface Probing {
  /** Its own sockets, which are spared a connection. */
  sockets: readonly SocketInfo[];
  /** Takes what was found into the log. */
  note(facts: ProbedFacts): void;
}

/** How a probe ended, before it is put into words. */
type Finding = Omit<ProbedFacts, 'code' | 'endpoint' | 'identity'> & Pick<Probe, 'protocol' | 'identity'>;

/**
 * Finds out what is at an endpoint, in 3 s at most, and notes it. The one there sees a connection that ends in its handshake; the engine's own
 * sockets are spared that.
 * @param stop ends it at once
 * @throws ZmqError `invalidEndpoint`, or `unsupportedTransport` for what is neither tcp nor ipc.
 */
export async function probe(given: string, { sockets, note }: Probing, stop?: AbortSignal): Promise<Probe> {
  const [facts, answer] = await lookAt(given, sockets, stop);
  if (!stop?.aborted) note(facts);
  return answer;
}

async function lookAt(given: string, sockets: readonly SocketInfo[], stop?: AbortSignal): Promise<[ProbedFacts, Probe]> {
  const endpoint = parseEndpoint(given, 'connect');
  const { text, transport } = endpoint;
  if (transport === 'inproc')
    throw new ZmqError('unsupportedTransport', t('Only tcp and ipc endpoints can be probed.'), {
      endpoint: text,
      hint: t('inproc endpoints are inside one process.'),
    });
  const own = ownSocketAt(text, sockets);
  const { identity = new Uint8Array(0), detail, own: name, ...finding } = own ? findingOf(own) : await findOut(endpoint, stop);
  const { found, mechanism, socketType } = finding;
  const hasIdentity = identity.length > 0;
  const facts: ProbedFacts = {
    code: 'probed',
    endpoint: text,
    ...finding,
    ...(name === undefined ? {} : { own: name }),
    ...(detail === undefined ? {} : { detail }),
    ...(hasIdentity ? { identity: previewFrame(identity, 100) } : {}),
  };
  const speaks = found === 'zmtp' ? 'zmtp' : 'something else';
  const listens = found === 'zmtp' || found === 'other protocol' || found === 'silent';
  const answer: Probe = {
    endpoint: text,
    ...finding,
    ...(own ? { own: own.id } : {}),
    ...(hasIdentity ? { identity } : {}),
    fits: listens ? fittingTypes({ speaks, transport, mechanism, socketType }) : [],
    text: eventSentence(facts),
  };
  return [facts, answer];
}

function findingOf({ name, type, options: { routingId } }: SocketInfo): Finding {
  const finding = { found: 'zmtp', version: '3.1', mechanism: 'NULL', socketType: socketTypes[type].label, own: name } as const;
  return routingId === undefined ? finding : { ...finding, identity: routingId };
}

async function findOut({ transport, host = '', port = 0, path = '' }: Endpoint, stop?: AbortSignal): Promise<Finding> {
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, patience.probe);
  stop?.addEventListener('abort', end);
  try {
    if (transport === 'ipc') return await talkOverIpc(path, over.signal);
    const address = await addressOf(host, over.signal);
    if (address === undefined) return { found: 'not resolved' };
    return await talk({ host: address, port }, `${isIP(host) === 6 ? `[${host}]` : host}:${port}`, over.signal);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', end);
    end();
  }
}

async function talkOverIpc(path: string, over: AbortSignal): Promise<Finding> {
  const finding = await talk({ path: localPath(path) }, 'localhost', over);
  // Some versions of Node fill an abstract name up with zeros, and so mean another one.
  const isThere = path.startsWith('@') && finding.found === 'nobody' && (await isListed(path));
  return isThere ? { found: 'unreachable', detail: t('the Node of this VS Code does not connect to abstract names') } : finding;
}

/** As libzmq takes it: IPv6 where there is nothing else. */
async function addressOf(host: string, over: AbortSignal): Promise<string | undefined> {
  if (isIP(host.replace(/%.*$/, '')) !== 0) return host;
  const late = new Promise<undefined>((resolve) => over.addEventListener('abort', () => resolve(undefined)));
  return Promise.race([
    resolved(host, undefined).then(
      ({ address }) => address,
      () => undefined,
    ),
    late,
  ]);
}

/** @param host as HTTP names it */
async function talk(target: NetConnectOpts, host: string, over: AbortSignal): Promise<Finding> {
  const asking = new Asking(target, host, over);
  // Who is silent may still answer late, while it is asked otherwise.
  const greeted = greet(target, over, () => void asking.all());
  const named = asking.named.then((protocol): Greeted => ({ found: 'other protocol', protocol }));
  const first = await Promise.race([greeted, named]);
  switch (first.found) {
    case 'other protocol':
      if (first.protocol === 'HTTP' && first.said) {
        // Which of them it is depends on how it is asked.
        const closer = await asking.web();
        return { found: 'other protocol', protocol: closer ?? 'HTTP' };
      }
      return { found: 'other protocol', ...(first.protocol ? { protocol: first.protocol } : {}) };
    case 'silent':
    case 'hangs up': {
      const protocol = await asking.all();
      if (protocol !== undefined) return { found: 'other protocol', protocol };
      return { found: asking.wasAnswered ? 'other protocol' : first.found };
    }
    case 'failed': {
      const code = codeOf(first.error) ?? '';
      if (['ECONNREFUSED', 'ENOENT', 'ENOTDIR', 'ENOTSOCK'].includes(code)) return { found: 'nobody' };
      if (['EACCES', 'EPERM'].includes(code)) return { found: 'forbidden' };
      return { found: 'unreachable', detail: code || first.error.message };
    }
    case 'unanswered':
      return { found: 'unreachable', detail: t('no answer in time') };
    default:
      return first;
  }
}

/** What is told of a range. */
const listening: readonly Found[] = ['zmtp', 'other protocol', 'silent', 'hangs up'];
/** Ports that are probed at once, and how long others are begun in one stretch, ms. */
const atOnce = 16;
const stretch = 1000;

/**
 * Probes ports of this computer, as many as can be begun in a second. Of those where nothing listens nothing is told.
 * @param from the port to begin with; absent: the first
 * @throws ZmqError `invalidEndpoint`, also for a host elsewhere
 */
export async function probePortsOf(
  given: string,
  from: number | undefined,
  { sockets, note }: Probing,
  stop?: AbortSignal,
): Promise<PortsProbe> {
  const { host, first, last, endpointOf } = parsePortRange(given);
  if (!isHere(host))
    throw new ZmqError('invalidEndpoint', t('Only ports of this computer are probed by the range, and "{0}" is another one.', host), {
      endpoint: given.trim(),
      hint: t('Probe one endpoint of it at a time.'),
    });
  const begun = performance.now();
  const found: (Probe | undefined)[] = [];
  const start = Math.max(first, from ?? first);
  let next = start;
  const work = async () => {
    while (next <= last && !stop?.aborted && performance.now() - begun < stretch) {
      const port = next++;
      const [facts, answer] = await lookAt(endpointOf(port), sockets, stop);
      if (stop?.aborted || !listening.includes(answer.found)) continue;
      note(facts);
      found[port - start] = answer;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { found: found.filter((one) => one !== undefined), ...(next <= last ? { next } : {}) };
}

function isHere(host: string): boolean {
  const lower = host.toLowerCase();
  return isLoopback(lower) || lower === hostname().toLowerCase() || ownAddresses().some(({ address }) => address === lower);
}
