import * as vscode from 'vscode';
import { stopJob } from '../../protocol/composer';
import { localCount } from '../base/localQuantities';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { repeatingJobs } from '../supervision/repeatingJobs';

/** Stops all that is being repeated, also where no inspector is open. */
export async function stopRepeating(engine: EngineSupervisor): Promise<void> {
  const jobs = repeatingJobs(engine);
  const stopped = await Promise.all(jobs.map((job) => engine.request(stopJob, { job })));
  const sent = stopped.reduce((sum, job) => sum + job.sent, 0);
  void vscode.window.showInformationMessage(jobs.length === 0 ? vscode.l10n.t('No message is being repeated.') : stoppedText(sent));
}

function stoppedText(sent: number): string {
  return sent === 1 ? vscode.l10n.t('Stopped after 1 message.') : vscode.l10n.t('Stopped after {0} messages.', localCount(sent));
}
