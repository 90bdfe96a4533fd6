import cluster from 'node:cluster';
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client';

/** What is asked for only when somebody looks. */
export interface MetricsSources {
  version: string;
  /** Refusals that the audit log only counted. */
  auditSuppressed(): number;
  /** Events that wait to be written to it. */
  auditWaiting(): number;
  /** Messages that wait to be delivered, of all nodes. */
  messagesQueued(): Promise<number>;
}

export interface Metrics {
  registry: Registry;
  /** A request that was answered; `operation` and `errorType` are words of ours, never input. */
  observeRequest(answered: {
    operation: string;
    status: number;
    errorType: string | null;
    seconds: number;
  }): void;
}

/** Seconds: from what a cached read takes to what nobody waits for. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** A value that is kept elsewhere; where it cannot be had the others are shown without it. */
function gauge(
  registry: Registry,
  options: { name: string; help: string; aggregator?: 'sum' | 'max' },
  read: () => number | Promise<number>,
): void {
  new Gauge({
    ...options,
    registers: [registry],
    async collect() {
      try {
        this.set(await read());
      } catch {
        this.reset();
      }
    },
  });
}

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'selvage_request_duration_seconds',
    help: 'Requests by operation and HTTP status, from the first byte to the end of the answer.',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'selvage_refusals_total',
    help: 'Answers with an error, by error_type.',
    labelNames: ['error_type'],
    registers: [registry],
  });
  new Gauge({
    name: 'selvage_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version: sources.version }, 1);
  gauge(
    registry,
    {
      name: 'selvage_audit_suppressed_refusals',
      help: 'Refusals that were counted and not written to the audit log since the start.',
    },
    sources.auditSuppressed,
  );
  gauge(
    registry,
    { name: 'selvage_audit_waiting_events', help: 'Events that wait to be written.' },
    sources.auditWaiting,
  );
  gauge(
    registry,
    {
      name: 'selvage_messages_queued',
      help: 'Messages that wait to be delivered, the same on every node.',
      aggregator: 'max',
    },
    sources.messagesQueued,
  );
  if (cluster.isWorker) answerSupervisor(registry);
  return {
    registry,
    observeRequest({ operation, status, errorType, seconds }) {
      requests.observe({ operation, status: String(status) }, seconds);
      if (errorType !== null) refusals.inc({ error_type: errorType });
    },
  };
}

/** Of several processes on one port the one that started them adds up what they have. */
function answerSupervisor(registry: Registry): void {
  AggregatorRegistry.setRegistries(registry);
  // It listens for the question from its construction on.
  new AggregatorRegistry();
}

/** The text of this process's metrics, or in a supervisor of all of its workers. */
export const metricsText = (registry: Registry): (() => Promise<string>) => {
  return () => registry.metrics();
};

export function supervisedMetricsText(): () => Promise<string> {
  const aggregator = new AggregatorRegistry();
  return () => aggregator.clusterMetrics();
}
