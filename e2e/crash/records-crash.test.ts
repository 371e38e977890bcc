import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Feature, featureEndpoints } from '@architect/contracts/features';
import { projectEndpoints } from '@architect/contracts/projects';
import { expect, onTestFinished, test } from 'vitest';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { createRandom } from '../support/random.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const rounds = process.env.ARCHITECT_E2E_FULL ? 10 : 3;
const writers = 8;
/** After so many acknowledged writes the server is killed. */
const fewestWrites = 80;
const mostWrites = 200;

/** A feature as the server last said it is, and the name that was sent since without an answer. */
interface Known {
  version: number;
  name: string;
  labels: string[];
  asked: string | null;
}

test('kill -9 while records are written: what was acknowledged is there, and all that is made of records agrees', async () => {
  const scratch = await createScratch();
  onTestFinished(() => scratch.clean());
  const tmux = await createPrivateTmux();
  scratch.defer(() => tmux.end());
  const random = createRandom(2026);
  const known = new Map<number, Known>();
  let projectId = 0;
  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer({ dataDir: scratch.directory, socket: tmux.socket });
    scratch.defer(() => server.kill());
    projectId ||= (await server.call(projectEndpoints.createProject, { body: { name: 'Crash' } })).data.id;
    await compare(server, known);
    const writes = fewestWrites + Math.floor(random() * (mostWrites - fewestWrites));
    await writeUntilKilled(server, { projectId, writes, known });
    expect(disagreements(join(scratch.directory, 'architect.db'))).toEqual([]);
  }
  const server = await startServer({ dataDir: scratch.directory, socket: tmux.socket });
  scratch.defer(() => server.kill());
  await compare(server, known);
  expect(known.size).toBeGreaterThan(rounds * writers);
  const { data } = await server.call(featureEndpoints.listFeatures, { query: { q: 'written', per_page: 1 } });
  expect(data).toHaveLength(1);
});

async function writeUntilKilled(
  server: RunningServer,
  { projectId, writes, known }: { projectId: number; writes: number; known: Map<number, Known> },
): Promise<void> {
  let acknowledged = 0;
  const note = ({ id, version, name, labels }: Feature) => {
    known.set(id, { version, name, labels, asked: null });
    acknowledged += 1;
    // Without waiting: the other writers have requests under way.
    if (acknowledged === writes) void server.kill();
  };
  const writer = async (lane: number): Promise<void> => {
    for (let n = 0; ; n += 1) {
      const body = { project_id: projectId, name: `written ${lane} ${n}`, labels: [`l${lane}`, 'all'] };
      const { data } = await server.call(featureEndpoints.createFeature, { body });
      note(data);
      for (let change = 1; change <= 3; change += 1) {
        const name = `written ${lane} ${n} again ${change}`;
        const own = known.get(data.id);
        if (own) own.asked = name;
        note(
          (await server.call(featureEndpoints.changeFeature, { params: { id: data.id }, body: { name } }))
            .data,
        );
      }
    }
  };
  // Each ends with the error of a server that is gone; by then the process is.
  const ends = await Promise.allSettled(Array.from({ length: writers }, (_, lane) => writer(lane)));
  for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { status: 0 } });
  await server.kill();
}

/** Every acknowledged write is there; one without an answer may be. */
async function compare(server: RunningServer, known: Map<number, Known>): Promise<void> {
  for (const [id, { version, name, labels, asked }] of known) {
    const { data } = await server.call(featureEndpoints.getFeature, { params: { id } });
    const isNext = asked !== null && data.name === asked && data.version === version + 1;
    if (!isNext) expect(data).toMatchObject({ version, name, labels });
    known.set(id, { version: data.version, name: data.name, labels: data.labels, asked: null });
  }
}

/** What records, their index, their labels and their history do not say alike. */
function disagreements(file: string): unknown[] {
  const db = new DatabaseSync(file);
  try {
    const rows = (sql: string) => db.prepare(sql).all();
    const integrity = rows('pragma integrity_check').map((row) => row.integrity_check);
    // Rank 1: the words of the index are compared with the rows. Throws when they differ.
    db.exec(`insert into record_index_text (record_index_text, rank) values ('integrity-check', 1)`);
    return [
      ...integrity.filter((word) => word !== 'ok'),
      ...rows(`select 'index' as what, feature.id from features as feature
        left join record_index as entry on entry.kind = 'feature' and entry.record_id = feature.id
        where entry.title is not feature.name or entry.status is not feature.status`),
      ...rows(`select 'no record' as what, record_id from record_index
        where kind = 'feature' and record_id not in (select id from features)`),
      ...rows(`select 'labels' as what, feature.id from features as feature
        where (select count(*) from record_labels where kind = 'feature' and record_id = feature.id)
          <> json_array_length(feature.labels_json)`),
      ...rows(`select 'history' as what, feature.id from features as feature
        where (select count(*) from activity where entity_type = 'feature' and entity_id = cast(feature.id as text))
          <> feature.version`),
    ];
  } finally {
    db.close();
  }
}
