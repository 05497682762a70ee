// natural has no types for its deep paths, and its main entry loads databases. Only what is used is declared.
declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(token: string): string };
  export default stemmer;
}
