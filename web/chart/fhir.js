// Reads of this server's FHIR store, and small questions about what came back. Nothing is written.

const base = new URL('/fhir/', location.origin);

export class ReadError extends Error {
  constructor(status) {
    super(status ? `The chart answered ${status}.` : 'The chart cannot be reached.');
    this.status = status;
  }
}

async function get(url, accept) {
  let answer;
  try {
    answer = await fetch(url, {headers: {Accept: accept}, cache: 'no-store', credentials: 'same-origin'});
  } catch {
    throw new ReadError(0);
  }
  if (!answer.ok) throw new ReadError(answer.status);
  return answer;
}

export async function read(path) {
  return (await get(new URL(path, base), 'application/fhir+json')).json();
}

// All pages of a search. A link to another origin is not followed.
export async function search(path, most = 5000) {
  const found = [];
  let url = new URL(path, base);
  while (url && found.length < most) {
    const bundle = await (await get(url, 'application/fhir+json')).json();
    for (const entry of bundle.entry ?? []) if (entry.resource) found.push(entry.resource);
    const next = (bundle.link ?? []).find((link) => link.relation === 'next');
    url = next ? new URL(next.url, base) : null;
    if (url && url.origin !== location.origin) url = null;
  }
  return found;
}

// Only these become a blob that the page or a new tab may show. HTML or SVG would run here.
const shown = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'application/pdf', 'audio/ogg',
  'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr', 'audio/wav', 'video/mp4', 'video/3gpp', 'video/webm']);

export const plainType = (type) => (type ?? '').split(';')[0].trim().toLowerCase();
export const canShow = (type) => shown.has(plainType(type));

// The bytes of an attachment: a Binary of this server, or data inside the document.
export async function bytesOf(attachment) {
  const type = canShow(attachment.contentType) ? plainType(attachment.contentType) : 'application/octet-stream';
  if (attachment.data) {
    const text = atob(attachment.data);
    return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], {type});
  }
  const url = new URL(attachment.url ?? '', base);
  if (url.origin !== location.origin || !/^\/fhir\/Binary\/[A-Za-z0-9.-]{1,64}$/.test(url.pathname)) {
    throw new ReadError(404);
  }
  const answer = await get(url, '*/*');
  const raw = await answer.blob();
  // A server that gives the resource whatever one accepts (reference/fhir.md section 2).
  if (/fhir\+json/.test(answer.headers.get('Content-Type') ?? '')) {
    return bytesOf({contentType: attachment.contentType, data: JSON.parse(await raw.text()).data ?? ''});
  }
  return new Blob([raw], {type});
}

export function nameOf(patient) {
  const name = (patient.name ?? []).find((one) => one.use === 'official') ?? patient.name?.[0];
  if (!name) return 'Without a name';
  return name.text || [...(name.given ?? []), name.family].filter(Boolean).join(' ') || 'Without a name';
}

export const hasCode = (concepts, code) =>
  (concepts ?? []).some((concept) => (concept.coding ?? [concept]).some((coding) => coding.code === code));

export const keysOf = (resource) => [
  `${resource.resourceType}/${resource.id}`,
  ...[...(resource.identifier ?? []), ...(resource.masterIdentifier ? [resource.masterIdentifier] : [])]
    .map((one) => `${one.system ?? ''}|${one.value}`),
];

export const keyOf = (reference) =>
  reference?.reference ? reference.reference.split('/_history/')[0]
    : reference?.identifier ? `${reference.identifier.system ?? ''}|${reference.identifier.value}` : '';
