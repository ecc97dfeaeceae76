/**
 * Which addresses a message may go to. A list of networks (`10.1.0.0/16`, `192.0.2.7`) and of host names
 * (`oapi.dingtalk.com`, `*.city.example`): a name on the list lets its public addresses in, any other address its
 * network must be listed for. So neither a name that leads inwards nor one that changes its mind gets anywhere.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { NotAllowed, NotDelivered } from '../core/alarms/not-delivered.ts';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
  /** Its own network is listed. */
  readonly isInside: boolean;
}

/** Addresses of no public host: RFC 6890 and its successors. */
const special = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/127',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]);

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const isNetwork = (entry: string): boolean => isIP(entry.split('/')[0] ?? '') !== 0;

function namesHost(entry: string, host: string): boolean {
  const name = entry.toLowerCase();
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : name === host;
}

/** Finds where a host leads to, once; whoever connects goes to what was found. */
export type Admit = (host: string) => Promise<Address>;

/** `allowed`: see above. @returns a function that throws NotAllowed, or NotDelivered where nobody knows the host */
export function admitAddresses(allowed: readonly string[]): Admit {
  const networks = listOf(allowed.filter(isNetwork));
  const names = allowed.filter((entry) => !isNetwork(entry));
  return async (given) => {
    const host = given.replace(/^\[|\]$/g, '').toLowerCase();
    const isNamed = names.some((entry) => namesHost(entry, host));
    const found = (await resolve(host)).map(({ address, family }) => ({
      address,
      family: family === 6 ? (6 as const) : (4 as const),
      isInside: networks.check(address, familyOf(address)),
    }));
    const admits = ({ address, isInside }: Address) =>
      isInside || (isNamed && !special.check(address, familyOf(address)));
    const [first] = found;
    if (first && found.every(admits)) return first;
    throw outside();
  };
}

async function resolve(host: string) {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw new NotDelivered(
      'the host of the channel is not known to the name service; check its address',
      '域名解析失败，请核对渠道地址',
      { cause },
    );
  }
}

const outside = (): NotAllowed =>
  new NotAllowed(
    'the channel leads to a place that outsideNetworks does not list; have the operator of the platform add it there',
    '渠道地址不在允许的网络（outsideNetworks）之内，请平台运维人员添加',
  );
