/**
 * Path of a Chromium or Chrome: `SELVAGE_CHROMIUM`, else the usual places, else Debian's package is
 * installed when we are root. Undefined where there is none.
 */
export function chromiumPath(): string | undefined;
