// Who said it: the patient, somebody for the patient, or a member of staff by name.
import {useEffect, useState} from 'preact/hooks';
import {known, t} from '../../ground/language';
import type {Names} from '../load/names';
import type {Reference, Resource} from '../fhir/types';
import type {Side} from '../thread/message';
import {sortOf} from '../thread/people';
import {usePage} from './page';

export interface Author { name: string; role: string }

export function authorOf(names: Names, reference: Reference | null, side: Side | null, holder?: Resource): Author {
  const found = names.of(reference, holder);
  const sort = sortOf(reference);
  const name = found?.name || reference?.display || '';
  if (sort === 'RelatedPerson') {
    const code = `relation.${found?.relationshipCode ?? ''}`;
    return {name: name || t('author.proxy'), role: known(code) ? t(code) : found?.relationship ?? t('author.proxyRole')};
  }
  if (sort === 'Patient') return {name: name || t('author.patient'), role: t('author.patient')};
  if (sort === 'Practitioner') return {name: name || t('author.staff'), role: t('author.staff')};
  if (sort === 'Device') return {name: name || t('author.device'), role: t('author.device')};
  if (sort === 'Organization') return {name: name || t('author.clinic'), role: t('author.clinic')};
  const role = side === 'out' ? t('author.clinic') : t('author.unknown');
  return {name: name || role, role};
}

// The same, drawn anew when the name comes in.
export function useAuthor(reference: Reference | null, side: Side | null, holder?: Resource): Author {
  const {names} = usePage();
  const [, turn] = useState(0);
  useEffect(() => names.listen(reference, () => turn((count) => count + 1)), [names, reference]);
  return authorOf(names, reference, side, holder);
}

export const AuthorName = ({author}: { author: Author }) => (
  <span class="who"><bdi>{author.name}</bdi>{author.role !== author.name && <span class="role"> · <bdi>{author.role}</bdi></span>}</span>
);
