import type { TestApp } from './test-app.ts';

/** What a page answered, as a browser without script sees it. */
export interface Seen {
  status: number;
  location: string | undefined;
  html: string;
  headers: Record<string, unknown>;
}

/** A browser that keeps cookies, follows nothing by itself and sends forms as it finds them. */
export function pageBrowser(app: TestApp) {
  const cookies = new Map<string, string>();

  async function send(method: 'GET' | 'POST', url: string, form?: Record<string, string>) {
    const { pathname, search } = new URL(url, 'http://localhost:7700');
    const response = await app.app.inject({
      method,
      url: pathname + search,
      headers: {
        host: 'localhost:7700',
        ...(cookies.size > 0 && {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    });
    for (const { name, value } of response.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const seen: Seen = {
      status: response.statusCode,
      location: response.headers.location,
      html: response.body,
      headers: response.headers,
    };
    return seen;
  }

  return {
    cookies,
    get: (url: string) => send('GET', url),
    post: (url: string, form: Record<string, string>) => send('POST', url, form),
    /** Sends the form that has a button of this name, with the fields of a person. */
    async press(seen: Seen, action: string, fields: Record<string, string> = {}): Promise<Seen> {
      const form = [...seen.html.matchAll(/<form [^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find(
        ([, , content]) => content?.includes(`name="action" value="${action}"`),
      );
      if (!form) throw new Error(`There is no button ${action} in: ${seen.html}`);
      const [, target = '', content = ''] = form;
      const hidden = [...content.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, decode(value)],
      );
      return send('POST', decode(target), { ...Object.fromEntries(hidden), ...fields, action });
    },
  };
}

const decode = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

export type PageBrowser = ReturnType<typeof pageBrowser>;

/** Logs in by a code from the mail, from a login page; where the browser is sent then. */
export async function logInByCode(
  app: TestApp,
  browser: PageBrowser,
  page: Seen,
  email: string,
): Promise<Seen> {
  const asked = await browser.press(page, 'email-code', { email });
  const { body } = await app.call(
    'GET',
    `/selvage/v1/messages?to=${encodeURIComponent(email)}&limit=1`,
  );
  return browser.press(asked, 'code', { code: body.messages[0].code });
}
