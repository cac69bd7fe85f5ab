// Which SMART scopes are asked for, and which were given. Version 2 (`.rs`) unless the server only
// speaks version 1 (`.read`).
export type Read = 'Patient' | 'Communication' | 'DocumentReference' | 'Binary' | 'Provenance' | 'Consent' | 'Practitioner' |
  'PractitionerRole' | 'RelatedPerson' | 'Organization' | 'Device';
export const needed: Read[] = ['Patient', 'Communication'];
const wished: Read[] = [...needed, 'DocumentReference', 'Binary', 'Provenance', 'Consent', 'Practitioner', 'PractitionerRole',
  'RelatedPerson', 'Organization', 'Device'];

export interface Configuration { capabilities?: string[]; scopes_supported?: string[]; token_endpoint?: string }

export function speaksOnlyOne(configuration: Configuration): boolean {
  const capabilities = configuration.capabilities ?? [];
  if (capabilities.includes('permission-v2')) return false;
  if (capabilities.includes('permission-v1')) return true;
  const scopes = (configuration.scopes_supported ?? []).filter((one) => one.includes('/'));
  return scopes.some((one) => one.endsWith('.read')) && !scopes.some((one) => /\.c?r?u?d?s?$/.test(one));
}

export function scopesFor(configuration: Configuration, launched: boolean): string {
  const old = speaksOnlyOne(configuration);
  const reads = wished.map((type) => `patient/${type}.${old ? 'read' : 'rs'}`);
  return ['openid', 'fhirUser', launched ? 'launch' : 'launch/patient', ...reads, `patient/Communication.${old ? 'write' : 'u'}`].join(' ');
}

// `patient/Communication.rs`, `user/*.read`, `patient/*.cruds?category=x` …
function gives(scope: string, type: string, letters: string): boolean {
  const [, resource, rights] = /^(?:patient|user)\/([A-Za-z*]+)\.([a-z*]+)(?:\?.*)?$/.exec(scope) ?? [];
  if (!resource || !rights || (resource !== '*' && resource !== type)) return false;
  const meant = {read: 'rs', write: 'cud', '*': 'cruds'}[rights] ?? rights;
  return [...letters].every((letter) => meant.includes(letter));
}

export class Grants {
  private readonly scopes: string[];
  // Without a word from the server, what was asked for was given (RFC 6749 section 5.1).
  constructor(given: string | undefined, asked: string) { this.scopes = (given ?? asked).split(/\s+/); }
  reads(type: string): boolean {
    // `.r` and `.s` may come as two scopes.
    return [...(type === 'Binary' ? 'r' : 'rs')].every((letter) => this.scopes.some((one) => gives(one, type, letter)));
  }
  updates(type: string): boolean { return this.scopes.some((one) => gives(one, type, 'u')); }
  missing(): Read[] { return needed.filter((type) => !this.reads(type)); }
}
export const everything = new Grants('patient/*.cruds', '');
