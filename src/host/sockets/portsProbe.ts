import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { countText } from '../../core/base/quantities';
import { parsePortRange } from '../../core/socket/portRange';
import { probePorts, type Probe } from '../../protocol/probe';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

/**
 * Probes ports of this computer, with progress in a notification that cancels it.
 * @returns what listens there, as far as it came
 * @throws ZmqError for what is no such range
 */
export async function probeAllPorts(engine: Pick<EngineSupervisor, 'request'>, endpoint: string): Promise<Probe[]> {
  const { first, last } = parsePortRange(endpoint);
  const ports = last - first + 1;
  const options = { location: vscode.ProgressLocation.Notification, title: t('Probing {0}', endpoint), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const found: Probe[] = [];
    for (let from: number | undefined = first; from !== undefined && !token.isCancellationRequested;) {
      const part = await stretch(from);
      const next = part?.next ?? last + 1;
      found.push(...(part?.found ?? []));
      progress.report({
        increment: (100 * (next - from)) / ports,
        message: t('{0} of {1} ports, {2} in use', countText(next - first), countText(ports), countText(found.length)),
      });
      from = part?.next;
    }
    return found;

    function stretch(from: number) {
      return engine.request(probePorts, { endpoint, from }, token).catch((error: unknown) => {
        if (token.isCancellationRequested) return undefined;
        throw error;
      });
    }
  });
}
