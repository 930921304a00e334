import { amount } from '#src/ui/amount.ts';
import { metaOf, valuesOf } from '../widgets.ts';

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** A slider in the text, as HTML: a native range input with its symbol, name and number. */
export function scrubHtml(widget: string, knob: string, set: Readonly<Record<string, unknown>> = {}): string {
  const spec = metaOf(widget).params[knob];
  if (spec?.kind !== 'number')
    throw new Error(
      `${widget} has no number knob “${knob}”. Its knobs are: ${Object.keys(metaOf(widget).params).join(', ')}.`,
    );
  const value = Number(valuesOf(widget, set)[knob]);
  const log = spec.scale === 'log';
  const at = (x: number) => (log ? Math.log10(x) : x);
  const digits = spec.integer ? 0 : 2;
  const step = spec.integer ? 1 : log ? 0.01 : Math.min(spec.step || 0.01, 0.01);
  const shown = amount(value, digits);
  return (
    `<label class="scrub" data-scrub="${knob}" data-widget-id="${widget}" data-for="${widget}" data-digits="${digits}"${log ? ' data-scale="log"' : ''}>` +
    `<span class="scrub-name">${spec.symbol ? `<i class="symbol" translate="no">${escape(spec.symbol)}</i>` : ''} <span class="scrub-label">${escape(spec.label)}</span></span>` +
    `<output translate="no">${shown}</output>` +
    `<input type="range" min="${at(spec.min)}" max="${at(spec.max)}" step="${step}" value="${at(value)}" aria-label="${escape(`${spec.label} ${spec.symbol ?? ''}`.trim())}" aria-valuetext="${shown}" autocomplete="off"></label>`
  );
}
