/** What the race of the executors says, on its page and in the text to copy. */
export const bench = {
  start: 'start the race',
  again: 'race again',
  pause: 'pause',
  goOn: 'go on',
  stop: 'stop',
  share: 'How much of the race is held',
  said: {
    idle: '',
    racing: 'The race is on.',
    paused: 'The race rests.',
    stopped: 'The race was stopped.',
    done: 'The race is over.',
  },
  brokeOff: (reason: string) => `The race broke off: ${reason}. What was measured before stands; press “race again”.`,
  picture: 'Steps a second, logarithmic',
  results: 'Results of the race',
  copy: 'copy the result as text',
  columns: ['model', 'contestant', 'ms a step', 'steps a second', 'numbers'],
  right: 'right',
  wrong: 'wrong',
  lead: (times: string, second: string) => `, ${times} times ${second}`,
  wins: (contest: string, contestant: string, pace: string, lead: string) =>
    `${contest}: ${contestant} wins with ${pace} steps a second${lead}.`,
  head: (date: string, cores: number, agent: string) => `Race of ${date}; ${cores} cores; ${agent}`,
} as const;
