import { hostname, networkInterfaces, userInfo } from 'node:os';

export interface Host {
  hostname: string;
  /** Under which others reach it: the first that is not of this machine alone, IPv4 first. */
  address: string;
  username: string;
}

/** What SSH needs to know of this machine. */
export function readHost(): Host {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .sort((a, b) => a.family.localeCompare(b.family));
  return {
    hostname: hostname(),
    address: addresses[0]?.address ?? '127.0.0.1',
    username: userInfo().username,
  };
}
