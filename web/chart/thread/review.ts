// «Reviewed by, when»: an annotation (Communication.note with author and time) with the code of the mark, readable
// in any EHR, set by an update of the version that was read. `text` says it for readers who do not know the code.
import type {Door} from '../fhir/door';
import {Refusal} from '../fhir/door';
import type {Annotation, Communication} from '../fhir/types';
import {markSystem, markUrl, reviewOf} from './message';

export interface Reviewer { reference: string | null; name: string }

export function withReview(one: Communication, by: Reviewer, at: string, text: string): Communication {
  const author: Partial<Annotation> = by.reference ? {authorReference: {reference: by.reference, display: by.name}} : {authorString: by.name};
  return {...one, note: [...(one.note ?? []), {extension: [{url: markUrl, valueCoding: {system: markSystem, code: 'reviewed', display: text}}], ...author, time: at, text}]};
}

// Read anew, so that nothing a search left out is lost; somebody who was faster wins, once more tried.
export async function setReviewed(door: Door, id: string, by: Reviewer, at: string, text: string): Promise<Communication> {
  for (let attempt = 0; ; ++attempt) {
    const fresh = await door.read<Communication>(`Communication/${id}`);
    if (reviewOf(fresh)) return fresh;
    try {
      return await door.update(withReview(fresh, by, at, text));
    } catch (error) {
      if (attempt > 0 || !(error instanceof Refusal) || error.kind !== 'conflict') throw error;
    }
  }
}
