import { useEffect, useMemo } from 'preact/hooks';
import { axesToFit } from '#src/run/axes.ts';
import type { WidgetState } from '#src/run/widget-state.ts';

/** The axes of a run's pictures, which a second run beside it shares. */
export function useFittedAxes(state: Pick<WidgetState, 'id' | 'axes'>) {
  const { fit, leave } = useMemo(() => axesToFit(state), [state]);
  useEffect(() => leave, [leave]);
  return fit;
}
