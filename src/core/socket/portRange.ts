import { t } from '@vscode/l10n';
import { maxPorts } from '../../protocol/probe';
import { ZmqError } from '../base/errors';
import { parseEndpoint } from './endpoint';

/** Ports of one host, both ends included. */
export interface PortRange {
  /** As `parseEndpoint` has it. */
  host: string;
  first: number;
  last: number;
  endpointOf(port: number): string;
}

const range = /^(tcp:\/\/.+:)(\d+)\s*-\s*(\d+)$/;

export function isPortRange(given: string): boolean {
  return range.test(given.trim());
}

/**
 * Reads `tcp://localhost:5000-6000`.
 * @throws ZmqError `invalidEndpoint`
 */
export function parsePortRange(given: string): PortRange {
  const endpoint = given.trim();
  const [, before, one, other] = range.exec(endpoint) ?? [];
  if (before === undefined || one === undefined || other === undefined)
    throw new ZmqError('invalidEndpoint', t('"{0}" is no range of ports.', endpoint), {
      endpoint,
      hint: t('A right one looks like {0}.', 'tcp://localhost:5000-6000'),
    });
  const endpointOf = (port: number | string) => `${before}${port}`;
  const [a, b] = [one, other].map((port) => parseEndpoint(endpointOf(port), 'connect'));
  const { host = '', port: from = 0 } = a ?? {};
  const { port: to = 0 } = b ?? {};
  const [first, last] = from <= to ? [from, to] : [to, from];
  if (last - first >= maxPorts)
    throw new ZmqError('invalidEndpoint', t('These are {0} ports; at most {1} are probed at a time.', last - first + 1, maxPorts), {
      endpoint,
      suggestion: `${endpointOf(first)}-${first + maxPorts - 1}`,
    });
  return { host, first, last, endpointOf };
}
