import { availableParallelism } from 'node:os';
import { apiError } from '../catalogue.ts';

/** Bounds how much expensive work runs at once, and divides it fairly between tenants. */
export interface FairQueue {
  /** Runs `work` when it is its turn. Rejects with `server_unavailable` where too much waits. */
  run<T>(tenant: string, work: () => Promise<T>): Promise<T>;
}

export interface FairQueueOptions {
  /** Jobs in flight at once; default: one a core. */
  concurrency?: number;
  /** Jobs of all tenants that may wait. */
  maxWaiting?: number;
  /** Milliseconds that only grow. */
  now?: () => number;
}

interface Job {
  start: () => Promise<void>;
  refuse: () => void;
}

interface Tenant {
  waiting: Job[];
  running: number;
  /** What its jobs have taken, counted from the common level at which it came. */
  usedMs: number;
}

/** Negative where `a` goes before `b`. */
const compare = (a: Tenant, b: Tenant): number => a.running - b.running || a.usedMs - b.usedMs;

/**
 * First come first served within a tenant. Between tenants the one with the fewest jobs in flight
 * goes first, then the one that has used the least time: counting turns instead would let a tenant
 * with slow hashes (imported ones may take seconds) have nearly all of the machine. When the queue
 * is full, whoever has the most jobs waiting loses its newest one, so nobody can fill it for others.
 */
export function createFairQueue(options: FairQueueOptions = {}): FairQueue {
  const { concurrency = availableParallelism(), maxWaiting = 10_000 } = options;
  const now = options.now ?? (() => performance.now());
  const tenants = new Map<string, Tenant>();
  let running = 0;
  let waiting = 0;
  /** Where newcomers begin: having been idle earns no credit. */
  let level = 0;

  function nextInTurn(): Tenant | undefined {
    const candidates = [...tenants.values()].filter((tenant) => tenant.waiting.length > 0);
    const [first, ...others] = candidates;
    if (!first) return undefined;
    level = candidates.reduce((least, { usedMs }) => Math.min(least, usedMs), first.usedMs);
    return others.reduce((best, tenant) => (compare(tenant, best) < 0 ? tenant : best), first);
  }

  /** Whoever comes back before its use is evened out still owes it. */
  function forgetIdle(): void {
    const allIdle = running === 0 && waiting === 0;
    for (const [key, tenant] of tenants) {
      const idle = tenant.running === 0 && tenant.waiting.length === 0;
      if (idle && (allIdle || tenant.usedMs <= level)) tenants.delete(key);
    }
    if (allIdle) level = 0;
  }

  async function perform(tenant: Tenant, job: Job): Promise<void> {
    running += 1;
    tenant.running += 1;
    const begin = now();
    await job.start();
    tenant.usedMs += now() - begin;
    tenant.running -= 1;
    running -= 1;
    dispatch();
    forgetIdle();
  }

  function dispatch(): void {
    while (running < concurrency && waiting > 0) {
      const tenant = nextInTurn();
      const job = tenant?.waiting.shift();
      if (!tenant || !job) return;
      waiting -= 1;
      void perform(tenant, job);
    }
  }

  /** Whether there is room for one more job of a tenant that has `own` waiting. */
  function makeRoom(own: number): boolean {
    if (waiting < maxWaiting) return true;
    const longest = [...tenants.values()].reduce<Tenant | undefined>(
      (most, tenant) => (tenant.waiting.length > (most?.waiting.length ?? own + 1) ? tenant : most),
      undefined,
    );
    const victim = longest?.waiting.pop();
    if (!victim) return false;
    waiting -= 1;
    victim.refuse();
    return true;
  }

  return {
    run: (key, work) =>
      new Promise((resolve, reject) => {
        const refuse = () => reject(apiError('server_unavailable'));
        if (!makeRoom(tenants.get(key)?.waiting.length ?? 0)) return refuse();
        const tenant = tenants.get(key) ?? { waiting: [], running: 0, usedMs: level };
        tenants.set(key, tenant);
        // The wrapper turns a synchronous throw into a rejection too.
        const start = () => (async () => work())().then(resolve, reject);
        tenant.waiting.push({ start, refuse });
        waiting += 1;
        dispatch();
      }),
  };
}
