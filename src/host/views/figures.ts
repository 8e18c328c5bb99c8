import * as vscode from 'vscode';

/** A count or a rate. */
export function figure(value: number): string {
  return new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in the largest unit that leaves at least one of it. */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${figure(bytes / 1000 ** power)} ${units[power]}`;
}

/** How long ago something was. */
export function agoText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return vscode.l10n.t('{0} s ago', seconds);
  if (seconds < 3600) return vscode.l10n.t('{0} min ago', Math.floor(seconds / 60));
  if (seconds < 86_400) return vscode.l10n.t('{0} h ago', Math.floor(seconds / 3600));
  return vscode.l10n.t('{0} d ago', Math.floor(seconds / 86_400));
}
