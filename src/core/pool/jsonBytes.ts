/** Bytes of UTF-8 with a meaning in JSON and JSON Lines. */
export const QUOTE = 34;
export const BACKSLASH = 92;
export const OPEN = 123;
export const CLOSE = 125;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const COMMA = 44;
export const COLON = 58;
export const NEWLINE = 10;
