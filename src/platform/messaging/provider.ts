export type Channel = 'email' | 'sms' | 'whatsapp';

/** A message as a provider gets it, rendered. */
export interface OutboundMessage {
  /** Our own id, the same at every attempt: a receiver can tell a repetition by it. */
  id: string;
  channel: Channel;
  /** login, one_time_passcode ... */
  kind: string;
  /** One bare mail address, or a number in E.164. */
  to: string;
  locale: string;
  /** `project-live-...` */
  projectId: string;
  /** Empty for text messages, like `html`. */
  subject: string;
  html: string;
  text: string;
  /** Empty where the message has none. */
  code: string;
  /** Empty where the message has none. */
  link: string;
  from: { name: string; address: string };
  replyTo?: { name: string; address: string } | undefined;
  /** When its code or link is dead; milliseconds since 1970. */
  expiresAt: number;
}

export interface DeliveryFailure {
  /**
   * temporary: the same message may pass later. permanent: this message never will.
   * bad-recipient: nor will any other message to this recipient over this channel.
   */
  kind: 'temporary' | 'permanent' | 'bad-recipient';
  /** True where nothing must be sent to this recipient over this channel any more. */
  suppress?: boolean;
  /** In our own words, fit for logs: answers of providers repeat numbers and texts. */
  reason: string;
}

/** Hands messages of one or more channels over to somebody who delivers them. */
export interface DeliveryProvider {
  /** For logs. */
  readonly name: string;
  /**
   * Resolves once the other side has taken the message over. Rejects with whatever `failureOf`
   * understands.
   */
  send(message: OutboundMessage): Promise<void>;
  close(): Promise<void>;
}

interface DeliveryError extends Error {
  failure: DeliveryFailure;
}

/** An error that may be logged as it is. */
export const deliveryError = (
  kind: DeliveryFailure['kind'],
  reason: string,
  suppress = false,
): DeliveryError =>
  Object.assign(new Error(reason), {
    name: 'DeliveryError',
    failure: { kind, reason, ...(suppress && { suppress }) },
  });

const failureIn = (error: unknown): DeliveryFailure | undefined => {
  const failure = (error as Partial<DeliveryError> | null)?.failure;
  return typeof failure?.kind === 'string' && typeof failure.reason === 'string'
    ? {
        kind: failure.kind,
        reason: failure.reason,
        ...(failure.suppress === true && { suppress: true }),
      }
    : undefined;
};

/** What a failed send means for the message; whatever we did not foresee may pass later. */
export const failureOf = (error: unknown): DeliveryFailure =>
  failureIn(error) ?? { kind: 'temporary', reason: 'sending failed' };
