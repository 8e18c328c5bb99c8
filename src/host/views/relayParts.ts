/** What elements of the trees that are about taps and proxies are made of. */
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { counted, frequencyText, messageRateText, sizeText } from '../../core/base/quantities';
import { latencySentence } from '../../core/socket/latencySentence';
import type { Latency } from '../../protocol/connections';
import type { Fault } from '../../protocol/faults';
import type { EngineState } from '../../protocol/inspector';
import type { Counters, Rates } from '../../protocol/sockets';
import { oneLine } from '../base/plainText';
import { faultText } from '../relays/faultTexts';
import type { RelayEntry } from '../relays/relayStore';
import { iconOf } from './itemParts';

/** Icon and menu of a tap or a proxy: red while faults are on. `icon`: while messages pass. */
export function showRelay(
  item: vscode.TreeItem,
  kind: 'tap' | 'proxy',
  { state, spec, info }: RelayEntry,
  { engine, icon, isUsed }: { engine: EngineState; icon: string; isUsed: boolean },
): void {
  const isOpen = state === 'open';
  const isFaulty = info !== undefined && info.faults.length > 0;
  const color = isFaulty ? 'testing.iconFailed' : isUsed ? 'testing.iconPassed' : undefined;
  item.iconPath = new vscode.ThemeIcon(
    isOpen && engine === 'running' ? (spec.paused ? 'debug-pause' : icon) : iconOf(isOpen, engine),
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = [kind, state, spec.paused && 'paused', isFaulty && 'faulty', (info?.held ?? 0) > 0 && 'holding']
    .filter(Boolean)
    .join(' ');
}

export function faultLines({ faults, held }: { faults: readonly Fault[]; held: number }): string[] {
  return [
    ...(faults.length > 0 ? [t('What passes is changed on purpose: {0}', faults.map(faultText).join('; '))] : []),
    ...(held > 0 ? [t('{0} held', counted(held, 'message'))] : []),
  ];
}

export function latencyLines(latency: Latency | undefined): string[] {
  return latency ? [latencySentence(latency)] : [];
}

/** What went to the target, or to the backend, and what came back. */
export function trafficLines({ received, receivedBytes, sent, sentBytes }: Counters, { bytesPerSecond }: Rates): string[] {
  return [
    t('→ {0}, {1}', counted(sent, 'message'), sizeText(sentBytes)),
    t('← {0}, {1}', counted(received, 'message'), sizeText(receivedBytes)),
    ...(bytesPerSecond > 0 ? [t('{0}/s', sizeText(bytesPerSecond))] : []),
  ];
}

export function ratesText({ sentPerSecond, receivedPerSecond }: Rates): string {
  return t('{0}/s', `→${frequencyText(sentPerSecond)} ←${frequencyText(receivedPerSecond)}`);
}

/** `ways`: how both directions are called. */
export function spokenRates({ sentPerSecond, receivedPerSecond }: Rates, [there, back]: readonly [string, string]): string[] {
  return [`${messageRateText(sentPerSecond)} ${there}`, `${messageRateText(receivedPerSecond)} ${back}`];
}

/** The transport that nearly all have is left out. */
export function placeText(endpoint: string): string {
  return oneLine(endpoint.replace(/^tcp:\/\//, ''));
}
