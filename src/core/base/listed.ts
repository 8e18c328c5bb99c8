import { t } from '@vscode/l10n';

/** `a, b and c` */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : t('{0} and {1}', parts.slice(0, -1).join(', '), parts.at(-1) ?? '');
}

/** `a or b or c` */
export function eitherOf(parts: readonly string[]): string {
  return parts.length === 0 ? '' : parts.reduce((before, part) => t('{0} or {1}', before, part));
}
