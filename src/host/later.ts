/** What the extension needs once somebody does something: it is loaded then, and not when VS Code starts the extension. */
export { actions } from './actions/actionTable';
export { ChatLinks } from './chat/chatLinks';
export { makeCommands } from './commands/commandHandlers';
export { exportFromPage, exportQuery } from './files/exportRecords';
export { frameFileName, pictureIn } from './files/frameFile';
export { pickFileToSend, saveFileAs, saveFrameAs } from './files/recordFiles';
export { localPath, pickRecording, readRecording } from './recordings/readRecording';
export { TapTerminal } from './tasks/tapTerminal';
