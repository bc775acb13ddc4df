// CodeMirror as we use it: JSON, completion, problems given from outside, undo by the draft's own log.
//
// It lives in a shadow tree: there its style sheets are adopted, which our content security policy allows; in the
// document it would write a style element, which it forbids.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Problem } from '#engine';
import { hoverIn } from './about.ts';
import { completeIn } from './complete.ts';
import { editorLook, jsonColours } from './editor-look.ts';
import { pointerAt, rangeOf } from './places.ts';

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly label: () => string;
  readonly file: () => string;
  readonly pack: () => Readonly<Record<string, string>>;
  readonly onchange: (file: string, text: string) => void;
  readonly onundo: () => void;
  readonly onredo: () => void;
  /** The pointer of the value around the cursor, when the author moves it. */
  readonly onplace: (pointer: string) => void;
  /** Words of CodeMirror's own, by their English. */
  readonly phrases: Readonly<Record<string, string>>;
}

export class JsonEditor {
  readonly #view: EditorView;
  readonly #extensions: Extension;
  /** Texts put in from outside are not changes of the author. */
  #loading = false;

  constructor(options: EditorOptions) {
    const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: 'open' });
    const run = (work: () => void) => () => {
      work();
      return true;
    };
    this.#extensions = [
      lineNumbers(),
      foldGutter(),
      lintGutter(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      json(),
      syntaxHighlighting(jsonColours),
      editorLook,
      EditorState.tabSize.of(2),
      EditorState.phrases.of(options.phrases),
      EditorView.contentAttributes.of(() => ({
        'aria-label': options.label(),
        spellcheck: 'false',
        tabindex: '0',
      })),
      autocompletion({
        override: [completeIn(options.file, options.pack)],
        icons: false,
        activateOnTyping: true,
      }),
      hoverIn(options.file),
      keymap.of([
        { key: 'Mod-z', run: run(options.onundo), preventDefault: true },
        { key: 'Mod-y', mac: 'Mod-Shift-z', run: run(options.onredo), preventDefault: true },
        { key: 'Mod-Shift-z', run: run(options.onredo), preventDefault: true },
        { key: 'Tab', run: acceptCompletion },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...foldKeymap,
        ...lintKeymap,
        ...defaultKeymap,
        indentWithTab,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.#loading)
          options.onchange(options.file(), update.state.doc.toString());
        const moved = update.selectionSet && update.transactions.some((one) => one.isUserEvent('select'));
        if (moved) options.onplace(pointerAt(update.state.doc.toString(), update.state.selection.main.head));
      }),
    ];
    this.#view = new EditorView({ parent: root as unknown as HTMLElement, root, state: this.#stateOf('') });
    this.#view.dom.style.height = '100%';
  }

  /** Another file: cursor and folds begin anew. */
  load(text: string): void {
    this.#loading = true;
    this.#view.setState(this.#stateOf(text));
    this.#view.scrollDOM.scrollTop = 0;
    this.#loading = false;
  }

  /** The same file with another text (undone, or changed on a canvas): the cursor stays where it can. */
  replace(text: string): void {
    const { state } = this.#view;
    const now = state.doc.toString();
    if (now === text) return;
    let start = 0;
    while (start < now.length && start < text.length && now[start] === text[start]) start += 1;
    let end = 0;
    while (end < now.length - start && end < text.length - start && now.at(-1 - end) === text.at(-1 - end))
      end += 1;
    this.#loading = true;
    this.#view.dispatch({
      changes: { from: start, to: now.length - end, insert: text.slice(start, text.length - end) },
    });
    this.#loading = false;
  }

  /** Draws the problems of this file under their places. */
  tell(problems: readonly Problem[]): void {
    const { length } = this.#view.state.doc;
    const diagnostics = problems.map((problem) => {
      const from = Math.min(problem.range?.start ?? 0, length);
      const to = Math.min(Math.max(problem.range?.end ?? 0, from), length);
      return {
        from,
        to,
        severity: problem.severity,
        message: problem.cure ? `${problem.message}\n${problem.cure}` : problem.message,
      };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Brings a place into view and selects it; the focus stays where it is unless asked for. */
  show(pointer: string, isFocused: boolean): void {
    const range = rangeOf(this.#view.state.doc.toString(), pointer);
    if (!range) return;
    this.#view.dispatch({
      selection: { anchor: range.start, head: range.end },
      effects: EditorView.scrollIntoView(range.start, { y: 'start', yMargin: 40 }),
    });
    if (isFocused) this.#view.focus();
  }

  close(): void {
    this.#view.destroy();
  }

  #stateOf(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions });
  }
}
