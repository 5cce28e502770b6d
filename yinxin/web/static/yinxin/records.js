// Signed records of QR codes and signed status lists, verified in the browser alone: what yinxin/signing/records.py and
// proofs.py do. Nothing of a record is read before its signature was verified. Needs WebCrypto and no network.
"use strict";

const Records = (() => {
  const LIST_BITS = 131072;
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const LONGEST = 2000;
  const utf8 = new TextEncoder();

  class Refused extends Error {} // its message is the name of the reason

  function joined(...parts) {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  function fromBase32(text) {
    if (text.length > LONGEST || [1, 3, 6].includes(text.length % 8)) throw new Refused("damaged");
    const out = new Uint8Array(Math.floor((text.length * 5) / 8));
    let held = 0;
    let bits = 0;
    let at = 0;
    for (const one of text) {
      const value = BASE32.indexOf(one);
      if (value < 0) throw new Refused("damaged");
      held = (held << 5) | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out[at++] = (held >> bits) & 255;
        held &= (1 << bits) - 1;
      }
    }
    if (held) throw new Refused("damaged"); // only one spelling counts
    return out;
  }

  function fromBase64(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  }

  // CBOR

  function head(kind, length) {
    if (length < 24) return Uint8Array.of((kind << 5) | length);
    if (length < 256) return Uint8Array.of((kind << 5) | 24, length);
    return Uint8Array.of((kind << 5) | 25, length >> 8, length & 255);
  }

  const string = (bytes) => joined(head(2, bytes.length), bytes);
  const words = (text) => joined(head(3, utf8.encode(text).length), utf8.encode(text));

  function read(bytes) {
    let at = 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    function count(low) {
      if (low < 24) return low;
      const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
      if (!size) throw new Refused("damaged");
      at += size;
      const from = at - size;
      if (size === 1) return view.getUint8(from);
      if (size === 2) return view.getUint16(from);
      if (size === 4) return view.getUint32(from);
      const large = view.getBigUint64(from);
      return large > BigInt(Number.MAX_SAFE_INTEGER) ? large : Number(large);
    }
    function item() {
      const first = view.getUint8(at++);
      const kind = first >> 5;
      if (first === 0xf6) return null;
      if (kind > 4) throw new Refused("damaged");
      const length = count(first & 31);
      if (kind === 0) return length;
      if (kind === 1) return -1 - length;
      if (kind === 4) return Array.from({ length }, item);
      const part = bytes.subarray(at, (at += length));
      return kind === 3 ? new TextDecoder("utf-8", { fatal: true }).decode(part) : part;
    }
    const found = item();
    if (at !== bytes.length) throw new Refused("damaged");
    return found;
  }

  // Records

  const protectedOf = (key) => joined(Uint8Array.of(0xa2, 1, 0x26, 4, 0x44), fromBase64(key.kid).subarray(0, 4));
  const openingOf = (key) => joined(Uint8Array.of(0xd2, 0x84), string(protectedOf(key)), Uint8Array.of(0xa0));
  const begins = (bytes, start) => start.every((one, at) => bytes[at] === one);

  function partsOf(message, start) {
    const end = message.length - 64;
    const size = message[start.length] === 0x58 ? 2 : 3;
    const payload = message.subarray(start.length + size, end - 2);
    const whole = joined(start, string(payload), Uint8Array.of(0x58, 64), message.subarray(end));
    if (whole.length !== message.length || !begins(message, whole)) throw new Refused("damaged");
    return [payload, message.subarray(end)];
  }

  async function signed(key, signature, text) {
    const low = BigInt("0x" + [...signature.subarray(32)].map((one) => one.toString(16).padStart(2, "0")).join(""));
    if (low > ORDER / 2n) return false;
    const jwk = { kty: "EC", crv: "P-256", x: key.x, y: key.y };
    const known = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, signature, text);
  }

  const day = (value) => (value === null ? "" : new Date(value * 86400000).toISOString().slice(0, 10));

  function recordOf(payload) {
    const [version, number, name, kind, qualification, level, specialty, approved, until, sealed, place, at] = read(payload);
    if (version !== 1) throw new Refused("damaged");
    return {
      management_number: String(number),
      name,
      kind,
      qualification,
      level,
      specialty,
      approved_on: day(approved),
      valid_until: day(until),
      sealed_by: sealed.join("、"),
      issued_at: new Date(at * 1000),
      shard: Math.floor(place / LIST_BITS),
      index: place % LIST_BITS,
    };
  }

  /** Return what the text of a code says and who says it; throw Refused where it is not to be believed. */
  async function verify(text, keys) {
    const plain = text.trim();
    const at = plain.indexOf("#");
    if (at < 0 || at === plain.length - 1) throw new Refused("none");
    const address = plain.slice(0, at);
    const message = fromBase32(plain.slice(at + 1));
    const key = (keys.records || []).find((one) => begins(message, openingOf(one)));
    if (!key) throw new Refused("stranger");
    const [payload, signature] = partsOf(message, openingOf(key));
    const structure = joined(head(4, 4), words("Signature1"), string(protectedOf(key)), string(utf8.encode(address)), string(payload));
    if (!(await signed(key, signature, structure))) throw new Refused("altered");
    if (!["active", "retired"].includes(key.status)) throw new Refused("untrusted");
    return { ...recordOf(payload), signed_by: new URL(address).host };
  }

  // Status lists

  async function unpacked(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** Return a published status list whose signature fits: its name, its bits, from when until when it counts. */
  async function list(token, keys) {
    const [first, second, third] = token.trim().split(".");
    const header = JSON.parse(new TextDecoder().decode(fromBase64(first)));
    if (header.alg !== "EdDSA" || header.typ !== "vc+jwt") throw new Refused("list");
    const raw = fromBase64(keys.log.verifier_key.split("+").slice(2).join("+")).subarray(1);
    const known = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    const fits = await crypto.subtle.verify({ name: "Ed25519" }, known, fromBase64(third), utf8.encode(`${first}.${second}`));
    if (!fits) throw new Refused("list");
    const said = JSON.parse(new TextDecoder().decode(fromBase64(second)));
    const subject = said.credentialSubject;
    const name = said.id.slice(said.id.lastIndexOf("/") + 1);
    const bits = await unpacked(fromBase64(subject.encodedList.slice(1)));
    if (!name.startsWith(`${subject.statusPurpose}-`) || bits.length !== LIST_BITS / 8) throw new Refused("list");
    return { name, bits, at: new Date(said.validFrom), until: new Date(said.validUntil) };
  }

  /** Say how a certificate stands by the two lists of its shard; unknown where one is missing. */
  function standing(record, revocation, refresh, now) {
    if (!revocation || !refresh) return { standing: "unknown", at: null, fresh: false };
    const marks = (one) => (one.bits[record.index >> 3] >> (7 - (record.index & 7))) & 1;
    const at = revocation.at < refresh.at ? revocation.at : refresh.at;
    const until = revocation.until < refresh.until ? revocation.until : refresh.until;
    const state = marks(revocation) ? "revoked" : marks(refresh) ? "superseded" : "valid";
    return { standing: state, at, fresh: now <= until };
  }

  return { verify, list, standing, Refused };
})();
