/** What a call of the wire brought back. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface ErrorBody {
  readonly error_type: string;
}

/** The calls of one node with one set of credentials, without any client between. */
export interface Api {
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body?: object): Promise<Answer<T>>;
  put<T>(path: string, body?: object): Promise<Answer<T>>;
  delete<T>(path: string): Promise<Answer<T>>;
}

/** `user` and `password` are a project's id and secret, or a management key's. */
export function api(baseUrl: string, user: string, password: string): Api {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  async function call<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  return {
    get: (path) => call('GET', path),
    post: (path, body = {}) => call('POST', path, body),
    put: (path, body = {}) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
}
