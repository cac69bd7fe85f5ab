// Who a reference means, in words of the record.
import {type HumanName, type Person, type Reference, keyOf} from '../fhir/types';

export function nameOf(names: HumanName[] | string | undefined): string {
  if (typeof names === 'string') return names;
  const name = (names ?? []).find((one) => one.use === 'official') ?? names?.[0];
  if (!name) return '';
  return name.text || [...(name.prefix ?? []), ...(name.given ?? []), name.family].filter(Boolean).join(' ');
}

export interface Known { name: string; relationship: string | null; relationshipCode: string | null }

export function knownOf(person: Person): Known {
  const relationship = person.relationship?.[0];
  const coding = relationship?.coding?.find((one) => one.code);
  return {name: nameOf(person.name) || person.deviceName?.[0]?.name || '',
    relationship: relationship?.text ?? coding?.display ?? null, relationshipCode: coding?.code ?? null};
}

export type Sort = 'Patient' | 'RelatedPerson' | 'Practitioner' | 'Organization' | 'Device' | 'unknown';
export function sortOf(reference: Reference | null): Sort {
  const type = reference?.type ?? keyOf(reference ?? undefined).split('/')[0];
  if (type === 'PractitionerRole') return 'Practitioner';
  return type === 'Patient' || type === 'RelatedPerson' || type === 'Practitioner' || type === 'Organization' || type === 'Device' ? type : 'unknown';
}
