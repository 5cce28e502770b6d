// A small client of the Yinxin interface: one module without dependencies, for browsers and Node 18 or newer. Copy it.
//
//   const yinxin = new Yinxin("https://where.yinxin.runs");
//   const answer = await yinxin.verify("20260609934000000001", "欧阳佳", "990101199003070000");
//   if (answer.verdict === "valid") { … }
//
// A platform's client, with a key of its agreement, asks by lookUp() and follows changes().
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

  /** Ask what the agreement of a platform's client lets it see, for what, and until when. */
  agreement() {
    return this.send("GET", "sharing/agreement");
  }

  /**
   * Ask under an agreement, by licence identifier or by number, name and identity number.
   *
   * @param {string} ground the number of the case, or the code of the purpose; the certificate's holder sees it
   * @param {{licence?: string, management_number?: string, name?: string, id_number?: string}} about
   * @param {string} once makes a question that is sent again count once; without it, each call is a new question
   */
  async lookUp(ground, about, once = "") {
    const key = once || hex(await random(16));
    return this.send("POST", "sharing/look-ups", { ground, ...about }, {}, { "Idempotency-Key": key });
  }

  /**
   * Go through the signed pages of what has changed, to the end for now: `page`, `signature`, `next`.
   *
   * Keep an answer's `next` when its changes are stored: it is the cursor to come again with, and it holds for ever.
   * Each page must begin where the one before ended and name its digest; `before` is the page of an earlier round, or
   * of a snapshot's manifest. The signature is Ed25519, see the documentation of sharing.
   */
  async *changes(cursor = "", before = null) {
    for (let end = false; !end; ) {
      const answer = await this.send("GET", "sharing/changes", undefined, cursor ? { cursor } : {});
      const { page } = answer;
      if (before && (page.after !== before.upto || page.previous !== (await digestOf(before))))
        throw new RangeError(`a page does not follow the one that ended at ${before.upto}`);
      yield answer;
      [cursor, before, end] = [answer.next, page, page.end];
    }
  }

  /** Order everything that the agreement covers; snapshot() says when it is ready. */
  orderSnapshot() {
    return this.send("POST", "sharing/snapshots");
  }

  /** Ask whether a snapshot is ready; then its manifest, and the cursor with which changes() goes on. */
  snapshot(number) {
    return this.send("GET", `sharing/snapshots/${number}`);
  }

  /** Fetch one part of a snapshot, gzipped lines of JSON; the manifest has its SHA-256. */
  async snapshotPart(number, part) {
    return (await this.#ask("GET", `sharing/snapshots/${number}/parts/${part}`)).arrayBuffer();
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
  async send(method, path, body, query = {}, more = {}) {
    return (await this.#ask(method, path, body, query, more)).json();
  }

  async #ask(method, path, body, query = {}, more = {}) {
    const asked = new URLSearchParams(query).toString();
    const raw = body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof Blob;
    const headers = { ...this.#headers, ...more };
    if (body !== undefined) headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
    const how = { method, headers, body: body === undefined || raw ? body : JSON.stringify(body) };
    for (let left = this.#tries; ; left--) {
      const answer = await fetch(this.#base + path + (asked ? `?${asked}` : ""), how);
      if (answer.ok) return answer;
      const problem = new Problem(answer.status, await answer.json().catch(() => ({})));
      if (left <= 1 || ![429, 503].includes(answer.status)) throw problem;
      await this.#sleep(Number(answer.headers.get("Retry-After")) || 1);
    }
  }
}

/** The digest by which the next page names this one: SHA-256 of its canonical JSON, hexadecimal. */
export async function digestOf(page) {
  const { subtle } = await machinery();
  return hex(new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(canonical(page)))));
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

async function machinery() {
  return globalThis.crypto ?? (await import("node:crypto")).webcrypto; // Node 18 has it there alone
}

async function random(length) {
  return (await machinery()).getRandomValues(new Uint8Array(length));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(seconds) {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}
