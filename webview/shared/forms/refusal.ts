import { t } from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { RequestError } from '../page/requestError';
import type { EndpointDraft } from './endpointDraft';

/** Why opening was refused, with buttons that put another endpoint in the place of the one it failed for. */
export function refusal(
  error: RequestError,
  endpoints: readonly EndpointDraft[],
  replace: (index: number, endpoint: EndpointDraft) => void,
) {
  const failed = endpoints.findIndex((endpoint) => endpoint.text.trim() === error.endpoint);
  const index = failed >= 0 || endpoints.length > 1 ? failed : 0;
  const endpoint = endpoints[index];
  return html`<div class="message error" role="alert">
    <p>${error.message} ${error.hint ?? ''}</p>
    ${endpoint && error.suggestion ? html`<div class="row offers">${offers(endpoint, error.suggestion, error, (other) => replace(index, other))}</div>` : nothing}
  </div>`;
}

function offers(endpoint: EndpointDraft, suggestion: string, { code }: RequestError, take: (endpoint: EndpointDraft) => void) {
  return html`<vscode-button appearance="secondary" @click=${() => take({ ...endpoint, text: suggestion })}
      >${t('Use {0}', suggestion)}</vscode-button
    >
    ${
      code === 'addressInUse' && endpoint.role === 'bind'
        ? html`<vscode-button appearance="secondary" @click=${() => take({ role: 'connect', text: reachable(endpoint.text) })}
            >${t('Connect instead')}</vscode-button
          >`
        : nothing
    }`;
}

/** Where to connect to in order to reach what is bound here: every interface has no address of its own. */
function reachable(bound: string): string {
  return bound.trim().replace(/^(tcp:\/\/)(\*|0\.0\.0\.0):/i, '$1localhost:');
}
