import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repeatingJobs } from '../supervision/repeatingJobs';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { DisposableStore } from '../base/disposableStore';
import { counted, messageRateText } from '../../core/base/quantities';
import type { SocketStore } from '../sockets/socketStore';
import type { TapStore } from '../taps/tapStore';
import { Throttle } from '../base/throttle';

const refreshMs = 500;

/** Open sockets and taps, and their traffic, beside the other small facts of the window; hidden while nothing is open. */
export class StatusBar {
  private readonly disposables = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private messagesPerSecond = 0;

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly store: SocketStore,
    private readonly taps: TapStore,
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
    this.disposables.add(taps.onDidChange(() => refresh.ask()));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private refresh(): void {
    const [sockets, taps] = [openOf(this.store.entries()), openOf(this.taps.entries())];
    const open = sockets + taps;
    if (open === 0) {
      this.item.hide();
      return;
    }
    const rate = messageRateText(Math.round(this.messagesPerSecond));
    const { state } = this.engine;
    if (state === 'running') {
      const repeats = repeatingJobs(this.engine).length > 0;
      this.item.text = `$(radio-tower) ${repeats ? t('ZMQ: {0} open, {1}, repeating', open, rate) : t('ZMQ: {0} open, {1}', open, rate)}`;
      const tooltip =
        taps > 0
          ? t('{0} and {1} of ZMQ open, {2}. Select to open the inspector.', counted(sockets, 'socket'), counted(taps, 'tap'), rate)
          : t('{0} ZMQ sockets open, {1}. Select to open the inspector.', open, rate);
      const faults = this.taps.entries().reduce((sum, { info }) => sum + (info?.faults.length ?? 0), 0);
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
