import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** Attributes whose text a reader sees or hears, of elements and of our own components. */
const SEEN = ['alt', 'aria-label', 'aria-roledescription', 'aria-valuetext', 'label', 'of', 'placeholder', 'title'];
const COMPARING = [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken];
const files = globSync(['src/ui/**/*.tsx', 'src/site/**/*.tsx', 'src/bench/**/*.tsx']);

const isWord = (text: string) => /\p{L}{3}/u.test(text);
/** Begins like a sentence or ends like one, and has a gap in it. */
const isSentence = (text: string) => /^\p{Lu}\p{L}*,? \p{L}/u.test(text) || /\p{L}{2} .*\p{L}{2}[.!?…]$/u.test(text);

/** The text of a literal; of a template what stands between its values. */
function textsOf(node: ts.Node): readonly string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  return [];
}

const nameOf = (attribute: ts.JsxAttribute) => attribute.name.getText();
/** `name` is seen where a component of ours takes it; on an element it belongs to the form. */
function isSeen(attribute: ts.JsxAttribute): boolean {
  const tag = attribute.parent.parent.tagName.getText();
  return nameOf(attribute) === 'name'
    ? /^[A-Z]/.test(tag) && tag !== 'Tick' && !tag.endsWith('Knob')
    : SEEN.includes(nameOf(attribute));
}

/** Whether a literal is shown: as a child of an element, in an attribute that is read, or under the name of one; not what only decides between two. */
function isShown(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const above = at.parent;
    if (ts.isConditionalExpression(above) && above.condition === at) return false;
    if (ts.isBinaryExpression(above) && COMPARING.includes(above.operatorToken.kind)) return false;
    if (ts.isCallExpression(above) || ts.isElementAccessExpression(above) || ts.isArrowFunction(above)) return false;
    if (ts.isJsxAttribute(above)) return isSeen(above);
    if (ts.isPropertyAssignment(above) && SEEN.includes(above.name.getText())) return true;
    if (ts.isJsxExpression(above) && !ts.isJsxAttribute(above.parent)) return true;
  }
  return false;
}

/** What a file shows or says in words of its own. */
function wordsIn(code: string): readonly string[] {
  const source = ts.createSourceFile('some.tsx', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isJsxText(node) && isWord(node.text)) found.push(node.text.trim());
    for (const text of textsOf(node)) if (isShown(node) ? isWord(text) : isSentence(text)) found.push(text);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

test.each(files)('%s has its words from a folder of words', (file) => {
  const own = wordsIn(readFileSync(file, 'utf8'));
  expect(own, `${file} says this in words of its own; a translation looks for them in the modules of words`).toEqual(
    [],
  );
});

describe('the look for words', () => {
  test.each([
    ['text', '<b>Press Run</b>', ['Press Run']],
    ['a choice of two', "<b>{on ? 'Pause' : 'Run'}</b>", ['Pause', 'Run']],
    ['a label', '<b aria-label="Knobs" />', ['Knobs']],
    ['a template in a label', '<b title={`Back to ${there}`} />', ['Back to ']],
    ['the label of a component', '<Run name="Second run" />', ['Second run']],
    ['a label in a table', "const rooms = { link: { label: 'Link…', kind: 'panel' } }", ['Link…']],
    ['a sentence that is kept', "const gone = 'It is not drawn any more.'", ['It is not drawn any more.']],
    ['a sentence in an error', 'throw new Error(`The ${knob} is lost for now.`)', [' is lost for now.']],
  ])('finds %s', (_, code, words) => {
    expect(wordsIn(code)).toEqual(words);
  });

  test.each([
    ['classes, forms and ids', '<input class="more seeds" type="radio" name="kind" id="one two" />'],
    ['what only decides', "<b>{kind === 'number' ? words.number : words.choice}</b>"],
    ['words of a module', '<b title={words.title}>{words.text}</b>'],
    ['names of keys and events', "press(event.key === 'Escape' && 'ArrowLeft')"],
    ['short signs', '<b>↺ px</b>'],
  ])('leaves %s alone', (_, code) => {
    expect(wordsIn(code)).toEqual([]);
  });
});
