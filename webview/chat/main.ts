import { PageStore } from '../shared/page/pageStore';
import { speakLanguageOfPage } from '../shared/page/pageLanguage';
import { connectToHost } from '../shared/page/hostConnection';
import { documentStyles } from '../shared/looks/theme';
import { registerControls } from '../shared/controls/toolkit';
import { ChatApp } from './app';
import { newChatPageState } from './state/pageState';

speakLanguageOfPage();
registerControls();
if (documentStyles.styleSheet) document.adoptedStyleSheets.push(documentStyles.styleSheet);

const api = acquireVsCodeApi();
const app = document.querySelector('zmq-chat');
if (!(app instanceof ChatApp)) throw new Error('The page lacks <zmq-chat>.');
app.start(connectToHost(api), new PageStore(api, newChatPageState()));
