/** A browser as far as signing in needs one: cookies by path, forms, redirects within the platform. */

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  /** Where a redirect led that leaves the platform. */
  readonly left?: URL;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};
const plain = (text: string): string =>
  text.replace(/&(?:amp|quot|#39|lt|gt);/g, (one) => entities[one] ?? one);

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : plain(found);
};

/** The form of a page whose action ends so, with what it holds already. */
export function formOf(page: Page, ending = ''): { action: string; fields: Record<string, string> } {
  for (const [whole, tag = ''] of page.text.matchAll(/(<form[^>]*>)[\s\S]*?<\/form>/g)) {
    const action = attribute(tag, 'action') ?? '';
    if (!action.endsWith(ending)) continue;
    const inputs = [...whole.matchAll(/<input[^>]*>/g)].map(([input]) => input);
    const named = inputs.map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? '']);
    return { action, fields: Object.fromEntries(named) };
  }
  throw new Error(`the page ${page.url} (${page.status}) has no form ${ending}: ${page.text.slice(0, 2000)}`);
}

export class Browser {
  readonly #cookies = new Map<string, Cookie>();
  readonly #origin: string;
  readonly agent: string;

  constructor(origin: string, agent = 'test browser') {
    this.#origin = origin;
    this.agent = agent;
  }

  get(path: string): Promise<Page> {
    return this.#go('GET', new URL(path, this.#origin));
  }

  /** Sends a form of the page, with these fields filled in. */
  async submit(page: Page, fields: Record<string, string> = {}, ending = ''): Promise<Page> {
    const form = formOf(page, ending);
    return this.post(form.action, { ...form.fields, ...fields });
  }

  post(path: string, fields: Record<string, string>, origin = this.#origin): Promise<Page> {
    const type = 'application/x-www-form-urlencoded';
    return this.#go('POST', new URL(path, this.#origin), {
      type,
      body: new URLSearchParams(fields).toString(),
      origin,
    });
  }

  /** As a page's own script would. */
  async postJson(path: string, value: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const sent = { type: 'application/json', body: JSON.stringify(value), origin: this.#origin };
    const { status, text } = await this.#go('POST', new URL(path, this.#origin), sent);
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  }

  async #go(method: string, url: URL, sent?: { type: string; body: string; origin: string }): Promise<Page> {
    let [next, how, content] = [url, method, sent];
    for (let turn = 0; turn < 12; turn += 1) {
      const response = await fetch(next, {
        method: how,
        redirect: 'manual',
        headers: {
          cookie: this.#cookieHeader(next),
          'user-agent': this.agent,
          ...(content ? { 'content-type': content.type, origin: content.origin } : {}),
        },
        ...(content ? { body: content.body } : {}),
      });
      this.#keep(response);
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399)
        return { status: response.status, url: next.href, text: await response.text() };
      await response.arrayBuffer();
      next = new URL(location, next);
      [how, content] = ['GET', undefined];
      const isHere = next.origin === this.#origin && next.pathname.startsWith('/oidc/');
      if (!isHere) return { status: response.status, url: next.href, text: '', left: next };
    }
    throw new Error(`the redirects do not end: ${next.href}`);
  }

  #cookieHeader({ pathname }: URL): string {
    const fits = [...this.#cookies].filter(
      ([, { path }]) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
    );
    return fits.map(([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ');
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...parts] = line.split(';').map((part) => part.trim());
      const cut = pair.indexOf('=');
      const path = /^path=(.*)$/i.exec(parts.find((part) => /^path=/i.test(part)) ?? '')?.[1] ?? '/';
      const key = `${pair.slice(0, cut)} ${path}`;
      const expires = parts.find((part) => /^expires=/i.test(part))?.slice(8);
      if (expires !== undefined && Date.parse(expires) < Date.now()) this.#cookies.delete(key);
      else this.#cookies.set(key, { value: pair.slice(cut + 1), path });
    }
  }
}
