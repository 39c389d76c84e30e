import type { Migration } from './migration.ts';

const add = (row: string, kind: string, by: 1 | -1): string => `
  INSERT INTO answer_count VALUES (${row}.by_step, ${kind}, coalesce(${row}.label, ''), ${by})
    ON CONFLICT DO UPDATE SET n = n + ${by};`;

/**
 * Row counts of `answer_row` by kind and label, and, as kind `yes`, of the labels that apply in
 * `answer_label_row`. Triggers maintain them, since they are shown after every answer.
 */
export const answerCounts: Migration = {
  version: 9,
  sql: `
    CREATE TABLE answer_count (
      by_step INTEGER NOT NULL,
      kind    TEXT    NOT NULL,
      label   TEXT    NOT NULL,
      n       INTEGER NOT NULL,
      PRIMARY KEY (by_step, kind, label)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO answer_count
      SELECT by_step, kind, coalesce(label, ''), count(*) FROM answer_row GROUP BY 1, 2, 3;
    INSERT INTO answer_count
      SELECT by_step, 'yes', label, count(*) FROM answer_label_row WHERE value = 1 GROUP BY 1, 3;
    CREATE TRIGGER answer_row_added AFTER INSERT ON answer_row BEGIN ${add('NEW', 'NEW.kind', 1)} END;
    CREATE TRIGGER answer_row_removed AFTER DELETE ON answer_row BEGIN ${add('OLD', 'OLD.kind', -1)} END;
    CREATE TRIGGER answer_label_row_added AFTER INSERT ON answer_label_row WHEN NEW.value = 1
      BEGIN ${add('NEW', "'yes'", 1)} END;
    CREATE TRIGGER answer_label_row_removed AFTER DELETE ON answer_label_row WHEN OLD.value = 1
      BEGIN ${add('OLD', "'yes'", -1)} END;
  `,
};
