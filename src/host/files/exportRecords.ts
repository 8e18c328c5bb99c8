import { t } from '@vscode/l10n';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { countText, counted, sizeText } from '../../core/base/quantities';
import { ZmqError } from '../../core/base/errors';
import { exportForms, exportRecords, type ExportForm, type ExportOutcome, type ExportWish } from '../../protocol/export';
import type { ExportMatchesParams } from '../../protocol/inspector';
import { closeView, openView, viewRows, type Query, type ViewId } from '../../protocol/log';
import { reportProblem } from '../base/problems';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import type { ExportArgument } from './exportArgument';

const endings: Readonly<Record<ExportForm, string>> = { jsonl: 'jsonl', mcap: 'mcap', csv: 'csv', text: 'txt' };

/** Exports what a query finds, or all records, without a question. @throws ZmqError */
export async function exportQuery(engine: EngineSupervisor, argument: ExportArgument): Promise<ExportOutcome> {
  const { file, form = formOf(file), decoded, ...query } = argument;
  if (!path.isAbsolute(file))
    throw new ZmqError('invalidParams', t('{0} is not an absolute path.', file), { hint: t('Give the whole path.') });
  return withView(engine, query, (view) => write(engine, { view, form, file, decoded, capture: query.capture }));
}

/** Asks what is to be exported, in which form and where to, and says what came of it. False where the person gave up. */
export async function exportFromPage(engine: EngineSupervisor, page: ExportMatchesParams): Promise<boolean> {
  const scope = await askScope(page);
  const form = scope && (await askForm());
  if (!scope || !form) return false;
  const file = await askFile(form.form);
  if (!file) return false;
  const wish = { form: form.form, decoded: form.decoded, file: file.fsPath, capture: page.capture };
  const writing =
    scope === 'all'
      ? withView(engine, { capture: page.capture }, (view) => write(engine, { ...wish, view }))
      : write(engine, { ...wish, view: page.view, ...(scope === 'selection' ? { stretches: page.stretches } : {}) });
  // The page that asked may be gone by then.
  const outcome = await writing.catch((error: unknown) => void reportProblem(error));
  if (!outcome || outcome.cancelled) return false;
  // Not awaited: it may stand for as long as it likes.
  void offerToOpen(file, outcome);
  return true;
}

function formOf(file: string): ExportForm {
  const ending = path.extname(file).slice(1).toLowerCase();
  const form = exportForms.find((each) => endings[each] === ending);
  if (!form)
    throw new ZmqError('invalidParams', t('The form of {0} cannot be told by its ending.', file), {
      hint: t('Let it end in {0}, or give the form.', exportForms.map((each) => `.${endings[each]}`).join(', ')),
    });
  return form;
}

async function withView<T>(engine: EngineSupervisor, query: Query, act: (view: ViewId) => Promise<T>): Promise<T> {
  const { view } = await engine.request(openView, query);
  const about = { view, capture: query.capture };
  try {
    // A filter looks at all records first.
    for (let left = 1; left > 0;) {
      ({
        status: { unscanned: left },
      } = await engine.request(viewRows, { ...about, from: 0, count: 0 }));
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return await act(view);
  } finally {
    await engine.request(closeView, about).catch(() => undefined);
  }
}

async function write(engine: EngineSupervisor, wish: ExportWish): Promise<ExportOutcome> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Exporting to {0}', path.basename(wish.file)),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    let done = 0;
    const following = engine.onDidChange(({ exports = [] }) => {
      const status = exports.find(({ file }) => file === wish.file);
      if (!status || status.wanted === 0) return;
      const share = (100 * status.records) / status.wanted;
      progress.report({ increment: share - done, message: t('{0} of {1}', countText(status.records), countText(status.wanted)) });
      done = share;
    });
    try {
      return await engine.request(exportRecords, wish, token);
    } finally {
      following.dispose();
    }
  });
}

async function askScope({ selected, matches, filter }: ExportMatchesParams): Promise<'selection' | 'matches' | 'all' | undefined> {
  const scopes = [
    ...(selected > 0 ? [{ label: t('The Selection'), description: counted(selected, 'record'), scope: 'selection' as const }] : []),
    ...(filter === ''
      ? []
      : [{ label: t('What the Filter Finds'), description: `${counted(matches, 'match')}: ${filter}`, scope: 'matches' as const }]),
    { label: t('All Records'), description: filter === '' ? counted(matches, 'record') : '', scope: 'all' as const },
  ];
  if (scopes.length === 1) return 'all';
  return (await vscode.window.showQuickPick(scopes, { title: t('Export Records'), placeHolder: t('What to export'), ignoreFocusOut: true }))
    ?.scope;
}

async function askForm(): Promise<{ form: ExportForm; decoded?: boolean } | undefined> {
  return vscode.window.showQuickPick(
    [
      { label: t('JSON Lines'), description: t('An object a record, every byte'), form: 'jsonl' as const },
      {
        label: t('JSON Lines with decoded values'),
        description: t('The same, with what decoders read; slower'),
        form: 'jsonl' as const,
        decoded: true,
      },
      { label: 'MCAP', description: t('For Foxglove, Lichtblick and the mcap tools, every byte'), form: 'mcap' as const },
      { label: 'CSV', description: t('For spreadsheets; what they would run stands behind an apostrophe'), form: 'csv' as const },
      { label: t('Text'), description: t('A line a record'), form: 'text' as const },
    ],
    { title: t('Export Records'), placeHolder: t('The form'), ignoreFocusOut: true },
  );
}

async function askFile(form: ExportForm): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const file = await vscode.window.showSaveDialog({
    title: t('Export Records'),
    saveLabel: t('Export'),
    defaultUri: vscode.Uri.joinPath(folder, `zmq-log.${endings[form]}`),
  });
  if (file && file.scheme !== 'file')
    throw new ZmqError('exportFailed', t('{0} does not lie on the computer that the sockets are on.', file.path), {
      hint: t('Choose another place.'),
    });
  return file;
}

/** Larger files are not for an editor, bytes. */
const mostForEditor = 50 * 1024 * 1024;

async function offerToOpen(file: vscode.Uri, { records, evicted, bytes }: ExportOutcome): Promise<void> {
  const said = [
    t('{0} exported to {1} ({2}).', counted(records, 'record'), path.basename(file.fsPath), sizeText(bytes)),
    ...(evicted > 0 ? [t('{0} had been evicted.', countText(evicted))] : []),
  ].join(' ');
  const canBeRead = file.path.endsWith(`.${endings.jsonl}`);
  const isText = !file.path.endsWith(`.${endings.mcap}`);
  const chosen = await vscode.window.showInformationMessage(
    said,
    ...(canBeRead ? [t('Open in Inspector')] : []),
    ...(isText && bytes <= mostForEditor ? [t('Open as Text')] : []),
    t('Show in Folder'),
  );
  if (chosen === undefined) return;
  if (chosen === t('Open in Inspector')) await vscode.commands.executeCommand('zmq.openRecording', file);
  else if (chosen === t('Open as Text')) await vscode.window.showTextDocument(file);
  else await vscode.commands.executeCommand('revealFileInOS', file);
}
