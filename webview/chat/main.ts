import { PageStore } from '../shared/pageStore';
import { connectToHost } from '../shared/rpc';
import { documentStyles } from '../shared/theme';
import { registerControls } from '../shared/toolkit';
import { ChatApp } from './app';
import { newChatPageState } from './pageState';

registerControls();
if (documentStyles.styleSheet) document.adoptedStyleSheets.push(documentStyles.styleSheet);

const api = acquireVsCodeApi();
const app = document.querySelector('zmq-chat');
if (!(app instanceof ChatApp)) throw new Error('The page lacks <zmq-chat>.');
app.start(connectToHost(api), new PageStore(api, newChatPageState()));
