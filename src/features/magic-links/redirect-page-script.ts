/**
 * Forwards a person and leaves a scanner standing (reference: messaging 3.2). It acts only in a page
 * that is on screen and painted, which link previews, prerenders and most scanners never have, and
 * not in a browser that says it is driven by a program. Whoever is held back keeps the link on the
 * page. `replace` leaves no entry behind, so "back" does not forward again.
 */
export function redirectScript(targetUrl: string, allowAutomation: boolean): string {
  return `(function () {
var target = ${scriptString(targetUrl)};
var allowAutomation = ${allowAutomation};
var root = document.documentElement;
var forwarded = false;
function looksAutomated() {
  return navigator.webdriver === true || /headless|phantomjs|(^|[^u])bot\\b|crawler|spider|preview/i.test(navigator.userAgent) || !navigator.languages || navigator.languages.length === 0;
}
function forward() {
  if (forwarded || document.visibilityState !== 'visible' || document.prerendering) return;
  forwarded = true;
  requestAnimationFrame(function () {
    requestAnimationFrame(function () {
      setTimeout(function () { location.replace(target); }, 150);
    });
  });
}
if (!allowAutomation && looksAutomated()) return;
root.className = 'forwarding';
addEventListener('pageshow', forward);
document.addEventListener('visibilitychange', forward);
document.addEventListener('prerenderingchange', forward);
})();`;
}

/** A JavaScript string literal that can end neither the script element nor the line. */
function scriptString(value: string): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
