/** An endpoint that answers as Lake Formation documents it: permissions a principal and resource, and data cells filters. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

type Json = ReturnType<typeof JSON.parse>;

interface Permission {
  readonly principal: string;
  readonly resource: Json;
  permissions: string[];
}

export interface FakeLakeFormation {
  readonly address: string;
  /** Operations in the order they were asked. */
  readonly asked: { readonly operation: string; readonly body: Json }[];
  readonly permissions: Permission[];
  readonly filters: Map<string, Json>;
  close(): Promise<void>;
}

class Fault extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const mostOfAPage = 2;

/** @param hidesFilters leave on a filter is told only to who asks for that filter */
export async function startFakeLakeFormation(
  tables: readonly string[],
  hidesFilters = false,
): Promise<FakeLakeFormation> {
  const permissions: Permission[] = [];
  const filters = new Map<string, Json>();
  const asked: FakeLakeFormation['asked'] = [];

  const filterKey = ({ TableCatalogId, DatabaseName, TableName, Name }: Json): string =>
    JSON.stringify([TableCatalogId, DatabaseName, TableName, Name]);
  const mustHaveTable = ({ DatabaseName, TableName }: Json): void => {
    if (!tables.includes(`${DatabaseName}.${TableName}`))
      throw new Fault('EntityNotFoundException', 'Table not found');
  };
  const held = ({ Principal, Resource }: Json): Permission | undefined =>
    permissions.find(
      ({ principal, resource }) =>
        principal === Principal.DataLakePrincipalIdentifier && isDeepStrictEqual(resource, Resource),
    );
  const paged = <T>(all: readonly T[], token: string | undefined): { page: T[]; NextToken?: string } => {
    const from = Number(token ?? 0);
    const page = all.slice(from, from + mostOfAPage);
    return { page, ...(from + mostOfAPage < all.length ? { NextToken: String(from + mostOfAPage) } : {}) };
  };

  const operations: Record<string, (body: Json) => Json> = {
    GrantPermissions: (body) => {
      const { DataCellsFilter: filter, Database: database } = body.Resource;
      if (filter && !filters.has(filterKey(filter)))
        throw new Fault('EntityNotFoundException', 'Filter not found');
      if (database && !tables.some((name) => name.startsWith(`${database.Name}.`)))
        throw new Fault('EntityNotFoundException', 'Database not found');
      const found = held(body);
      if (found) found.permissions = [...new Set([...found.permissions, ...body.Permissions])];
      else
        permissions.push({
          principal: body.Principal.DataLakePrincipalIdentifier,
          resource: body.Resource,
          permissions: body.Permissions,
        });
      return {};
    },
    RevokePermissions: (body) => {
      const found = held(body);
      if (!found)
        throw new Fault('InvalidInputException', 'No permissions revoked. Grantee does not have: [SELECT]');
      found.permissions = found.permissions.filter((one) => !body.Permissions.includes(one));
      if (found.permissions.length === 0) permissions.splice(permissions.indexOf(found), 1);
      return {};
    },
    ListPermissions: ({ Principal, Resource: wanted, NextToken: token }) => {
      const own = permissions
        .filter(({ principal }) => principal === Principal.DataLakePrincipalIdentifier)
        .filter(({ resource }) =>
          wanted ? isDeepStrictEqual(resource, wanted) : !hidesFilters || !resource.DataCellsFilter,
        );
      const { page, ...more } = paged(own, token);
      const PrincipalResourcePermissions = page.map((one) => ({
        Principal,
        Resource: one.resource,
        Permissions: one.permissions,
        PermissionsWithGrantOption: [],
      }));
      return { PrincipalResourcePermissions, ...more };
    },
    CreateDataCellsFilter: ({ TableData }) => {
      mustHaveTable(TableData);
      if (filters.has(filterKey(TableData))) throw new Fault('AlreadyExistsException', 'Filter exists');
      filters.set(filterKey(TableData), TableData);
      return {};
    },
    UpdateDataCellsFilter: ({ TableData }) => {
      if (!filters.has(filterKey(TableData))) throw new Fault('EntityNotFoundException', 'Filter not found');
      filters.set(filterKey(TableData), TableData);
      return {};
    },
    DeleteDataCellsFilter: (body) => {
      if (!filters.delete(filterKey(body))) throw new Fault('EntityNotFoundException', 'Filter not found');
      return {};
    },
    ListDataCellsFilter: ({ Table, NextToken: token }) => {
      mustHaveTable({ DatabaseName: Table.DatabaseName, TableName: Table.Name });
      const own = [...filters.values()].filter(
        (one) => one.DatabaseName === Table.DatabaseName && one.TableName === Table.Name,
      );
      const { page, ...more } = paged(own, token);
      return { DataCellsFilters: page, ...more };
    },
  };

  const server = createServer(async (request, response) => {
    const operation = (request.url ?? '').slice(1);
    const body = await readBody(request);
    asked.push({ operation, body });
    answer(response, () => {
      const run = operations[operation];
      if (!run) throw new Fault('InvalidInputException', `there is no ${operation}`);
      return run(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    permissions,
    filters,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

function answer(response: ServerResponse, run: () => Json): void {
  try {
    const said = JSON.stringify(run());
    response.writeHead(200, { 'content-type': 'application/json' }).end(said);
  } catch (error) {
    const { type = 'InternalServiceException', message } = error as Fault;
    response
      .writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': type })
      .end(JSON.stringify({ Message: message }));
  }
}
