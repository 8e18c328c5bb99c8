import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { ChatMention } from '../../protocol/chat';
import { chatForm } from './chatForm';
import { saveChatAs } from './chatFiles';
import { ChatLinks, joinLink } from './chatLinks';
import { tellOfMention } from './chatMentions';
import type { ChatStore } from './chatStore';
import { ChatCommands } from '../commands/chatCommands';
import { DisposableStore } from '../disposableStore';
import type { Log } from '../engineProcess';
import type { EngineSupervisor } from '../engineSupervisor';
import { reportProblem } from '../problems';
import { nickSetting, notifiesOnMention } from '../settings';
import { ChatPanels } from '../views/chatPanels';
import type { ChatServices } from '../views/chatSession';
import { ChatView } from '../views/chatView';
import type { InspectorPanel } from '../views/inspectorPanel';

/** What VS Code shows of chats: view, editors, links and notifications. */
export class ChatHost {
  readonly commands: ChatCommands;
  private readonly disposables = new DisposableStore();
  private readonly view: ChatView;
  private readonly panels: ChatPanels;

  constructor({ extensionUri, extension }: vscode.ExtensionContext, engine: EngineSupervisor, chats: ChatStore, inspector: InspectorPanel, log: Log) {
    const { remoteName } = vscode.env;
    const account = userName();
    const form = () => chatForm({ nick: nickSetting(), userName: account, last: chats.lastSpec, recent: chats.recent });
    const services: ChatServices = {
      engine,
      chats,
      log,
      form,
      remote: remoteName,
      copyText: (text) => vscode.env.clipboard.writeText(text),
      copyLink: (query) => vscode.env.clipboard.writeText(joinLink(extension.id, query)),
      openLink: (url) => vscode.env.openExternal(vscode.Uri.parse(url, true)),
      save: (chat) => saveChatAs(engine, chats.find(chat)),
      openInEditor: (chat) => this.panels.open(chat),
      showRecord: (record) => inspector.showRecord(record),
      restartEngine: () => engine.restart(),
      report: (error) => void reportProblem(error),
    };
    this.view = this.disposables.add(new ChatView(extensionUri, services));
    this.panels = this.disposables.add(new ChatPanels(extensionUri, services));
    this.commands = new ChatCommands(engine, chats, this.view, () => ({ nick: form().nick, history: chats.lastSpec?.history ?? true }));
    const links = new ChatLinks({ chats, form, remote: remoteName, show: (what) => this.view.show(what) });
    this.disposables.add(vscode.window.registerUriHandler(links));
    this.disposables.add(engine.onDidMention((mention) => this.mentioned(mention)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private mentioned(mention: ChatMention): void {
    const isSeen = vscode.window.state.focused && (this.view.visible || this.panels.isVisible(mention.chat));
    if (isSeen || !notifiesOnMention()) return;
    tellOfMention(mention, (chat) => this.view.show({ chat })).catch((error: unknown) => void reportProblem(error));
  }
}

/** Of this computer's account; an account without an entry has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? '';
  }
}
