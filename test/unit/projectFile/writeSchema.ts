/**
 * Writes media/project.schema.json from the schema of the validator:
 *   node test/unit/projectFile/writeSchema.ts && npx prettier --write media/project.schema.json
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectSchema } from '../../../src/core/projectFile/projectSchema.ts';

const file = join(import.meta.dirname, '../../../media/project.schema.json');
writeFileSync(file, `${JSON.stringify(projectSchema, null, 2)}\n`);
