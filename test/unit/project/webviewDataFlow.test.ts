import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

/** The rules of docs/webview.md that a reader of code can check. */
const pages = ['webview/inspector', 'webview/chat', 'webview/shared'];

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
    if (!deep && isHandler(child)) return;
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

/** What runs while an element is drawn: the method, and the methods of the same class that it calls. */
function drawing(declaration: ts.ClassDeclaration, from: string): (ts.MethodDeclaration | ts.GetAccessorDeclaration)[] {
  const methods = new Map(
    declaration.members
      .filter((member) => ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member))
      .map((member) => [member.name.getText(), member]),
  );
  const found = new Set<string>();
  const reach = (name: string): void => {
    const method = methods.get(name);
    if (!method || found.has(name)) return;
    found.add(name);
    const visit = (child: ts.Node): void => {
      if (isHandler(child)) return;
      if (
        ts.isPropertyAccessExpression(child) &&
        child.expression.kind === ts.SyntaxKind.ThisKeyword &&
        isUsed(child, methods.get(child.name.text))
      )
        reach(child.name.text);
      ts.forEachChild(child, visit);
    };
    if (method.body) visit(method.body);
  };
  reach(from);
  return [...found].flatMap((name) => methods.get(name) ?? []);
}

/** Called, or a getter that is read; a method that is only handed on runs later. */
function isUsed(access: ts.PropertyAccessExpression, method: ts.Node | undefined): boolean {
  const { parent } = access;
  return (ts.isCallExpression(parent) && parent.expression === access) || (method !== undefined && ts.isGetAccessorDeclaration(method));
}

/** Functions that these get are called at once. */
const callsAtOnce = /\b(map|flatMap|filter|find|findIndex|findLast|some|every|forEach|reduce|sort|repeat|from)$/;

/** A function that runs later: what a listener or a property of another element gets, and not what `map` and its like call at once. */
function isHandler(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  return !ts.isCallExpression(node.parent) || !callsAtOnce.test(node.parent.expression.getText());
}

/** Names within a method that stand for inputs, or for anything the element has, or for parts of them: `const { chat } = this`. */
function ownNames(method: ts.Node, inputs?: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  const isInput = (name: string): boolean => inputs?.has(name) ?? name !== '';
  const visit = (child: ts.Node): void => {
    if (ts.isVariableDeclaration(child) && child.initializer) {
      const whole = child.initializer.kind === ts.SyntaxKind.ThisKeyword;
      const given = names.has(rootOf(child.initializer)) || isInput(/^this\.(\w+)/.exec(child.initializer.getText())?.[1] ?? '');
      if (ts.isIdentifier(child.name)) {
        if (given) names.add(child.name.text);
      } else
        for (const element of child.name.elements)
          if (ts.isBindingElement(element) && ts.isIdentifier(element.name)) {
            const of = (element.propertyName ?? element.name).getText();
            if (whole ? isInput(of) : given) names.add(element.name.text);
          }
    }
    ts.forEachChild(child, visit);
  };
  visit(method);
  return names;
}

function rootOf(expression: ts.Expression): string {
  let at: ts.Node = expression;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at) || ts.isElementAccessExpression(at) || ts.isNonNullExpression(at))
    at = at.expression;
  return at.getText();
}

/** Calls for their effect alone; in what is asynchronous, those until it waits for something. */
function told(method: ts.Node): { at: ts.Node; call: ts.CallExpression }[] {
  const found: { at: ts.Node; call: ts.CallExpression }[] = [];
  let waits = Infinity;
  const visit = (child: ts.Node): void => {
    if (isHandler(child)) return;
    if (ts.isAwaitExpression(child)) waits = Math.min(waits, child.getEnd());
    if (ts.isExpressionStatement(child) && child.getStart() < waits) {
      const expression = ts.isVoidExpression(child.expression) ? child.expression.expression : child.expression;
      if (ts.isCallExpression(expression)) found.push({ at: child, call: expression });
    }
    ts.forEachChild(child, visit);
  };
  visit(method);
  return found;
}

function inputsOf(declaration: ts.ClassDeclaration): Set<string> {
  return new Set(
    declaration.members
      .filter(ts.isPropertyDeclaration)
      .filter((member) => ts.getDecorators(member)?.some((decorator) => decorator.getText().startsWith('@property')))
      .map((member) => member.name.getText()),
  );
}

/** Says to a controller what is wanted of it: it may fetch that. */
const asksFor = /\.want$/;

test('no component writes what it is given', () => {
  assert.ok(elements.length > 40);
  const wrong = elements.flatMap(({ file, declaration }) => {
    const inputs = inputsOf(declaration);
    return written(declaration, true)
      .filter(({ name }) => inputs.has(name))
      .map(({ name, at }) => `${line(file, at)} writes ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('to render writes nothing and tells nobody anything', () => {
  const wrong = elements.flatMap(({ file, declaration }) =>
    drawing(declaration, 'render').flatMap((method) => [
      ...written(method, false).map(({ name, at }) => `${line(file, at)} writes ${name}`),
      ...told(method)
        .filter(({ call }) => rootOf(call) === 'this' || ownNames(method).has(rootOf(call)))
        .map(({ at }) => `${line(file, at)} ${at.getText()}`),
    ]),
  );
  assert.deepEqual(wrong, []);
});

test('to work out what follows from the state changes nothing that was given', () => {
  const wrong = elements.flatMap(({ file, declaration }) => {
    const inputs = inputsOf(declaration);
    return drawing(declaration, 'willUpdate').flatMap((method) => {
      const names = ownNames(method, inputs);
      return told(method)
        .filter(({ call }) => {
          const callee = call.expression.getText();
          const of = rootOf(call) === 'this' ? inputs.has(/^this\.(\w+)/.exec(callee)?.[1] ?? '') : names.has(rootOf(call));
          return of && !asksFor.test(callee);
        })
        .map(({ at }) => `${line(file, at)} ${at.getText()}`);
    });
  });
  assert.deepEqual(wrong, []);
});
