// The bytes of an attachment as a Blob whose type is ours to say. Only types of this list become
// something a page or tab shows; HTML and SVG would run there, so they are bytes to download.
import {type Door, Refusal} from './door';
import type {Attachment} from './types';

export type View = 'image' | 'audio' | 'video' | 'pdf' | 'none';
const views: Record<string, View> = {
  'image/jpeg': 'image', 'image/png': 'image', 'image/webp': 'image', 'image/gif': 'image', 'application/pdf': 'pdf',
  'audio/ogg': 'audio', 'audio/mpeg': 'audio', 'audio/mp4': 'audio', 'audio/aac': 'audio', 'audio/amr': 'audio', 'audio/wav': 'audio', 'audio/webm': 'audio',
  'video/mp4': 'video', 'video/3gpp': 'video', 'video/webm': 'video', 'video/ogg': 'video',
};

export const plainType = (type: string | undefined): string => (type ?? '').split(';')[0]!.trim().toLowerCase();
export const viewOf = (attachment: Attachment): View => views[plainType(attachment.contentType)] ?? 'none';
// What the Blob is called: a type of the list, or plain bytes.
export const safeType = (type: string | undefined): string => views[plainType(type)] ? plainType(type) : 'application/octet-stream';

function fromBase64(data: string): Uint8Array<ArrayBuffer> {
  const text = atob(data.replace(/\s/g, ''));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export async function bytesOf(door: Door, attachment: Attachment): Promise<Blob> {
  const type = safeType(attachment.contentType);
  if (attachment.data) return new Blob([fromBase64(attachment.data)], {type});
  const path = /(?:^|\/)(Binary\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/.exec(attachment.url ?? '');
  if (!path) throw new Refusal('missing');
  const answer = await door.ask(attachment.url!, {headers: {Accept: plainType(attachment.contentType) || '*/*'}});
  // A server that gives the resource whatever one accepts (reference/fhir.md section 2).
  if (/\bjson\b/.test(answer.headers.get('Content-Type') ?? '')) {
    const binary = await answer.json() as { data?: string };
    return new Blob([fromBase64(binary.data ?? '')], {type});
  }
  return new Blob([await answer.arrayBuffer()], {type});
}

// A file name as one may show and save it: without controls, tricks of direction and folders.
export function safeName(name: string | undefined, fallback: string): string {
  const plain = (name ?? '').normalize('NFC').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').replace(/[\\/:*?"<>|]/g, '_')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1').replace(/^[\s.]+/, '').trim();
  return plain.slice(0, 120) || fallback;
}
