/** `pg` exports the file and its types leave it out. */
declare module 'pg/lib/utils.js' {
  const utils: {
    /** As text or bytes for the wire; arrays in PostgreSQL's notation; throws on what has no form. */
    prepareValue(value: unknown): string | Buffer | null;
  };
  export default utils;
}
