// A person at a browser without JavaScript: follows redirects, keeps cookies, fills in the forms of the pages.

export class Person {
  #cookies = new Map();

  constructor(username, password, isDestination) {
    this.username = username;
    this.password = password;
    this.isDestination = isDestination;
  }

  /**
   * Opens an authorization request, signs in and approves; returns the URL at which the client is answered, or nothing
   * where a page is the end.
   */
  async approve(url, isEnd = () => false) {
    let next = { method: "GET", url: new URL(url) };
    for (let step = 0; step < 20; step++) {
      if (this.isDestination(next.url)) return next.url;
      const response = await fetch(next.url, {
        method: next.method,
        body: next.body,
        redirect: "manual",
        headers: { cookie: [...this.#cookies].map(([n, v]) => `${n}=${v}`).join("; ") },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
        this.#cookies.set(name, value);
      }
      const location = response.headers.get("location");
      const html = location ? "" : await response.text();
      if (!location && isEnd(html)) return undefined;
      next = location
        ? { method: "GET", url: new URL(location, next.url) }
        : this.#fillIn(next.url, html);
    }
    throw new Error("the person gave up at " + next.url);
  }

  #fillIn(at, html) {
    // The first one: others are for those who sign in in another way.
    const form = /<form[^>]*method="post"[^>]*>[^]*?<\/form>/.exec(html);
    if (!form) throw new Error("no form at " + at + "\n" + html);
    const action = /action="([^"]*)"/.exec(form[0])[1].replaceAll("&amp;", "&");
    const body = new URLSearchParams();
    for (const [input] of form[0].matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      const value = /value="([^"]*)"/.exec(input)?.[1] ?? "";
      if (name === "username") body.append(name, this.username);
      else if (name === "password") body.append(name, this.password);
      else if (name) body.append(name, value);
    }
    if (form[0].includes('id="approve"')) body.append("decision", "approve");
    return { method: "POST", url: new URL(action, at), body };
  }
}
