/** What Marginalia passes on. */
export interface OtherMessages {
  /** Of a library, a server or the operating system, as they say it. */
  'other.words': { readonly words: string };
}
