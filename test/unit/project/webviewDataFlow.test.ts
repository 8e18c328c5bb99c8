import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

/** The rules of docs/webview.md that a reader of code can check. */
const pages = ['webview/inspector', 'webview/shared'];

function classesOf(path: string): { file: ts.SourceFile; declaration: ts.ClassDeclaration }[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  return file.statements.filter(ts.isClassDeclaration).map((declaration) => ({ file, declaration }));
}

const elements = pages
  .flatMap((page) => readdirSync(page, { recursive: true, encoding: 'utf8' }).map((name) => join(page, name)))
  .filter((path) => path.endsWith('.ts'))
  .flatMap(classesOf)
  .filter(({ declaration }) => declaration.heritageClauses?.some((clause) => clause.getText().includes('LitElement')));

/** The fields of `this` that a node writes; not in functions within, which run later, unless `deep`. */
function written(node: ts.Node, deep: boolean): { name: string; at: ts.Node }[] {
  const found: { name: string; at: ts.Node }[] = [];
  const target = (expression: ts.Expression): void => {
    if (ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword)
      found.push({ name: expression.name.text, at: expression });
  };
  const visit = (child: ts.Node): void => {
    if (!deep && (ts.isArrowFunction(child) || ts.isFunctionExpression(child))) return;
    if (
      ts.isBinaryExpression(child) &&
      child.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      child.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
      target(child.left);
    if (
      (ts.isPrefixUnaryExpression(child) || ts.isPostfixUnaryExpression(child)) &&
      (child.operator === ts.SyntaxKind.PlusPlusToken || child.operator === ts.SyntaxKind.MinusMinusToken)
    )
      target(child.operand);
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

const line = (file: ts.SourceFile, node: ts.Node): string =>
  `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;

test('no component writes what it is given', () => {
  assert.ok(elements.length > 20);
  const wrong = elements.flatMap(({ file, declaration }) => {
    const inputs = new Set(
      declaration.members
        .filter(ts.isPropertyDeclaration)
        .filter((member) => ts.getDecorators(member)?.some((decorator) => decorator.getText().startsWith('@property')))
        .map((member) => member.name.getText()),
    );
    return written(declaration, true)
      .filter(({ name }) => inputs.has(name))
      .map(({ name, at }) => `${line(file, at)} writes ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('to render writes nothing', () => {
  const wrong = elements.flatMap(({ file, declaration }) =>
    declaration.members
      .filter(ts.isMethodDeclaration)
      .filter((method) => method.name.getText() === 'render')
      .flatMap((method) => written(method, false).map(({ name, at }) => `${line(file, at)} writes ${name}`)),
  );
  assert.deepEqual(wrong, []);
});
