/** Text that is passed on unchanged. */
export interface OtherMessages {
  /** The message of a library, a server or the operating system. */
  'other.words': { readonly words: string };
}
