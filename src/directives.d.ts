import 'astro';

declare module 'astro' {
  // Astro reads this name by merging declarations, which only an interface does.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface AstroClientDirectives {
    'client:near'?: boolean;
  }
}
