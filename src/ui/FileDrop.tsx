import { useEffect, useRef } from 'preact/hooks';

type Props = {
  label: string;
  /** The most bytes that are of use: of a larger file one byte more is read, so that it can be told from one of that size. */
  most?: number;
  onFiles: (files: readonly { name: string; bytes: Uint8Array }[]) => void;
};

const read = async (file: File, most: number) => ({
  name: file.name,
  bytes: new Uint8Array(await file.slice(0, most + 1).arrayBuffer()),
});

/** A way to choose files, and the whole figure as a place to drop them on. Nothing leaves the page. */
export function FileDrop({ label, most = Infinity, onFiles }: Props) {
  const root = useRef<HTMLLabelElement>(null);
  const take = (list: FileList | null | undefined) => {
    if (list && list.length > 0) void Promise.all([...list].map((file) => read(file, most))).then(onFiles);
  };
  useEffect(() => {
    const figure = root.current?.closest('figure');
    if (!figure) return undefined;
    const over = (event: DragEvent) => {
      event.preventDefault();
      figure.classList.add('dropping');
    };
    const leave = () => figure.classList.remove('dropping');
    const drop = (event: DragEvent) => {
      event.preventDefault();
      leave();
      take(event.dataTransfer?.files);
    };
    figure.addEventListener('dragover', over);
    figure.addEventListener('dragleave', leave);
    figure.addEventListener('drop', drop);
    return () => {
      figure.removeEventListener('dragover', over);
      figure.removeEventListener('dragleave', leave);
      figure.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <label ref={root} class="file-drop">
      {label} <input type="file" multiple onChange={(event) => take(event.currentTarget.files)} />
    </label>
  );
}
