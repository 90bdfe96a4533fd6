const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where a request to one name of this machine must go so that its cookie is there when the
 * provider comes back to another: `127.0.0.1` and `localhost` share no cookies. Undefined
 * everywhere else; behind a proxy the Host header says nothing about the browser.
 */
export function otherLoopback(
  publicUrl: string,
  request: { host: string; url: string },
): string | undefined {
  const wanted = new URL(publicUrl);
  if (!URL.canParse(`http://${request.host}`)) return undefined;
  const given = new URL(`http://${request.host}`);
  const isOther =
    wanted.protocol === 'http:' &&
    LOOPBACK.test(wanted.hostname) &&
    LOOPBACK.test(given.hostname) &&
    wanted.port === given.port &&
    wanted.hostname !== given.hostname;
  return isOther ? `${wanted.origin}${request.url}` : undefined;
}
