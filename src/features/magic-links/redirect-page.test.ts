import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  appendRedirectParameters,
  redirectErrorPage,
  redirectPage,
  redirectPageCsp,
} from './redirect-page.ts';

const nonce = 'q2bB4d1+/uL0Yw8xZ3kPzA==';
const page = (targetUrl: string, extra: object = {}) =>
  redirectPage({ targetUrl, nonce, ...extra });

function hrefOf(html: string): string {
  const href = /<a class="action" href="([^"]*)"/.exec(html)?.[1] ?? '';
  return href.replace(
    /&quot;|&#39;|&lt;|&gt;|&amp;/g,
    (entity) =>
      ({ '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' })[entity] ?? entity,
  );
}

function scriptOf(html: string): string {
  return /<script nonce="[^"]*">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
}

interface Visit {
  visible?: boolean;
  webdriver?: boolean;
  userAgent?: string;
}

/** Runs the page's script against a stand-in browser. */
function visit(html: string, { visible = true, webdriver = false, userAgent = 'Firefox' }: Visit) {
  const listeners: Record<string, () => void> = {};
  const replaced: string[] = [];
  const listen = (type: string, listener: () => void) => {
    listeners[type] = listener;
  };
  const document = {
    documentElement: { className: '' },
    visibilityState: visible ? 'visible' : 'hidden',
    addEventListener: listen,
  };
  const now = (callback: () => void) => callback();
  new Script(scriptOf(html)).runInNewContext({
    document,
    navigator: { webdriver, userAgent, languages: ['en'] },
    location: { replace: (url: string) => replaced.push(url) },
    addEventListener: listen,
    requestAnimationFrame: now,
    setTimeout: now,
  });
  return {
    replaced,
    document,
    fire: (type: string) => listeners[type]?.(),
  };
}

const targets = [
  'https://app.example/authenticate?a=1&stytch_token_type=magic_links&token=abc#top',
  'myapp://callback?token=abc&stytch_token_type=magic_links',
  'stytch-ui-public-token-test-1://deeplink?token=abc',
  'https://app.example/?q="><script>alert(1)</script>',
  "https://app.example/?q=</script><!--&amp;'x'",
  'https://app.example/?q=ü&amp;lt;😀\\u003c',
];

describe('redirectPage', () => {
  it.each(targets)('carries %s intact in the link and in the script', (target) => {
    const html = page(target);
    expect(hrefOf(html)).toBe(target);
    const visitor = visit(html, {});
    visitor.fire('pageshow');
    expect(visitor.replaced).toEqual([target]);
  });

  it.each(targets)('lets %s open no element and end no script', (target) => {
    const html = page(target);
    expect(html.match(/<\/?script/g)).toHaveLength(2);
    expect(/var target = (.*)/.exec(scriptOf(html))?.[1]).not.toMatch(/[<>&\u2028\u2029]/);
    expect(html).not.toContain('<!--');
    expect(html).not.toContain('alert(1)</script>');
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example/1',
    '//app.example/',
    '/relative',
    '',
  ])('refuses %j as a target', (target) => {
    expect(() => page(target)).toThrow(TypeError);
  });

  it('does not repeat a refused target in the error', () => {
    expect(() => page('javascript:secret-token')).toThrow(/^(?!.*secret-token)/);
  });

  it('waits until the page is on screen', () => {
    const visitor = visit(page('https://app.example/'), { visible: false });
    visitor.fire('pageshow');
    expect(visitor.replaced).toEqual([]);
    visitor.document.visibilityState = 'visible';
    visitor.fire('visibilitychange');
    expect(visitor.replaced).toEqual(['https://app.example/']);
  });

  it('forwards once however often the page comes back on screen', () => {
    const visitor = visit(page('myapp://callback'), {});
    visitor.fire('pageshow');
    visitor.fire('visibilitychange');
    expect(visitor.replaced).toHaveLength(1);
  });

  it.each([
    { webdriver: true },
    { userAgent: 'Mozilla/5.0 HeadlessChrome/120' },
    { userAgent: 'Slackbot-LinkExpanding 1.0' },
    { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' },
    { userAgent: 'SkypeUriPreview' },
  ])('holds back an automated visitor and leaves it the link: %o', (browser) => {
    const html = page('https://app.example/');
    const visitor = visit(html, browser);
    visitor.fire('pageshow');
    expect(visitor.replaced).toEqual([]);
    expect(visitor.document.documentElement.className).toBe('');
    expect(hrefOf(html)).toBe('https://app.example/');
  });

  it('takes a Cubot telephone for what it is', () => {
    const userAgent = 'Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50)';
    const visitor = visit(page('https://app.example/'), { userAgent });
    visitor.fire('pageshow');
    expect(visitor.replaced).toHaveLength(1);
  });

  it('forwards an automated visitor where that is allowed', () => {
    const html = page('https://app.example/', { allowAutomation: true });
    const visitor = visit(html, { webdriver: true });
    visitor.fire('pageshow');
    expect(visitor.replaced).toEqual(['https://app.example/']);
  });

  it('escapes the project name', () => {
    const html = page('https://app.example/', { projectName: '</title><img src=x>"\'\r\nX' });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;/title&gt;&lt;img src=x&gt;&quot;&#39; X');
  });

  it.each([
    [undefined, 'en', 'Continue'],
    ['en-GB', 'en', 'Continue'],
    ['es', 'es', 'Continuar'],
    ['pt-br', 'pt-BR', 'Continuar'],
    ['fr-CA', 'fr', 'Continuer'],
    ['"><x', 'en', 'Continue'],
  ])('speaks the language of locale %s', (locale, language, action) => {
    const html = page('https://app.example/', locale === undefined ? {} : { locale });
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain(`>${action}</a>`);
  });

  it('loads nothing and styles and scripts only under the nonce', () => {
    const html = page('https://app.example/');
    expect(html).not.toMatch(/\ssrc=|@import|url\(|\sstyle=|\son[a-z]+=/);
    expect(html.match(/<(script|style)(?! nonce="q2bB4d1\+\/uL0Yw8xZ3kPzA==")/g)).toBeNull();
  });

  it('is exported together with appendRedirectParameters', () => {
    expect(appendRedirectParameters('a:b', { c: 'd' })).toBe('a:b?c=d');
  });
});

describe('redirectErrorPage', () => {
  it('explains without script and offers nothing to follow', () => {
    const html = redirectErrorPage({ nonce, locale: 'fr' });
    expect(html).toContain('Ce lien ne fonctionne pas');
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<a ');
  });
});

describe('redirectPageCsp', () => {
  it('allows nothing but the nonce', () => {
    expect(redirectPageCsp(nonce)).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it.each(['', 'short', "x'; script-src *", 'aaaaaaaaaaaaaaaa\r\nX: y', 'aaaaaaaaaaaaaaaa"'])(
    'refuses the nonce %j everywhere',
    (bad) => {
      expect(() => redirectPageCsp(bad)).toThrow(TypeError);
      expect(() => redirectPage({ targetUrl: 'https://a.example/', nonce: bad })).toThrow(
        TypeError,
      );
      expect(() => redirectErrorPage({ nonce: bad })).toThrow(TypeError);
    },
  );
});
