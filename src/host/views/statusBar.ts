import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repeatingJobs } from '../supervision/repeatingJobs';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { DisposableStore } from '../base/disposableStore';
import { counted, messageRateText } from '../../core/base/quantities';
import type { SocketStore } from '../sockets/socketStore';
import type { ProxyStore } from '../proxies/proxyStore';
import type { TapStore } from '../taps/tapStore';
import { Throttle } from '../base/throttle';

const refreshMs = 500;

/** Open sockets, taps and proxies, and their traffic, beside the other small facts of the window; hidden while nothing is open. */
export class StatusBar {
  private readonly disposables = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private messagesPerSecond = 0;

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly store: SocketStore,
    private readonly taps: TapStore,
    private readonly proxies: ProxyStore,
  ) {
    this.item = this.disposables.add(vscode.window.createStatusBarItem('zmq.status', vscode.StatusBarAlignment.Left));
    this.item.name = t('ZMQ Sockets');
    this.item.command = 'zmq.openInspector';
    const refresh = this.disposables.add(new Throttle(refreshMs, () => this.refresh()));
    this.disposables.add(
      engine.onDidChange(({ log }) => {
        this.messagesPerSecond = log.messagesPerSecond;
        refresh.ask();
      }),
    );
    this.disposables.add(
      engine.onDidChangeState(() => {
        this.messagesPerSecond = 0;
        refresh.ask();
      }),
    );
    this.disposables.add(store.onDidChange(() => refresh.ask()));
    for (const relays of [taps, proxies]) this.disposables.add(relays.onDidChange(() => refresh.ask()));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private refresh(): void {
    const [sockets, taps, proxies] = [this.store, this.taps, this.proxies].map((store) => openOf(store.entries())) as [
      number,
      number,
      number,
    ];
    const open = sockets + taps + proxies;
    if (open === 0) {
      this.item.hide();
      return;
    }
    const rate = messageRateText(Math.round(this.messagesPerSecond));
    const { state } = this.engine;
    if (state === 'running') {
      const repeats = repeatingJobs(this.engine).length > 0;
      this.item.text = `$(radio-tower) ${repeats ? t('ZMQ: {0} open, {1}, repeating', open, rate) : t('ZMQ: {0} open, {1}', open, rate)}`;
      const what = [
        counted(sockets, 'socket'),
        ...(taps > 0 ? [counted(taps, 'tap')] : []),
        ...(proxies > 0 ? [counted(proxies, 'proxy')] : []),
      ];
      const tooltip =
        what.length > 1
          ? t('{0} of ZMQ open, {1}. Select to open the inspector.', what.join(', '), rate)
          : t('{0} ZMQ sockets open, {1}. Select to open the inspector.', open, rate);
      const faults = [...this.taps.entries(), ...this.proxies.entries()].reduce((sum, { info }) => sum + (info?.faults.length ?? 0), 0);
      if (faults > 0) this.item.text += ` · ${counted(faults, 'fault')}`;
      this.item.backgroundColor = faults > 0 ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
      this.item.tooltip = repeats ? `${tooltip} ${t('A message is being repeated; "ZMQ: Stop Repeating Messages" ends that.')}` : tooltip;
    } else {
      this.item.backgroundColor = undefined;
      const isRestarting = state === 'restarting';
      this.item.text = isRestarting ? `$(sync~spin) ${t('ZMQ: engine restarting')}` : `$(error) ${t('ZMQ: engine stopped')}`;
      this.item.tooltip = isRestarting
        ? t('The engine is restarted, and the sockets that were open with it.')
        : t('The engine stopped. Run "ZMQ: Restart Engine".');
    }
    this.item.accessibilityInformation = { label: this.item.text.replace(/^\$\([^)]*\) /, '') };
    this.item.show();
  }
}

function openOf(entries: readonly { state: 'open' | 'closed' }[]): number {
  return entries.filter(({ state }) => state === 'open').length;
}
