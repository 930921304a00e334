import { useEffect, useRef } from 'preact/hooks';

type Props = {
  label: string;
  /** Where files may be dropped: what holds this control. */
  zone?: string;
  /** The most bytes that are of use: of a larger file one byte more is read, so that it can be told from one of that size. */
  most?: number;
  onFiles: (files: readonly { name: string; bytes: Uint8Array }[]) => void;
};

const read = async (file: File, most: number) => ({
  name: file.name,
  bytes: new Uint8Array(await file.slice(0, Math.min(file.size, most + 1)).arrayBuffer()),
});

/** A way to choose files, and the whole figure, or another zone, as a place to drop them on. Nothing leaves the page. */
export function FileDrop({ label, zone = 'figure', most = Infinity, onFiles }: Props) {
  const root = useRef<HTMLLabelElement>(null);
  const take = (list: FileList | null | undefined) => {
    if (list && list.length > 0) void Promise.all([...list].map((file) => read(file, most))).then(onFiles);
  };
  useEffect(() => {
    const target = root.current?.closest<HTMLElement>(zone);
    if (!target) return undefined;
    // A zone inside another keeps what falls on it.
    const over = (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      target.classList.add('dropping');
    };
    const leave = () => target.classList.remove('dropping');
    const drop = (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      leave();
      take(event.dataTransfer?.files);
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
    <label ref={root} class="file-drop">
      {label} <input type="file" multiple onChange={(event) => take(event.currentTarget.files)} />
    </label>
  );
}
