/** What the race on the page of the bench says while it is held. */
export const race = {
  doing: (title: string, now: string) => `${title}: ${now}`,
  warmsUp: (name: string) => `${name} warms up`,
  round: (at: number, of: number, name: string) => `round ${at} of ${of}, ${name}`,
  done: 'done',
  notReady: 'it did not get ready',
} as const;
