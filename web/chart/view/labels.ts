// Words for codes: the catalogue's (words/<language>.json), in the reader's language.
import {known, t} from '../../ground/language';

// The words of `key`, or of `otherwise` where there are none: a code may be younger than this page.
export const sayOr = (key: string, otherwise: string, values?: Record<string, unknown>): string => t(known(key) ? key : otherwise, values);
// What a message or its file is called: «Photo», «Voice note», «Filled-in form».
export const labelOf = (type: string): string => sayOr(`words.code.message-type.${type}`, 'file.file');
