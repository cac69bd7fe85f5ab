// Names of those who write, read once each from the record when they first appear.
import type {Door} from '../fhir/door';
import {keyOf, type Person, type Reference, type Resource} from '../fhir/types';
import type {Grants} from '../smart/scopes';
import {type Known, knownOf} from '../thread/people';

const readable = /^(Patient|RelatedPerson|Practitioner|PractitionerRole|Organization|Device)\/([A-Za-z0-9.-]{1,64})$/;

export class Names {
  private readonly known = new Map<string, Known | null>();
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(private readonly door: Door, private readonly grants: Grants) {}

  // Told when the name of this one comes in.
  listen(reference: Reference | null, listener: () => void): () => void {
    const key = keyOf(reference ?? undefined);
    const those = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, those.add(listener));
    return () => those.delete(listener);
  }

  // At once what is known; the rest comes with a call of the listeners.
  of(reference: Reference | null, holder?: Resource): Known | null {
    if (!reference) return null;
    if (reference.reference?.startsWith('#')) {
      const inside = holder?.contained?.find((one) => `#${one.id}` === reference.reference);
      return inside ? knownOf(inside as Person) : null;
    }
    const key = keyOf(reference);
    if (!this.known.has(key)) void this.ask(key);
    return this.known.get(key) ?? null;
  }

  private async ask(key: string): Promise<void> {
    this.known.set(key, null);
    const type = readable.exec(key)?.[1];
    if (!type || !this.grants.reads(type)) return;
    try {
      let person = await this.door.read<Person>(key);
      const behind = keyOf(person.practitioner);
      if (person.resourceType === 'PractitionerRole' && readable.test(behind) && this.grants.reads('Practitioner')) person = await this.door.read<Person>(behind);
      this.known.set(key, knownOf(person));
      for (const listener of this.listeners.get(key) ?? []) listener();
    } catch { /* the place says «clinic» or «staff» instead */ }
  }
}
