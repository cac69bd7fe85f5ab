// Words that come from outside (names, messages, wordings) are text, cut off from the direction of what
// stands around them, and clipped: marks piled on one letter stay inside their own line.
import type {ComponentChildren} from 'preact';
import {t} from '../../ground/language';

export const Foreign = ({children}: {children: ComponentChildren}) => <bdi class="foreign">{children}</bdi>;
// Several lines of it.
export const ForeignText = ({text}: {text: string}) => <p class="foreign-text" dir="auto">{text}</p>;
// References, keys and paths: always left to right.
export const Code = ({children}: {children: ComponentChildren}) => <code class="code" dir="ltr">{children}</code>;

// A sentence of the message files with elements in it: the translation says where they stand.
const mark = '\uE000';
export function Sentence({of, with: values}: {of: string; with: Record<string, ComponentChildren>}) {
  const marked = Object.fromEntries(Object.keys(values).map((name) => [name, mark + name + mark]));
  return <>{t(of, marked).split(mark).map((part, index) => (index % 2 === 0 ? part : <span key={index}>{values[part]}</span>))}</>;
}
