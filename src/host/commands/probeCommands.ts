import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { countText } from '../../core/base/quantities';
import { isPortRange, parsePortRange } from '../../core/socket/portRange';
import { socketTypes } from '../../core/socket/socketTypes';
import type { Probe } from '../../protocol/probe';
import type { SocketType } from '../../protocol/sockets';
import type { Actions } from '../actions/actions';
import { forLabel, forNotification } from '../base/plainText';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import type { SocketStore } from '../sockets/socketStore';
import { actWith } from './argumentObject';
import type { SocketPrompts } from './socketPrompts';

/** Types that are offered at once; a notification has no room for more. */
const offered = 3;

/** `Probe Endpoint…`: what listens there, and a socket for it. */
export class ProbeCommands {
  constructor(
    private readonly actions: Actions,
    private readonly store: SocketStore,
    private readonly prompts: SocketPrompts,
    private readonly inspector: InspectorPanels,
  ) {}

  /** @returns what was found where an argument was given, a list for a range of ports; otherwise it is shown */
  async probe(argument: unknown): Promise<Probe | Probe[] | undefined> {
    if (argument !== undefined) return actWith(this.actions, 'zmq.probe', argument);
    const endpoint = await this.prompts.endpointToProbe(this.unconnected());
    if (endpoint === undefined) return undefined;
    await (isPortRange(endpoint) ? this.probePorts(endpoint) : this.probeOne(endpoint));
    return undefined;
  }

  /** Shows what listens there. */
  async probeOne(endpoint: string): Promise<void> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: t('Probing {0}', forNotification(endpoint)),
      cancellable: true,
    };
    const found = await vscode.window.withProgress(options, async (_progress, token) => {
      const finding = await this.actions.runWith('probe', { endpoint }, 'zmq.probe', token).catch((error: unknown) => {
        if (token.isCancellationRequested) return undefined;
        throw error;
      });
      return token.isCancellationRequested ? undefined : finding;
    });
    for (const finding of found === undefined ? [] : [found].flat()) await this.show(finding);
  }

  /** Asks first: each program that listens there sees it. */
  private async probePorts(endpoint: string): Promise<void> {
    const { first, last } = parsePortRange(endpoint);
    const probe = t('Probe');
    const pressed = await vscode.window.showWarningMessage(
      t('Probe {0} ports of this computer?', countText(last - first + 1)),
      {
        modal: true,
        detail: t(
          'Each program that listens on one of them sees a connection that ends in its handshake; some write that into their logs.',
        ),
      },
      probe,
    );
    if (pressed !== probe) return;
    const found = [await this.actions.run('probe', { endpoint })].flat();
    if (found.length === 0) {
      void vscode.window.showInformationMessage(t('Nothing was found that listens at {0}.', forNotification(endpoint)));
      return;
    }
    const items = found.map((finding) => ({
      label: forLabel(finding.endpoint),
      description: forLabel(finding.socketType ?? finding.protocol ?? finding.mechanism ?? ''),
      detail: forLabel(finding.text),
      finding,
    }));
    const placeHolder = t('What listens at {0}; choose one to open a socket for it', endpoint);
    const chosen = await vscode.window.showQuickPick(items, { title: t('Probe Endpoint'), placeHolder, matchOnDescription: true });
    if (chosen) await this.show(chosen.finding);
  }

  /** The finding, with a button for each type that fits. */
  private async show({ endpoint, found, fits, text }: Probe): Promise<void> {
    const types = new Map(fits.slice(0, offered).map((type) => [t('Open {0}', socketTypes[type].label), type]));
    const more = t('More…');
    const buttons = [...types.keys(), ...(fits.length > offered ? [more] : [])];
    const tell = found === 'zmtp' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const pressed = await tell(forNotification(text), ...buttons);
    if (pressed === undefined) return;
    const type = pressed === more ? await chooseType(fits) : types.get(pressed);
    if (type) this.inspector.showOpenForm({ type, connect: [endpoint] });
  }

  /** Endpoints that sockets try to reach. */
  private unconnected(): string[] {
    const endpoints = this.store.entries().flatMap(({ info }) => info?.endpoints ?? []);
    const failing = endpoints.filter(({ role, state }) => role === 'connect' && (state === 'retrying' || state === 'refused'));
    return [...new Set(failing.map(({ resolved }) => resolved))];
  }
}

async function chooseType(fits: readonly SocketType[]): Promise<SocketType | undefined> {
  const items = fits.map((type) => ({ label: socketTypes[type].label, description: socketTypes[type].summary, type }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Type of the socket') }))?.type;
}
