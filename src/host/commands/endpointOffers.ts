import { t } from '@vscode/l10n';
import { reportProblem } from '../base/problems';
import { fromWire } from '../base/wireErrors';
import type { Place } from './placeInSpec';

/** The person wants to name another endpoint. */
export const change = Symbol('change');

/** Shows why an endpoint was refused, with buttons for what would do. @returns what the person wants instead; undefined for nothing */
export async function offerInstead(error: unknown, { role, endpoint }: Place): Promise<Place | typeof change | undefined> {
  const { code, suggestion } = fromWire(error).data;
  const offers = new Map<string, Place | typeof change>();
  if (suggestion !== undefined) offers.set(t('Use {0}', suggestion), { role, endpoint: suggestion });
  // Where no other one is suggested, it is the socket itself that has the address.
  if (role === 'bind' && code === 'addressInUse' && suggestion !== undefined) {
    offers.set(t('Connect Instead'), { role: 'connect', endpoint: endpoint.trim().replace('tcp://*:', 'tcp://localhost:') });
  }
  offers.set(t('Change…'), change);
  const pressed = await reportProblem(error, ...offers.keys());
  return pressed === undefined ? undefined : offers.get(pressed);
}
