import type { RecordEndpoints } from '@architect/contracts/records';
import { byOf } from '../../platform/by.ts';
import type { Bind } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { exportRecords } from './export-records.ts';
import { importRecords } from './import-records.ts';
import type { RecordService } from './record-service.ts';

/** Binds the endpoints that all kinds of records have to the service of one kind. */
export function bindRecordRoutes(
  bind: Bind,
  endpoints: RecordEndpoints,
  // Each endpoint's contract has checked what the service of this kind takes.
  // biome-ignore lint/suspicious/noExplicitAny: the widest service; its parameters leave no narrower type.
  service: RecordService<any, any, any>,
): void {
  bind(endpoints.list, async ({ query }) => {
    const { data, pagination } = await service.list(query);
    return success(data, { pagination });
  });
  bind(endpoints.read, async ({ params }) => success(await service.read(params.id)));
  bind(endpoints.create, async ({ body }, call) => {
    const created = await service.create(body, byOf(call));
    return success(created, { id: created.id });
  });
  bind(endpoints.change, async ({ params, body }, call) =>
    success(await service.change(params.id, body, byOf(call))),
  );
  bind(endpoints.bulk, async ({ body }, call) =>
    success(await service.changeAll(body.ids, body.change, byOf(call))),
  );
  bind(endpoints.remove, async ({ params }, call) => success(await service.remove(params.id, byOf(call))));
  bind(endpoints.restore, async ({ params }, call) => success(await service.restore(params.id, byOf(call))));
  bind(endpoints.export, async ({ query }, { reply }) => {
    const { type, name, text } = await exportRecords(service, query, endpoints.list.path);
    reply.type(type).header('content-disposition', `attachment; filename="${name}"`);
    return text;
  });
  bind(endpoints.import, async ({ body }, call) =>
    success(
      await importRecords(
        {
          service,
          schema: endpoints.create.body,
          record: endpoints.create.reply.shape.data,
          by: byOf(call),
        },
        body,
      ),
    ),
  );
}
