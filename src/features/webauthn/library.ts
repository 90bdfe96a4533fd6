/**
 * The library is loaded by the first ceremony: it brings certificate parsers of some 25 MB that a
 * server without passkeys need not hold. Node keeps what it has loaded.
 */
export const loadLibrary = () => import('@simplewebauthn/server');

export const loadHelpers = () => import('@simplewebauthn/server/helpers');
