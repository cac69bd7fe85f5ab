// The words of the front desk.
import {t} from '../../ground/language';

export const say = (key: string, values?: Record<string, unknown>): string => t(`desk.${key}`, values);

// What the service says of a likely patient, in the reader's words; sentences it learns later are shown as
// they come.
const sentences: Record<string, string> = {
  "This number is in the patient's record.": 'same_number',
  "The name that the sender chose resembles the patient's.": 'similar_name',
  'The EHR says that this record is no longer active.': 'inactive',
};
const shared = /^The number belongs to (\d+) patients\.$/;

export function whyWord(why: string): string {
  const many = shared.exec(why);
  if (many) return say('why.shared_number', {count: Number(many[1])});
  const key = Object.hasOwn(sentences, why) ? sentences[why] : undefined;
  return key ? say(`why.${key}`) : why;
}
