import { t } from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { RequestError } from '../../shared/page/requestError';
import type { ViewWindow } from '../state/viewWindow';
import type { EngineMirror } from '../state/engineMirror';

/** What is wrong with all of the panel: the engine, what was tried last, or the search. */
export function panelNotice({ engine, problem: untold, refused, view, colours }: EngineMirror, restart: () => void) {
  if (engine === 'restarting') return html`<p class="notice" role="alert">${t('The engine is being restarted…')}</p>`;
  if (engine === 'stopped') {
    return html`<p class="notice" role="alert">
      ${t('The engine is stopped.')}
      <vscode-button @click=${restart}>${t('Restart Engine')}</vscode-button>
    </p>`;
  }
  const problem = untold ?? refused ?? viewProblem(view) ?? (colours.problem === undefined ? undefined : { message: colours.problem });
  return problem ? html`<p class="notice" role="alert">${problem.message} ${problem.hint ?? ''}</p>` : nothing;
}

function viewProblem({ problem, status }: ViewWindow): RequestError | undefined {
  // A refused filter is said at its box.
  if (problem && problem.code !== 'invalidQuery') return problem;
  return status?.problem === undefined ? undefined : { message: status.problem };
}
