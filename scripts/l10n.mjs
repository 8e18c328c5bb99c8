// `npm run l10n`: writes l10n/bundle.l10n.json, every text that the code says by `t`, and says which translations do not fit it.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { inRoot } from './paths.mjs';

const folder = 'l10n';
const bundleFile = `${folder}/bundle.l10n.json`;
const library = '@vscode/l10n';
/** Sentences that nobody is told in the window: what a script for others says in its comments. */
const untranslated = ['src/core/chat/python.ts'];
/** The manifest's texts are translated in files of their own, which VS Code finds by their names. */
const manifestFile = 'package.nls.json';

const readJson = async (file) => JSON.parse(await readFile(inRoot(file), 'utf8'));
const placeholders = (text, form = /\{\w+\}/g) => [...new Set(text.match(form))].sort();

/**
 * The texts of one source file.
 * @param {string} file its name, for what is said of it
 * @param {string} source
 * @returns {{ texts: string[], problems: string[] }} problems: calls of `t` from which no text can be taken, or which come too early, and
 *   sentences that are said past it
 */
export function textsOf(file, source) {
  const texts = [];
  const problems = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const complain = (node, text) => problems.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text}`);
  const imported = tree.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      statement.moduleSpecifier.text === library &&
      statement.importClause?.namedBindings?.elements?.some(({ name }) => name.text === 't'),
  );
  if (imported) visit(tree, false);
  if (!untranslated.includes(file)) findSentences(tree);
  return { texts, problems };

  function findSentences(node) {
    if (isSentence(node) && !isToldToNobody(node)) complain(node, `a sentence is said without t: ${node.getText()}`);
    ts.forEachChild(node, findSentences);
  }

  function visit(node, isLater) {
    if (ts.isIdentifier(node) && node.text === 't' && isValue(node)) take(node, isLater);
    // A property of a class is given its value when an object is made; a static one when the module is loaded.
    const later =
      isLater ||
      ts.isFunctionLike(node) ||
      (ts.isPropertyDeclaration(node) && !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword));
    ts.forEachChild(node, (child) => visit(child, later));
  }

  function take(name, isLater) {
    const call = name.parent;
    if (!ts.isCallExpression(call) || call.expression !== name) return complain(name, 't is to be called, and not handed on');
    const [text, ...values] = call.arguments;
    if (text === undefined || !ts.isStringLiteralLike(text)) return complain(call, 't wants a text that stands there');
    if (!isLater) complain(call, 'this is said when the module is loaded, before a language is chosen');
    const wanted = placeholders(text.text, /\{\d+\}/g);
    let argument = call;
    while (ts.isConditionalExpression(argument.parent)) argument = argument.parent;
    const outer = ts.isCallExpression(argument.parent) && argument.parent.arguments[0] === argument ? argument.parent : undefined;
    // `filled(t('…'), …)` has elements for values.
    const filling = outer?.expression.getText() === 'filled' ? outer.arguments.slice(1) : values;
    const given = filling.map((_, index) => `{${index}}`);
    if (!values.some(ts.isSpreadElement) && wanted.join() !== given.sort().join())
      complain(call, `the text has ${wanted.join(', ') || 'no placeholders'}, its values are ${given.join(', ') || 'none'}`);
    if (values.length > 0 && text.text.match(/\{[^}]+\}/g)?.some((each) => each.lastIndexOf('{') > 0))
      complain(call, 'a brace within braces hides a placeholder: hand it over as a value');
    if (/^[\s,;]|[\s,;]$/.test(text.text))
      complain(call, 'this is half of a sentence, which other languages put elsewhere: say the whole one');
    texts.push(text.text);
  }
}

/** At least three words, and an end. */
function isSentence(node) {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false;
  const text = ts.isTemplateExpression(node)
    ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) => part.text).join('…')
    : node.text;
  return /[.?!]$/.test(text) && (text.match(/(?<!\S)[A-Za-z]+(?!\S)/g)?.length ?? 0) > 1 && !/[<\n]/.test(text);
}

/** What `t` is given, what a failure of our own says, and lines of the log for developers. */
function isToldToNobody({ parent }) {
  if (ts.isTaggedTemplateExpression(parent)) return true;
  if (ts.isNewExpression(parent)) return /^(?!ZmqError$)\w*Error$/.test(parent.expression.getText());
  if (!ts.isCallExpression(parent)) return false;
  return /^(?:t|logLine|.*\blog\.\w+|console\.\w+)$/.test(parent.expression.getText());
}

/** An identifier that is neither declared here nor the name of a member. */
function isValue(node) {
  const { parent } = node;
  if (ts.isImportSpecifier(parent) || ts.isTypeNode(parent)) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !(parent.name === node && !ts.isShorthandPropertyAssignment(parent));
}

/** All texts of the sources, in the order of the alphabet, and what is wrong with calls of `t`. */
export async function extract() {
  const texts = new Set();
  const problems = [];
  for (const top of ['src', 'webview'])
    for (const name of (await readdir(inRoot(top), { recursive: true })).sort()) {
      if (!name.endsWith('.ts')) continue;
      const file = path.posix.join(top, ...name.split(path.sep));
      const found = textsOf(file, await readFile(inRoot(file), 'utf8'));
      for (const text of found.texts) texts.add(text);
      problems.push(...found.problems);
    }
  return { texts: [...texts].sort(), problems };
}

/**
 * Where a translation does not fit.
 * @param {Record<string, string>} english by key; the text itself is the key where the code says it
 * @param {Record<string, string>} translated
 */
export function misfits(english, translated) {
  const lines = [];
  for (const [key, text] of Object.entries(english)) {
    const other = translated[key];
    if (other === undefined) lines.push(`missing: ${key}`);
    else if (other.trim() === '') lines.push(`empty: ${key}`);
    else if (placeholders(text).join() !== placeholders(other).join()) lines.push(`other placeholders: ${key}`);
  }
  for (const key of Object.keys(translated)) if (!(key in english)) lines.push(`stale: ${key}`);
  return lines;
}

/** Everything that is wrong with texts and translations; an empty list if nothing is. */
export async function problemsOfTexts() {
  const { texts, problems } = await extract();
  const bundle = Object.fromEntries(texts.map((text) => [text, text]));
  const kept = existsSync(inRoot(bundleFile)) ? await readFile(inRoot(bundleFile), 'utf8') : '';
  if (kept !== asFile(bundle)) problems.push(`${bundleFile} is not up to date: npm run l10n writes it`);
  for (const name of existsSync(inRoot(folder)) ? await readdir(inRoot(folder)) : [])
    if (/^bundle\.l10n\..+\.json$/.test(name)) problems.push(...of(name, misfits(bundle, await readJson(`${folder}/${name}`))));
  const manifest = await readJson(manifestFile);
  for (const name of await readdir(inRoot('.')))
    if (/^package\.nls\..+\.json$/.test(name)) problems.push(...of(name, misfits(manifest, await readJson(name))));
  return problems;
}

const of = (name, lines) => lines.map((line) => `${name}: ${line}`);
const asFile = (bundle) => `${JSON.stringify(bundle, undefined, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { texts } = await extract();
  await mkdir(inRoot(folder), { recursive: true });
  await writeFile(inRoot(bundleFile), asFile(Object.fromEntries(texts.map((text) => [text, text]))));
  const problems = await problemsOfTexts();
  for (const problem of problems) console.log(problem);
  console.log(`${texts.length} texts in ${bundleFile}`);
  if (problems.length > 0) process.exitCode = 1;
}
