import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { course } from './site/course.ts';

/** `08-kl-divergence.mdx` is the lecture `kl-divergence`: the number orders the course, the address does not carry it. */
const slug = ({ entry }: { entry: string }) => entry.replace(/^\d+-/, '').replace(/\.mdx$/, '');

const lectures = defineCollection({
  loader: glob({ base: './content/lectures', pattern: '*.mdx', generateId: slug }),
  schema: z.strictObject({
    title: z.string(),
    number: z.number().int().positive(),
    promise: z.string().startsWith(course.promise),
    description: z.string(),
    sources: z.array(z.enum(['000', '001', '002', '003', '004'])),
  }),
});

const appendices = defineCollection({
  loader: glob({ base: './content/appendices', pattern: '*.mdx', generateId: slug }),
  schema: z.strictObject({ title: z.string(), description: z.string(), order: z.number() }),
});

const home = defineCollection({
  loader: glob({ base: './content', pattern: 'home.mdx' }),
  schema: z.strictObject({ title: z.string(), description: z.string() }),
});

export const collections = { lectures, appendices, home };
