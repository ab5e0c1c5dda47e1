// Columns: the text of a payload as bytes, and long rows of numbers in them. Twin of `frontline/payload/columns.py`.
// Knows no field of a payload.

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-./:;=?@[]^_|~";

/** Where a column begins, how many numbers it has, bytes for each, and whether they have a sign. */
export type ColumnRecord = [at: number, count: number, width: number, signed: 0 | 1];

/** The bytes of a text in base 85: five signs for four of them. */
export function readText(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  for (let i = 0; i < SIGNS.length; i++) values[SIGNS.charCodeAt(i)] = i;
  const groups = Math.ceil(text.length / 5);
  const words = new DataView(new ArrayBuffer(groups * 4));
  const last = SIGNS.length - 1;
  for (let group = 0; group < groups; group++) {
    let word = 0;
    for (let i = 5 * group; i < 5 * group + 5; i++) {
      word = word * 85 + (i < text.length ? values[text.charCodeAt(i) & 127]! : last);
    }
    words.setUint32(4 * group, word);
  }
  return new Uint8Array(words.buffer, 0, text.length - groups);
}

/** The numbers of a column: the low bytes of all of them, then the higher ones. */
export function readColumn([at, count, width, signed]: ColumnRecord, bytes: Uint8Array): Int32Array {
  const numbers = new Int32Array(count);
  for (let plane = 0; plane < width; plane++) {
    const from = at + plane * count;
    for (let i = 0; i < count; i++) numbers[i]! |= bytes[from + i]! << (8 * plane);
  }
  // Zigzag: 0, 1, 2, 3 ... are 0, -1, 1, -2.
  if (signed) for (let i = 0; i < count; i++) numbers[i] = (numbers[i]! >>> 1) ^ -(numbers[i]! & 1);
  return numbers;
}
