/** A field that a printed form names, with its place in the text. */
export interface PrintedPath {
  /** Dotted, from the record on: `lines.net`. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const name = '[A-Za-z_][A-Za-z0-9_]*';
const loop = new RegExp(`\\bfor\\s+(${name})\\s+in\\s+(${name})((?:\\.${name})+)`, 'g');
const step = `\\.at\\("${name}"(?:, default: [^)]*)?\\)|\\.${name}`;
const mention = new RegExp(`(?<![\\w."/-])(${name})((?:${step})+)`, 'g');

/**
 * Fields that a Typst form names: `doc.total`, `doc.at("total")`, and those of the lines that it loops over
 * (`for line in doc.lines`). A method (`doc.lines.map(…)`, `line.net.len()`) ends a path. What is reached in another way
 * (through a function or a name given by `let`) is not followed.
 */
export function printedPaths(text: string): readonly PrintedPath[] {
  const code = withoutComments(text);
  const roots = new Map([['doc', '']]);
  for (const [, variable = '', root = '', steps = ''] of code.matchAll(loop)) {
    const of = roots.get(root);
    if (of !== undefined) roots.set(variable, joined(of, pathOf(steps)));
  }
  return [...code.matchAll(mention)].flatMap((match): PrintedPath[] => {
    const [whole, root = '', steps = ''] = match;
    const of = roots.get(root);
    const end = match.index + whole.length;
    // The last name is a method when it is called.
    const path = pathOf(code[end] === '(' ? steps.replace(/\.[^.]*$/, '') : steps);
    if (of === undefined || path === '') return [];
    return [{ path: joined(of, path), start: match.index, end }];
  });
}

function pathOf(steps: string): string {
  return steps.replace(/\.at\("([^"]*)"[^)]*\)/g, '.$1').slice(1);
}

function joined(of: string, path: string): string {
  return of === '' ? path : `${of}.${path}`;
}

/** Comments become blanks, so that places stay. An address (`https://`) is no comment. */
function withoutComments(text: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<!:)\/\/[^\n]*/g, blank);
}
