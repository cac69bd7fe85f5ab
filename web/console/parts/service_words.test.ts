// The service's English sentences in the reader's language.
import {describe, expect, it} from 'vitest';
import {inWordsOf, translator} from './service_words';

const apart = (value: string): string => `\u2068${value}\u2069`;

describe('a sentence of the service', () => {
  it('is found with and without its capital and its full stop', () => {
    for (const text of ['the token works', 'The token works.', ' the token works. '])
      expect(inWordsOf('es', text)).toEqual({text: 'el token funciona', lang: 'es'});
  });

  it('keeps what the service put in', () => {
    expect(inWordsOf('es', '93 % of the disk is free').text).toBe('está libre el 93 % del disco');
    expect(inWordsOf('es', 'Save the callback URL https://a.example/b?c=(d)+$1 in the app\'s WhatsApp Configuration.').text)
      .toContain('https://a.example/b?c=(d)+$1');
  });

  it('cuts values off from the direction of a Hebrew sentence', () => {
    expect(inWordsOf('he', 'media are scanned by clamd').text).toBe(`הקבצים נסרקים על ידי ${apart('clamd')}`);
    expect(inWordsOf('he', 'what stands in /etc/x').text).toContain(apart('/etc/x'));
  });

  it('may have a sentence as its value', () => {
    expect(inWordsOf('es', 'its CapabilityStatement cannot be read: The EHR cannot answer now.').text)
      .toBe('no se puede leer su CapabilityStatement: la HCE no puede responder ahora');
    expect(inWordsOf('es', 'The file of the app secret names /run/s, which does not exist.').text)
      .toBe('el archivo del secreto de la app, /run/s, no existe');
    const untrusted = inWordsOf('es', 'its CapabilityStatement cannot be read: The server\'s certificate is not trusted: certificate has expired.');
    expect(untrusted.text).toBe('no se puede leer su CapabilityStatement: el certificado del servidor no es de confianza: certificate has expired');
  });

  it('may be followed by what to do', () => {
    expect(inWordsOf('es', 'The token works until 2027-01-02T03:04:05Z. Make one of a system user that never expires before then.').text)
      .toBe('El token funciona hasta el 2027-01-02T03:04:05Z. Cree antes uno de un usuario del sistema que no caduque nunca.');
    expect(inWordsOf('es', 'The file of the verify token names /v, which everybody may use; take that away with chmod o-rwx. '
      + 'Write it again, readable by the service alone.').text)
      .toBe('El archivo del token de verificación, /v, lo puede usar cualquiera; quite ese permiso con chmod o-rwx. '
        + 'Escríbalo de nuevo, de modo que solo el servicio pueda leerlo.');
  });

  it('may be several clauses', () => {
    expect(inWordsOf('es', 'Meta has the callback URL; the public address cannot be reached from this machine').text)
      .toBe('Meta tiene la URL de devolución de llamada; desde esta máquina no se puede llegar a la dirección pública');
  });

  it('may list known things', () => {
    expect(inWordsOf('es', 'The server does not declare transactions, conditional create of Communication and conditional create of '
      + 'DocumentReference, so pushes may fail; rung B is not in this version.').text).toBe('El servidor no declara transacciones, '
      + 'la creación condicional de Communication y la creación condicional de DocumentReference, '
      + 'así que los envíos pueden fallar; el escalón B no está en esta versión.');
    expect(inWordsOf('he', 'The EHR does not declare: Patient read, Binary update.').text).toContain(apart('Patient read, Binary update'));
  });

  it('stays English where any of it is unknown', () => {
    for (const text of ['The moon is full.', 'The token works. The moon is full.', 'the token works; the moon is full',
      'Meta says of the number: GONE. The moon is full.', 'the token workss', '', '.'])
      expect(inWordsOf('es', text)).toEqual({text, lang: 'en'});
  });

  it('is English for an English reader', () => {
    expect(inWordsOf('en', 'the token works')).toEqual({text: 'the token works', lang: 'en'});
  });

  it('takes the more exact of two that fit, and reads hostile lengths without trouble', () => {
    const translate = translator('es', {'it is {{what}}': 'es {{what}}', 'it is not {{what}}': 'no es {{what}}', 'it is late': 'es tarde'});
    expect([translate('It is not {{x}}'), translate('it is late.'), translate('it is $&')]).toEqual(['no es {{x}}', 'es tarde', 'es $&']);
    expect(translate('it is a; '.repeat(200))).toBeNull();
    expect(inWordsOf('he', 'the token works; '.repeat(5000)).lang).toBe('en');
  });
});
