/** What the course is called: the one place for words that a fork would change. */
export const course = {
  name: 'Generative Notes',
  line: 'Course notes on generative models whose figures train while you read',
  terms: 'Words and figures CC BY 4.0, code MIT',
  language: 'en',
} as const;
