import type { HastPluginDefinition } from 'satteri';

/** A number and its percent sign stay on one line. */
export const percentPlugin: HastPluginDefinition = {
  name: 'percent',
  text(node) {
    const value = node.value.replace(/(\d) %/g, '$1\u00a0%');
    return value === node.value ? undefined : { ...node, value };
  },
};
