import type { HastPluginDefinition } from 'satteri';

/** Markdown links that begin with “/” get the path the site is deployed under. */
export const baseLinksPlugin = (base: string): HastPluginDefinition => ({
  name: 'base-links',
  element: {
    filter: ['a'],
    visit(node, ctx) {
      const href = node.properties['href'];
      if (typeof href === 'string' && /^\/(?!\/)/.test(href))
        ctx.setProperty(node, 'href', base.replace(/\/$/, '') + href);
    },
  },
});
