/** A rule for ESLint: how many lines of logic a function may have. */
import type { AST, Rule } from 'eslint';

const MOST = 60;

/** A function that is being read, and the lines of it that hold markup. */
type Read = { readonly node: Rule.Node; readonly markup: Set<number> };

const linesOf = ({ start, end }: AST.SourceLocation): readonly number[] =>
  Array.from({ length: end.line - start.line + 1 }, (_, i) => start.line + i);

/** `describe(…)` groups tests as a heading groups paragraphs, so its callback is not counted. */
const isGroup = ({ parent }: Rule.Node, textOf: (node: Rule.Node) => string): boolean =>
  parent?.type === 'CallExpression' && /^(?:test\.)?describe\b/.test(textOf(parent));

/**
 * Reports functions of more than 60 lines. Lines without code are not counted, and neither are those of JSX, which may
 * be long without being complicated; functions inside them are counted by themselves.
 */
export const logicLines: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      long: `This function has {{ lines }} lines of logic, and at most ${MOST} are easy to follow. Take it apart.`,
    },
  },
  create(context) {
    const { sourceCode } = context;
    const open: Read[] = [];
    const check = ({ node, markup }: Read) => {
      const held = new Set(sourceCode.getTokens(node).flatMap(({ loc }) => linesOf(loc)));
      const lines = [...held].filter((line) => !markup.has(line)).length;
      if (lines > MOST && !isGroup(node, (other) => sourceCode.getText(other)))
        context.report({ node, messageId: 'long', data: { lines: String(lines) } });
    };
    return {
      ':function'(node: Rule.Node) {
        open.push({ node, markup: new Set() });
      },
      ':function:exit'() {
        const read = open.pop();
        if (read) check(read);
      },
      ':matches(JSXElement, JSXFragment)'({ loc }: { readonly loc: AST.SourceLocation }) {
        for (const { markup } of open) for (const line of linesOf(loc)) markup.add(line);
      },
    };
  },
};
