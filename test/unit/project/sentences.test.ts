import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

/** What others say in sentences alone; the files tell why they have to be read. */
const foreign = new Set([
  'src/core/codecs/protobuf/schemaFiles.ts',
  'src/core/query/regexFault.ts',
  'src/host/supervision/engineSupervisor.ts',
]);
/** Names that sentences for a person have. */
const sentence =
  /^(?:.*(?:Problem|Message|Hint|Sentence|Reason)|message|problem|hint|sentence|reason|why|said|complaint|refusal|warning|cannotSend|lastWords)s?$/;
const looksInto = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'match', 'matchAll', 'search', 'localeCompare']);
const looksIntoArgument = new Set(['test', 'exec']);

const files = ['src', 'webview']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.ts'));

/** The last name of `error.message`, `problem`, `problem?.text.trim()` and the like. */
function nameOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  if (ts.isCallExpression(expression))
    return ts.isPropertyAccessExpression(expression.expression) ? nameOf(expression.expression.expression) : nameOf(expression.expression);
  if (ts.isNonNullExpression(expression) || ts.isParenthesizedExpression(expression)) return nameOf(expression.expression);
  if (ts.isBinaryExpression(expression)) return nameOf(expression.left);
  return '';
}

const isWords = (node: ts.Expression): boolean => ts.isStringLiteralLike(node) && /\s/.test(node.text);

function decisions(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const note = (node: ts.Node): void => {
    found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const [argument] = node.arguments;
      if (looksInto.has(name.text) && sentence.test(nameOf(expression)) && !isList(node)) note(node);
      if (looksIntoArgument.has(name.text) && argument && sentence.test(nameOf(argument))) note(node);
    }
    if (
      ts.isBinaryExpression(node) &&
      [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(node.operatorToken.kind) &&
      [node.left, node.right].some((side) => sentence.test(nameOf(side))) &&
      [node.left, node.right].some(isWords)
    )
      note(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A list of problems holds this one: that looks into no sentence. */
function isList(call: ts.CallExpression): boolean {
  const [argument] = call.arguments;
  return (
    argument !== undefined &&
    !ts.isStringLiteralLike(argument) &&
    !ts.isRegularExpressionLiteral(argument) &&
    !ts.isTemplateExpression(argument) &&
    !sentence.test(nameOf(argument))
  );
}

test('nothing decides by looking into a sentence', () => {
  const wrong = files.filter((path) => !foreign.has(path)).flatMap((path) => decisions(path, readFileSync(path, 'utf8')));
  assert.deepEqual(wrong, []);
});

test('such decisions are found', () => {
  for (const text of [
    `if (error.message.includes('no such')) go();`,
    `if (/line \\d/.test(problem)) go();`,
    `const at = error.message.match(/at (\\d+)/);`,
    `if (problem.startsWith(\`Rule \${rule} \`)) go();`,
    `if (rule.problem.includes(status.problem.message)) go();`,
    `if (outcome.message === 'Nobody is there.') go();`,
  ])
    assert.equal(decisions('sample.ts', text).length, 1, text);
  for (const text of [
    `if (error.data.code === 'noSuchView') go();`,
    `if (kinds.includes(problem.kind)) go();`,
    `if (problem === '') go();`,
  ])
    assert.deepEqual(decisions('sample.ts', text), [], text);
});
