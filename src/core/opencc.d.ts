// opencc-js has types for its converters, which bring every dictionary; these two are enough.
declare module 'opencc-js/dict/*' {
  const dictionary: string;
  export default dictionary;
}
