// The parts of FHIR R4 that the viewer reads. Everything may be absent: servers differ.
export interface Coding { system?: string; code?: string; display?: string }
export interface Concept { coding?: Coding[]; text?: string }
export interface Identifier { system?: string; value?: string }
export interface Reference { reference?: string; type?: string; identifier?: Identifier; display?: string }
export interface Period { start?: string; end?: string }
export interface Meta { versionId?: string; lastUpdated?: string; security?: Coding[]; tag?: Coding[] }
export interface Extension { url: string; extension?: Extension[]; valueCoding?: Coding; valueDateTime?: string; valueDecimal?: number; valueString?: string }
export interface Annotation { extension?: Extension[]; authorReference?: Reference; authorString?: string; time?: string; text: string }
export interface Attachment { contentType?: string; data?: string; url?: string; size?: number; title?: string; creation?: string }
export interface HumanName { use?: string; text?: string; family?: string; given?: string[]; prefix?: string[] }

export interface Resource { resourceType: string; id?: string; meta?: Meta; identifier?: Identifier[]; contained?: Resource[]; extension?: Extension[] }
export interface Payload { contentString?: string; contentAttachment?: Attachment; contentReference?: Reference }
export interface Communication extends Resource {
  status?: string; statusReason?: Concept; category?: Concept[]; medium?: Concept[]; subject?: Reference; sender?: Reference;
  recipient?: Reference[]; sent?: string; received?: string; inResponseTo?: Reference[]; partOf?: Reference[];
  payload?: Payload[]; note?: Annotation[];
}
export interface DocumentReference extends Resource {
  status?: string; masterIdentifier?: Identifier; content?: { attachment?: Attachment }[]; description?: string; securityLabel?: Concept[];
  context?: { related?: Reference[] };
}
export interface Patient extends Resource { name?: HumanName[]; birthDate?: string; gender?: string }
export interface Person extends Resource {
  name?: HumanName[] | string; relationship?: Concept[]; practitioner?: Reference; deviceName?: { name?: string }[];
}
export interface Provenance extends Resource {
  recorded?: string; occurredDateTime?: string; policy?: string[];
  agent?: { type?: Concept; who?: Reference; onBehalfOf?: Reference }[];
  entity?: { role?: string; what?: Reference }[];
}
export interface Consent extends Resource {
  status?: string; dateTime?: string; scope?: Concept; policy?: { uri?: string }[];
  provision?: { type?: string; period?: Period };
}
export interface Bundle extends Resource {
  total?: number; link?: { relation: string; url: string }[]; entry?: { resource?: Resource; search?: { mode?: string } }[];
}

export const codesOf = (concepts: Concept[] | undefined, system: string): string[] =>
  (concepts ?? []).flatMap((one) => one.coding ?? []).filter((one) => one.system === system).map((one) => one.code ?? '');
export const hasCoding = (codings: Coding[] | undefined, code: string): boolean => (codings ?? []).some((one) => one.code === code);

// All names under which a resource may be referred to.
export function keysOf(resource: Resource & { masterIdentifier?: Identifier }): string[] {
  const identifiers = [...(resource.identifier ?? []), ...(resource.masterIdentifier ? [resource.masterIdentifier] : [])];
  return [`${resource.resourceType}/${resource.id ?? ''}`, ...identifiers.map((one) => `${one.system ?? ''}|${one.value ?? ''}`)];
}

// The one name that a reference uses: the last two steps of a URL, without its version.
export function keyOf(reference: Reference | undefined): string {
  if (reference?.reference) {
    const steps = reference.reference.replace(/\/_history\/.*$/, '').split('/');
    return steps.slice(-2).join('/');
  }
  return reference?.identifier ? `${reference.identifier.system ?? ''}|${reference.identifier.value ?? ''}` : '';
}
