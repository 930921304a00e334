import { signal, useSignal, useSignalEffect, type ReadonlySignal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** Follows a signal, at most once every `milliseconds` milliseconds; its last value is never missed. */
export function useThrottled<T>(source: ReadonlySignal<T>, milliseconds: number): ReadonlySignal<T> {
  const slow = useMemo(() => signal(source.peek()), [source]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = source.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        slow.value = source.peek();
      }, milliseconds);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [source]);
  return slow;
}

/** A switch. While it is on, `act` is called at once and then every `milliseconds` milliseconds. */
export function useRepeating(act: () => void, milliseconds: number): Signal<boolean> {
  const on = useSignal(false);
  useSignalEffect(() => {
    if (!on.value) return undefined;
    act();
    // What is switched off stays off, also in the moment before the timer is cleared.
    const timer = setInterval(() => on.peek() && act(), milliseconds);
    return () => clearInterval(timer);
  });
  return on;
}
