// The code of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s), as a test types it.
import {createHmac} from 'node:crypto';

function fromBase32(text) {
  let bits = 0n, count = 0;
  const bytes = [];
  for (const letter of text.replace(/[\s=]/g, '').toUpperCase()) {
    bits = (bits << 5n) | BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push(Number((bits >> BigInt(count)) & 255n));
  }
  return Buffer.from(bytes);
}

export function totp(secret, now = Date.now(), steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30000) + steps));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// A service takes each code once, that of the set-up too: `who` is {secret, used}.
export async function freshCode(who) {
  for (;;) {
    const code = totp(who.secret);
    if (code !== who.used) return who.used = code;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
