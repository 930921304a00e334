/** Brings the service worker up, and tells apart why it could not be. */
import { path } from '../path.ts';
import { ListMissing } from './store.ts';
import { NotFetched } from './right.ts';

const BASE = path('/');
const SCRIPT = `${BASE}service-worker.js`;

/** Why a browser does not keep pages, as far as a page can find out. */
export type Obstacle =
  /** No secure address, and so neither service workers nor a store. */
  | { readonly kind: 'insecure' }
  /** The browser has none of them: a private window, an old browser, a setting. */
  | { readonly kind: 'absent' }
  /** The browser has them and refuses them to this site. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'full' }
  | { readonly kind: 'network' }
  /** The site answers, but not with the file: 404, 503, or a page in its place. */
  | { readonly kind: 'site'; readonly file: string; readonly status: number }
  /** The bytes are not those that the build wrote. */
  | { readonly kind: 'wrong'; readonly file: string }
  /** The worker came and could not be set up: the site is being updated, or there is no room. */
  | { readonly kind: 'setup' }
  | { readonly kind: 'unknown' };

/** The worker came and its setting up failed. */
export class SetupFailed extends Error {
  override readonly name = 'SetupFailed';
}

/** What the page can see before it asks for anything. */
export function obstacleOf(world: {
  isSecureContext: boolean;
  caches: boolean;
  workers: boolean;
}): Obstacle | undefined {
  if (!world.isSecureContext) return { kind: 'insecure' };
  return world.caches && world.workers ? undefined : { kind: 'absent' };
}

/** What an error says. Browsers name the same refusal differently, so names are all that is looked at. */
export function causeOf(error: unknown): Obstacle {
  if (error instanceof NotFetched) {
    if (error.reason === 'network') return { kind: 'network' };
    return error.reason === 'wrong'
      ? { kind: 'wrong', file: error.address }
      : { kind: 'site', file: error.address, status: error.status };
  }
  if (error instanceof ListMissing) return { kind: 'site', file: 'offline.json', status: error.status };
  if (error instanceof SetupFailed) return { kind: 'setup' };
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError' || name === 'NS_ERROR_DOM_QUOTA_REACHED') return { kind: 'full' };
  if (['SecurityError', 'NotAllowedError', 'InvalidStateError', 'UnknownError', 'NotSupportedError'].includes(name))
    return { kind: 'refused' };
  return name === 'TypeError' ? { kind: 'network' } : { kind: 'unknown' };
}

/** A registration may have failed for the sake of its script; the script itself says. */
async function whyNoWorker(error: unknown): Promise<Obstacle> {
  const cause = causeOf(error);
  if (cause.kind !== 'network' && cause.kind !== 'refused') return cause;
  const script = await fetch(SCRIPT, { cache: 'no-store' }).catch(() => undefined);
  if (!script) return cause;
  const comes = script.ok && script.headers.get('content-type')?.includes('javascript');
  return comes ? { kind: 'refused' } : { kind: 'site', file: 'service-worker.js', status: script.status };
}

/** Resolves when a worker is there; throws where its setting up fails. */
function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (registration.active) resolve();
      else if (worker?.state === 'redundant') reject(new SetupFailed('The service worker could not be set up.'));
    };
    worker?.addEventListener('statechange', look);
    look();
  });
}

/** From here on the site answers without a network, as far as it is kept; otherwise says what stands in the way. */
export async function standIn(): Promise<Obstacle | undefined> {
  const { isSecureContext } = globalThis;
  const obstacle = obstacleOf({
    isSecureContext,
    caches: 'caches' in globalThis,
    workers: 'serviceWorker' in navigator,
  });
  if (obstacle) return obstacle;
  try {
    await active(await navigator.serviceWorker.register(SCRIPT, { scope: BASE }));
    return undefined;
  } catch (error) {
    return await whyNoWorker(error);
  }
}
