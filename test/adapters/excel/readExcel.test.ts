// book.xlsx was written by openpyxl (test/fixtures/excel/write.py); other workbooks are built here.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { excelReader } from '../../../src/adapters/excel/readExcel.ts';
import { Rng } from '../../../src/core/rng.ts';
import { inspectPool } from '../../../src/host/inspectPool.ts';
import { withFolder } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const book = join(fixtures, 'excel/book.xlsx');

async function linesOf(location: string, sheet?: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  const file = { location, path: 'book.xlsx', ...(sheet !== undefined && { sheet }) };
  for await (const piece of excelReader.lines(file)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** The rows by row number. */
async function rowsOf(location: string, sheet?: string): Promise<Record<number, unknown>> {
  const lines = (await linesOf(location, sheet)).split('\n');
  return Object.fromEntries(
    lines.flatMap((line, i) => (line === '' ? [] : [[i + 1, JSON.parse(line) as unknown]])),
  );
}

const head = '<?xml version="1.0" encoding="UTF-8"?>';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';

/** A workbook with one sheet. */
function workbook(parts: {
  readonly rows: string;
  readonly shared?: string;
  readonly styles?: string;
  readonly properties?: string;
}): Zippable {
  return {
    '[Content_Types].xml': strToU8(`${head}<Types/>`),
    'xl/workbook.xml': strToU8(
      `${head}<x:workbook xmlns:x="a" xmlns:r="b">${parts.properties ?? ''}<x:sheets><x:sheet name="S" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${head}<Relationships><Relationship Id="rId1" Type="${relation}" Target="/xl/worksheets/s.xml"/></Relationships>`,
    ),
    'xl/worksheets/s.xml': strToU8(
      `${head}<worksheet><sheetData>${parts.rows}</sheetData></worksheet>`,
    ),
    ...(parts.shared && { 'xl/sharedStrings.xml': strToU8(`${head}<sst>${parts.shared}</sst>`) }),
    ...(parts.styles && {
      'xl/styles.xml': strToU8(`${head}<styleSheet>${parts.styles}</styleSheet>`),
    }),
  };
}

const made = <T>(
  parts: Parameters<typeof workbook>[0] | Zippable,
  work: (location: string) => Promise<T>,
): Promise<T> =>
  withFolder(async (folder) => {
    const location = join(folder, 'book.xlsx');
    const files = 'rows' in parts ? workbook(parts as { rows: string }) : parts;
    await writeFile(location, zipSync(files));
    return work(location);
  });

describe('rows of a sheet', () => {
  test('have numbers, dates, texts and truth as texts, at their lines', async () => {
    assert.deepEqual(await rowsOf(book), {
      1: ['Exported on Monday'],
      3: ['id', 'text', 'when', 'label'],
      4: ['1', 'Zürich 😀 & <b>', '2024-02-29', 'good'],
      5: ['2.5', 'two\nlines', '2024-02-29T12:30:15', 'bad'],
      6: ['0.1', 'rich text', '06:00:00', 'true'],
      7: ['1e-7', 'merged', '', 'good', 'beyond'],
      10: ['12345678901', 'after a gap', '0.25', 'false'],
    });
  });

  test('are of the first sheet, or of the one that is named', async () => {
    assert.deepEqual(await rowsOf(book, 'Other & more'), {
      1: ['text'],
      2: ['of the other sheet'],
    });
    await assert.rejects(
      linesOf(book, 'None'),
      says('book.xlsx has no sheet “None”. It has: Reviews, Other & more.'),
    );
  });

  test('of doccano’s own workbook are as its README describes', async () => {
    const file = join(fixtures, 'interchange/doccano/textcat.xlsx');
    assert.deepEqual(await rowsOf(file), {
      1: ['text', 'label'],
      2: ['exampleA', 'positive'],
      3: ['exampleB'],
      4: ['', 'negative'],
    });
  });

  test('may have inline, phonetic, escaped or error values, no cell references, or dates from 1904', async () => {
    const rows = `<row><c t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r></is></c><c t="s"><v>0</v></c></row>
      <row r="3"><c r="B3" t="str"><f>A1</f><v>a_x000D_b</v></c><c r="AA3" t="e"><v>#N/A</v></c></row>
      <row><c s="1"><v>0</v></c><c s="2"><v>1.5</v></c><c s="3"><v>44000</v></c><c t="d"><v>2024-01-31</v></c></row>`;
    const shared = '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>';
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="[$-407]d\\. mmm yyyy;@"/><numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>';
    const properties = '<x:workbookPr date1904="1"/>';
    await made({ rows, shared, styles, properties }, async (location) => {
      assert.deepEqual(await rowsOf(location), {
        1: ['in line', '東京'],
        3: ['', 'a\rb'],
        4: ['1904-01-01', '1904-01-02T12:00:00', '44000', '2024-01-31'],
      });
    });
  });

  test('are proposed with the header below the titles, and the other sheets to choose', async () => {
    const { format, reading, guess, first } = await inspectPool(book);
    assert.deepEqual(format, { kind: 'xlsx', sheet: 'Reviews', header: true, skip: 2 });
    assert.deepEqual(guess.text, ['text']);
    assert.equal(first[0]?.['text'], 'Zürich 😀 & <b>');
    const others = reading.alternatives.map((other) => other.format.sheet);
    assert.ok(others.includes('Other & more'), String(others));
    const other = await inspectPool(book, { kind: 'xlsx', sheet: 'Other & more' });
    assert.deepEqual(other.guess.text, ['text']);
  });
});

test('of a workbook the first visible sheet with a table is proposed', async () => {
  const cells = (...rows: readonly (readonly string[])[]): string =>
    rows
      .map((row) => {
        const inline = row.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`);
        return `<row>${inline.join('')}</row>`;
      })
      .join('');
  const several = (sheets: readonly { rows: string; state?: string }[]): Zippable => ({
    ...workbook({ rows: '' }),
    'xl/workbook.xml': strToU8(
      `${head}<workbook xmlns:r="b"><sheets>${sheets
        .map(
          ({ state = 'visible' }, i) =>
            `<sheet name="S${i}" sheetId="${i}" state="${state}" r:id="rId${i}"/>`,
        )
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${head}<Relationships>${sheets
        .map((_, i) => `<Relationship Id="rId${i}" Type="${relation}" Target="/xl/s${i}.xml"/>`)
        .join('')}</Relationships>`,
    ),
    ...Object.fromEntries(
      sheets.map(({ rows }, i) => [
        `xl/s${i}.xml`,
        strToU8(`${head}<worksheet><sheetData>${rows}</sheetData></worksheet>`),
      ]),
    ),
  });
  const title = { rows: cells(['Report of March']) };
  const hidden = { rows: cells(['text'], ['a secret of ours']), state: 'veryHidden' };
  const table = { rows: cells(['text'], ['a parcel was lost']) };
  const proposed = async (sheets: Parameters<typeof several>[0]) =>
    made(several(sheets), async (location) => (await inspectPool(location)).format.sheet);
  assert.equal(await proposed([title, hidden, table, table]), 'S2');
  assert.equal(await proposed([table, hidden]), 'S0');
  assert.equal(await proposed([{ ...table, state: 'hidden' }, hidden]), 'S0');
  await made(several([title, hidden, table]), async (location) => {
    assert.deepEqual(await rowsOf(location, 'S1'), { 1: ['text'], 2: ['a secret of ours'] });
    const named = await inspectPool(location, { kind: 'xlsx', sheet: 'S1' });
    assert.equal(named.format.sheet, 'S1');
  });
});

describe('a workbook that cannot be read', () => {
  const refused = (parts: Parameters<typeof made>[0], sentence: RegExp): Promise<void> =>
    made(parts, (location) => assert.rejects(linesOf(location), says(sentence)));
  const damaged =
    /^book\.xlsx cannot be read as an Excel workbook: it is damaged\. Open it in Excel/;

  test('unpacks beyond the limit', async () => {
    const text = 'x'.repeat(2 ** 20);
    const rows = Array.from({ length: 17 }, () => `<row><c t="str"><v>${text}</v></c></row>`);
    await refused(
      { rows: rows.join('') },
      /^book\.xlsx unpacks to more than 16 MB, so unpacking was/,
    );
  });

  test('declares entities, which are not expanded', async () => {
    const parts = workbook({ rows: '' });
    const sheet = `${head}<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>`;
    await refused({ ...parts, 'xl/worksheets/s.xml': strToU8(sheet) }, damaged);
  });

  test('has rows and cells beyond a sheet, or backwards', async () => {
    for (const rows of [
      '<row r="1048577"/>',
      '<row r="2"/><row r="2"/>',
      '<row r="x"/>',
      '<row><c r="XFE1"/></row>',
      '<row><c r="B1"/><c r="A1"/></row>',
      '<row>',
    ])
      await refused({ rows }, damaged);
  });

  test('is another archive', () =>
    refused({ 'word/document.xml': strToU8('<a/>') }, /^book\.xlsx is a zip archive|archive/));

  test('is protected by a password, or of the old kind', () =>
    withFolder(async (folder) => {
      const old = Buffer.alloc(4096);
      old.write('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1');
      const check = async (name: string, sentence: RegExp): Promise<void> => {
        const location = join(folder, name);
        await writeFile(location, old);
        await assert.rejects(inspectPool(location), says(sentence));
      };
      await check('old.xls', /^old\.xls is an old Excel or Word file, not text\. Save its table/);
      await check('secret.xlsx', /^secret\.xlsx is protected by a password\. Save it without one/);
      old.write('EncryptedPackage', 1024, 'utf16le');
      await check('secret', /^secret is protected by a password/);
    }));
});

test('damaged workbooks are read or refused, and nothing else happens', async () => {
  const rng = new Rng(15);
  const whole = await readFile(book);
  const parts = unzipSync(whole);
  const names = Object.keys(parts);
  await withFolder(async (folder) => {
    const location = join(folder, 'book.xlsx');
    let refused = 0;
    for (let round = 0; round < 150; round++) {
      let bytes = Buffer.from(whole);
      const change = (part: Uint8Array): void => {
        for (let left = rng.integer(4); left >= 0; left--)
          part[rng.integer(part.length)] = rng.integer(256);
      };
      if (round % 2 === 0) change(bytes);
      else {
        const name = names[rng.integer(names.length)]!;
        const part = Uint8Array.from(parts[name]!);
        change(part);
        bytes = Buffer.from(zipSync({ ...parts, [name]: part }));
      }
      await writeFile(
        location,
        bytes.subarray(0, round % 5 === 0 ? rng.integer(bytes.length) : undefined),
      );
      await linesOf(location).catch((error: unknown) => {
        assert.equal((error as Error).name, 'UserError', `round ${round}`);
        refused++;
      });
    }
    assert.ok(refused > 30, String(refused));
  });
});
