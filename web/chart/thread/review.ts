// «Reviewed by, when»: an annotation (Communication.note with author and time), which is plain R4 and
// readable in any EHR, set by an update of the version that was read.
import type {Door} from '../fhir/door';
import {Refusal} from '../fhir/door';
import type {Annotation, Communication} from '../fhir/types';
import {reviewed, reviewOf} from './message';

export interface Reviewer { reference: string | null; name: string }

export function withReview(one: Communication, by: Reviewer, at: string): Communication {
  const author: Partial<Annotation> = by.reference ? {authorReference: {reference: by.reference, display: by.name}} : {authorString: by.name};
  return {...one, note: [...(one.note ?? []), {...author, time: at, text: reviewed}]};
}

// Read anew, so that nothing a search left out is lost; somebody who was faster wins, once more tried.
export async function setReviewed(door: Door, id: string, by: Reviewer, at: string): Promise<Communication> {
  for (let attempt = 0; ; ++attempt) {
    const fresh = await door.read<Communication>(`Communication/${id}`);
    if (reviewOf(fresh)) return fresh;
    try {
      return await door.update(withReview(fresh, by, at));
    } catch (error) {
      if (attempt > 0 || !(error instanceof Refusal) || error.kind !== 'conflict') throw error;
    }
  }
}
