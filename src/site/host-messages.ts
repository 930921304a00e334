/** Messages of the page around an embedded figure that came in one go: what the newest ones make idle is left out. */

export type HostMessage = Readonly<Record<string, unknown>>;

const isSet = ({ type }: HostMessage) => type === 'set';
const paramsOf = ({ params }: HostMessage) => (typeof params === 'object' && params !== null ? params : {});

/**
 * The messages with one more. Settings become one, but for those on either side of the last reset; of each other kind the
 * last one is kept, in its place: of thousands, a handful is left. The figure ends as it would have ended after all of them.
 */
export function withNewest(waiting: readonly HostMessage[], next: HostMessage): readonly HostMessage[] {
  if (next['type'] === 'reset') return [...merged(waiting.filter(({ type }) => type !== 'reset')), next];
  if (!isSet(next)) return [...waiting.filter(({ type }) => type !== next['type']), next];
  const since = waiting.findLastIndex(({ type }) => type === 'reset') + 1;
  return [...waiting.slice(0, since), ...merged([...waiting.slice(since), next])];
}

/** All settings as one, behind the rest. */
function merged(messages: readonly HostMessage[]): readonly HostMessage[] {
  const sets = messages.filter(isSet);
  if (sets.length === 0) return messages;
  const params = Object.assign({}, ...sets.map(paramsOf)) as object;
  return [...messages.filter((message) => !isSet(message)), { type: 'set', params }];
}

/** Gathers messages while they come and acts on what is left of them in the task after. */
export function inOneGo(act: (message: HostMessage) => void, later: (task: () => void) => void = setTimeout) {
  let waiting: readonly HostMessage[] = [];
  const all = () => {
    const now = waiting;
    waiting = [];
    for (const message of now) act(message);
  };
  return (message: HostMessage) => {
    if (waiting.length === 0) later(all);
    waiting = withNewest(waiting, message);
  };
}
