import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatMention } from '../../protocol/chat';
import { forNotification } from '../base/plainText';

/** Tells a person who does not see the chat that somebody named them. */
export async function tellOfMention(
  { chat, title, nick, room, text, more }: ChatMention,
  open: (chat: string) => PromiseLike<void>,
): Promise<void> {
  const who = [nick ?? t('Somebody'), room].filter(Boolean).join(' · ');
  const others = more > 0 ? t('(and {0} more)', more) : '';
  const button = t('Open Chat');
  const pressed = await vscode.window.showInformationMessage(
    forNotification([`${who}:`, text, others, `— ${title}`].filter(Boolean).join(' ')),
    button,
  );
  if (pressed === button) await open(chat);
}
