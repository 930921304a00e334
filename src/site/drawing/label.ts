/**
 * Labels as runs of one face each, for SVG: KaTeX's HTML would need a foreign object, which WebKit misplaces when it scales
 * and some printers leave out. The little TeX that labels need is set in the same fonts as the formulas of the text.
 */

export type Run = {
  readonly text: string;
  /** Words are sans serif; letters of formulas are italic, and their digits, brackets and names upright. */
  readonly face: 'words' | 'italic' | 'upright';
  /** Below or above the line, and smaller. */
  readonly level: 'sub' | 'base' | 'super';
  /** Room before it, in ems of the formula. */
  readonly space: number;
};

const LETTERS: Readonly<Record<string, string>> = {
  theta: 'θ',
  phi: 'ϕ',
  psi: 'ψ',
  mu: 'μ',
  sigma: 'σ',
  varepsilon: 'ε',
  eta: 'η',
  partial: '∂',
};
/** Signs with the room on both sides that TeX gives relations and operators. */
const SIGNS: Readonly<Record<string, readonly [string, number]>> = {
  mid: ['∣', 0.2],
  sim: ['∼', 0.26],
  le: ['≤', 0.26],
  approx: ['≈', 0.26],
  '=': ['=', 0.26],
  '+': ['+', 0.2],
  '-': ['−', 0.2],
};
const THIN = 0.17;
/** Accents as letters of their own, half an em wide, which step back over the letter that they belong to. */
const ACCENTS: Readonly<Record<string, string>> = { hat: 'ˆ', tilde: '˜' };
const BACK = -0.51;
const NAMES = ['log', 'max', 'min'];
const TOKEN = /\\(?:mathrm|operatorname)\{([^}]*)\}|\\([a-zA-Z]+|,)|([_^])|([{}])|(\s+)|(.)/gu;

type State = { level: Run['level']; depth: number; space: number; accent?: string };

/** One formula without its dollar signs. Throws a sentence for a command that labels cannot have. */
export function formulaRuns(tex: string): readonly Run[] {
  const state: State = { level: 'base', depth: 0, space: 0 };
  const runs: Run[] = [];
  const put = (text: string, face: Run['face'], room = 0) => {
    const before = runs.at(-1)?.text ?? '[';
    // A minus with nothing to its left belongs to the number at its right.
    const around = text === '−' && /[[(=]$/.test(before) ? 0 : room;
    runs.push({ text, face, level: state.level, space: /[[(]$/.test(before) ? 0 : state.space + around });
    if (state.accent !== undefined) runs.push({ text: state.accent, face: 'upright', level: state.level, space: BACK });
    delete state.accent;
    state.space = around;
    if (state.depth === 0) state.level = 'base';
  };
  for (const [, name, command, shift, brace, gap, sign = ''] of tex.matchAll(TOKEN)) {
    if (shift !== undefined) state.level = shift === '_' ? 'sub' : 'super';
    else if (brace !== undefined) nest(state, brace);
    else if (name !== undefined) put(name, 'upright');
    else if (command !== undefined) putCommand(command, tex, put, state);
    else if (sign === "'") {
      state.level = 'super';
      put('′', 'upright');
    } else if (gap === undefined) putSign(sign, put);
    if (sign === ',') state.space = THIN;
  }
  return joined(runs);
}

function nest(state: State, brace: string): void {
  state.depth += brace === '{' ? 1 : -1;
  if (state.depth === 0) state.level = 'base';
}

type Put = (text: string, face: Run['face'], around?: number) => void;

function putCommand(command: string, tex: string, put: Put, state: State): void {
  const [letter, sign, accent] = [LETTERS[command], SIGNS[command], ACCENTS[command]];
  if (command === ',') state.space += THIN;
  else if (accent !== undefined) state.accent = accent;
  else if (letter !== undefined) put(letter, 'italic');
  else if (sign !== undefined) put(sign[0], 'upright', sign[1]);
  else if (NAMES.includes(command)) put(command, 'upright', THIN);
  else throw new Error(`The label “$${tex}$” has “\\${command}”, which labels of diagrams cannot have.`);
}

function putSign(sign: string, put: Put): void {
  const [text, around] = SIGNS[sign] ?? [sign, 0];
  put(text === '*' ? '∗' : text, /[a-zA-Z]/.test(text) ? 'italic' : 'upright', around);
}

/** Neighbours of one face, level and no room between them are one run. */
function joined(runs: readonly Run[]): readonly Run[] {
  return runs.reduce<Run[]>((all, run) => {
    const last = all.at(-1);
    if (last && run.space === 0 && last.face === run.face && last.level === run.level)
      return [...all.slice(0, -1), { ...last, text: last.text + run.text }];
    return [...all, run];
  }, []);
}

/** The lines of a label, each as its runs. */
export const linesOf = (label: string): readonly (readonly Run[])[] =>
  label.split('\n').map((line) =>
    line.split('$').flatMap((piece, at) => {
      if (piece === '') return [];
      return at % 2 === 1 ? formulaRuns(piece) : [{ text: piece, face: 'words', level: 'base', space: 0 } as const];
    }),
  );
