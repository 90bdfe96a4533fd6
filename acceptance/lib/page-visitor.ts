import type { Api } from './api.ts';

/** What a page answered; nothing is followed by itself. */
export interface Seen {
  readonly status: number;
  readonly location: string | undefined;
  readonly html: string;
}

export interface PageVisitor {
  get(url: string | URL): Promise<Seen>;
  /** Sends the form with this button as a browser without script would. */
  press(seen: Seen, action: string, fields?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Follows a login page to its end; what the page after it shows. */
  logIn(page: Seen, email: string): Promise<Seen>;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

const decode = (text: string): string =>
  text.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);

/** A person at the login page of a server, whose mail is read through the inbox. */
export function pageVisitor(baseUrl: string, project: Api): PageVisitor {
  const cookies = new Map<string, string>();

  async function send(url: string | URL, form?: Readonly<Record<string, string>>): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(url, baseUrl), {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return {
      status: response.status,
      location: response.headers.get('location') ?? undefined,
      html: await response.text(),
    };
  }

  const press: PageVisitor['press'] = async (seen, action, fields = {}) => {
    const forms = [...seen.html.matchAll(/<form [^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const form = forms.find(([, , content]) =>
      content?.includes(`name="action" value="${action}"`),
    );
    if (!form) throw new Error(`There is no button ${action} on: ${seen.html}`);
    const [, target = '', content = ''] = form;
    const hidden = [...content.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, decode(value)] as const,
    );
    return send(decode(target), { ...Object.fromEntries(hidden), ...fields, action });
  };

  return {
    get: (url) => send(url),
    press,
    async logIn(page, email) {
      const asked = await press(page, 'email-code', { email });
      const path = `/selvage/v1/messages?to=${encodeURIComponent(email)}&limit=1`;
      const { body } = await project.get<{ messages: Array<{ code: string }> }>(path);
      const arrived = await press(asked, 'code', { code: body.messages[0]?.code ?? '' });
      if (arrived.location === undefined) throw new Error(`No login: ${arrived.html}`);
      return send(arrived.location);
    },
  };
}
