import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { chatFormats, chatPatterns } from '../../core/chat/patterns';
import { specOfQuery } from '../../core/chat/query';
import { ZmqError } from '../../core/base/errors';
import type { ChatId, ChatSpec } from '../../protocol/chat';
import type { ChatSnapshot } from '../../protocol/chatPage';
import { placesOf, withEndpoint } from './chatEndpoints';
import type { ChatStore } from './chatStore';
import { joinPath } from './joinLink';
import { forNotification, oneLine } from '../base/plainText';
import { reportProblem } from '../base/problems';
import { fromWire } from '../base/wireErrors';

/** More would not fit on a screen. */
const shownEndpoints = 12;

export interface ChatLinkServices {
  chats: ChatStore;
  form(): ChatSnapshot['form'];
  remote: string | undefined;
  show(what: { chat?: ChatId; form?: Partial<ChatSpec> }): Promise<void>;
}

/** Joins by a link, once the person has seen what it opens and said yes. */
export class ChatLinks implements vscode.UriHandler {
  constructor(private readonly services: ChatLinkServices) {}

  async handleUri(uri: vscode.Uri): Promise<void> {
    try {
      await this.ask(this.specOf(uri));
    } catch (error) {
      void reportProblem(error);
    }
  }

  private specOf({ path, query }: vscode.Uri): ChatSpec {
    if (path !== joinPath)
      throw new ZmqError('invalidChat', t('ZMQ Inspector has no link "{0}".', path), {
        hint: t('Links to join a chat come from Invite in the view Chat.'),
      });
    const { nick, last } = this.services.form();
    return { ...specOfQuery(query), nick, history: last?.history ?? true };
  }

  private async ask(spec: ChatSpec): Promise<void> {
    const join = t('Join');
    const change = t('Change…');
    const detail = whatIsOpened(spec, this.services.remote).map(forNotification).join('\n');
    const pressed = await vscode.window.showInformationMessage(t('Join the chat of this link?'), { modal: true, detail }, join, change);
    if (pressed === change) await this.services.show({ form: spec });
    if (pressed === join) await this.join(spec);
  }

  /** Offers a free port for one in use, until the chat is joined or the person lets it be. */
  private async join(spec: ChatSpec): Promise<void> {
    try {
      const { id } = await this.services.chats.join({ spec });
      await this.services.show({ chat: id });
    } catch (error) {
      const { endpoint, suggestion } = fromWire(error).data;
      const place = placesOf(spec).find((one) => one.endpoint === endpoint);
      const instead = place && suggestion;
      const use = instead && t('Use {0}', oneLine(instead));
      const change = t('Change…');
      const pressed = await reportProblem(error, ...(use ? [use] : []), change);
      if (pressed === change) await this.services.show({ form: spec });
      else if (pressed !== undefined && place && instead) await this.join(withEndpoint(spec, place, instead));
    }
  }
}

function whatIsOpened(spec: ChatSpec, remote: string | undefined): string[] {
  const places = placesOf(spec);
  const endpoints = places
    .slice(0, shownEndpoints)
    .map(({ role, endpoint }) =>
      role === 'bind' ? t('Binds to {0}: others can connect there.', endpoint) : t('Connects to {0}.', endpoint),
    );
  const more = places.length - endpoints.length;
  return [
    t('Pattern: {0}', chatPatterns[spec.pattern].label),
    ...endpoints,
    ...(more > 0 ? [t('… and {0} more endpoints.', more)] : []),
    ...(spec.rooms.length > 0 ? [t('Rooms: {0}', spec.rooms.join(', '))] : []),
    t('Format: {0}', chatFormats[spec.format].label),
    t('Your nick: {0}', spec.nick),
    ...(remote === undefined ? [] : [t('The sockets are opened on the remote host ({0}), not on the computer in front of you.', remote)]),
    t('What is sent is neither encrypted nor signed.'),
  ];
}
