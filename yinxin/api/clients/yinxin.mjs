// A small client of the Yinxin interface: one module without dependencies, for browsers and Node 18 or newer. Copy it.
//
//   const yinxin = new Yinxin("https://where.yinxin.runs");
//   const answer = await yinxin.verify("20260609934000000001", "欧阳佳", "990101199003070000");
//   if (answer.verdict === "valid") { … }
//
// What is refused throws a Problem with its code; being asked to wait is obeyed, a few times.
// Questions go in the body and a key in its header, so that neither reaches a log of addresses.

/** A refusal: `code` for programs (see the catalogue of problems), `title` and `detail` for people. */
export class Problem extends Error {
  constructor(status, body) {
    const code = String(body.type ?? "").split(":").pop() || body.verdict || "unknown";
    super(`${status} ${code}: ${body.title ?? ""} ${body.detail ?? ""}`.trim());
    Object.assign(this, { name: "Problem", status, code, title: body.title ?? "", detail: body.detail ?? "", body });
  }
}

/** The interface at one address. */
export class Yinxin {
  #base;
  #headers;
  #tries;
  #sleep;

  /**
   * @param {string} address of the site, without a path
   * @param {{key?: string, sandbox?: boolean, language?: string, tries?: number, sleep?: (seconds: number) => Promise<void>}} how
   */
  constructor(address, { key = "", sandbox = false, language = "zh-hans", tries = 4, sleep = pause } = {}) {
    this.#base = address.replace(/\/+$/, "") + (sandbox ? "/api/sandbox/v1/" : "/api/v1/");
    this.#headers = { Accept: "application/json", "Accept-Language": language };
    if (key) this.#headers.Authorization = `Bearer ${key}`;
    this.#tries = tries;
    this.#sleep = sleep;
  }

  /** Ask whether a certificate is valid; `region` asks besides whether it counts there. */
  verify(management_number, name, id_number, { region = "", receipt = false } = {}) {
    return this.send("POST", "verifications", { management_number, name, id_number, receipt }, region ? { region } : {});
  }

  /** Ask about a certificate's file, or a photograph of one: three answers, each on its own. */
  verifyFile(data, { receipt = false } = {}) {
    return this.send("POST", "verifications/file", data, receipt ? { receipt: "true" } : {});
  }

  /** Ask what the key may do, and until when. */
  key() {
    return this.send("GET", "key");
  }

  /** Go through all open duties of the key's territory, the nearest first. */
  duties() {
    return this.pages("duties", "duties");
  }

  /** Go through the items `name` of all pages of a list, following `next`. */
  async *pages(path, name, query = {}) {
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.send("GET", path, undefined, cursor ? { ...query, cursor } : query);
      yield* page[name];
      cursor = page.next ?? null;
    }
  }

  /** Send any request of the contract; `body` is JSON, or bytes (ArrayBuffer, typed array, Blob) as they are. */
  async send(method, path, body, query = {}) {
    const asked = new URLSearchParams(query).toString();
    const raw = body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof Blob;
    const headers = { ...this.#headers };
    if (body !== undefined) headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
    const how = { method, headers, body: body === undefined || raw ? body : JSON.stringify(body) };
    for (let left = this.#tries; ; left--) {
      const answer = await fetch(this.#base + path + (asked ? `?${asked}` : ""), how);
      if (answer.ok) return answer.json();
      const problem = new Problem(answer.status, await answer.json().catch(() => ({})));
      if (left <= 1 || ![429, 503].includes(answer.status)) throw problem;
      await this.#sleep(Number(answer.headers.get("Retry-After")) || 1);
    }
  }
}

function pause(seconds) {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}
