import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Actions } from '../actions/actions';
import { countText } from '../../core/base/quantities';

/** Stops all that is being repeated, also where no inspector is open. */
export async function stopRepeating(actions: Actions): Promise<void> {
  const { jobs, sent } = await actions.run('stopRepeating', {});
  void vscode.window.showInformationMessage(jobs === 0 ? t('No message is being repeated.') : stoppedText(sent));
}

function stoppedText(sent: number): string {
  return sent === 1 ? t('Stopped after 1 message.') : t('Stopped after {0} messages.', countText(sent));
}
