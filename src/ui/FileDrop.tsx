import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { files as words } from '#src/run/words/files.ts';
import { folderIn, readFiles, type FileRead, type Limits } from './dropped.ts';

type Props = Limits & {
  label: string;
  /** Where files may be dropped: what holds this control. */
  zone?: string;
  onFiles: (files: readonly FileRead[]) => void;
};

const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;

/**
 * A way to choose files, and the whole figure, or another zone, as a place to drop them on. Nothing leaves the page.
 * What cannot be read is said here, and then nothing is handed on.
 */
export function FileDrop({ label, zone = 'figure', most, together, onFiles }: Props) {
  const root = useRef<HTMLSpanElement>(null);
  const said = useSignal('');
  const hand = useRef(onFiles);
  hand.current = onFiles;
  const take = async (list: readonly File[]) => {
    if (list.length === 0) return;
    const read = await readFiles(list, { most, together });
    said.value = typeof read === 'string' ? read : '';
    if (typeof read !== 'string') hand.current(read);
  };
  useEffect(() => {
    const target = root.current?.closest<HTMLElement>(zone);
    if (!target) return undefined;
    // A zone inside another keeps what falls on it; a text that is dragged goes where it may.
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      target.classList.add('dropping');
    };
    const leave = () => target.classList.remove('dropping');
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      leave();
      const folder = folderIn(event.dataTransfer);
      if (folder === undefined) void take([...event.dataTransfer.files]);
      else said.value = words.folder(folder);
    };
    target.addEventListener('dragover', over);
    target.addEventListener('dragleave', leave);
    target.addEventListener('drop', drop);
    return () => {
      target.removeEventListener('dragover', over);
      target.removeEventListener('dragleave', leave);
      target.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <span ref={root}>
      <label class="file-drop">
        {label}{' '}
        <input
          type="file"
          multiple
          // So that the same file, mended, can be chosen again.
          onClick={(event) => (event.currentTarget.value = '')}
          onChange={(event) => void take([...(event.currentTarget.files ?? [])])}
        />
      </label>
      <span role="status" data-said="file">
        {said.value && <span key={said.value}> {said.value}</span>}
      </span>
    </span>
  );
}
