/** Where a request came from, as the server itself saw it: headers that anybody may write count for nothing. */
export function callerAddress(bindings: unknown): string {
  const known = bindings as {
    incoming?: { socket?: { remoteAddress?: string } };
    event?: { requestContext?: { http?: { sourceIp?: string }; identity?: { sourceIp?: string } } };
  } | null;
  const { http, identity } = known?.event?.requestContext ?? {};
  return known?.incoming?.socket?.remoteAddress ?? http?.sourceIp ?? identity?.sourceIp ?? 'unknown';
}
