import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { socketTypes } from '../../core/socket/socketTypes';
import { oneLine } from '../base/plainText';
import type { Taking, TakingAnswer } from '../taps/takingGuard';

/** Tells what a socket would take, and of the tap that takes nothing. */
export async function askBeforeTaking({ type, endpoint }: Taking): Promise<TakingAnswer> {
  const tap = t('Tap Instead…');
  const open = t('Open Socket');
  const never = t("Open, Don't Tell Again");
  const pressed = await vscode.window.showWarningMessage(
    t('A {0} at {1} takes part.', socketTypes[type].label, oneLine(endpoint)),
    {
      modal: true,
      detail: t(
        'Messages and turns that it takes do not reach the program that they were meant for. A tap looks between two programs and takes nothing from them.',
      ),
    },
    tap,
    open,
    never,
  );
  const answers = new Map<string, TakingAnswer>([
    [tap, 'tap'],
    [open, 'open'],
    [never, 'open and never ask'],
  ]);
  return pressed === undefined ? undefined : answers.get(pressed);
}
