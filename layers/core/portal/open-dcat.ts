/** The open catalog as DCAT 3 in JSON-LD, so that other portals can harvest it. */
import { frequencyOf } from '../catalog/frequencies.ts';
import type { OpenResource } from './open-catalog.ts';

const mediaType = 'https://www.iana.org/assignments/media-types/';

const inBoth = (zh: string, en: string) => [
  { '@value': zh, '@language': 'zh' },
  { '@value': en, '@language': 'en' },
];

/** @param base address of the portal, without a slash at its end: `https://city.example/open` */
export const openDcat = (list: readonly OpenResource[], base: string): Record<string, unknown> => ({
  '@context': {
    dcat: 'http://www.w3.org/ns/dcat#',
    dct: 'http://purl.org/dc/terms/',
    foaf: 'http://xmlns.com/foaf/0.1/',
    spdx: 'http://spdx.org/rdf/terms#',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
  },
  '@id': `${base}/catalog.jsonld`,
  '@type': 'dcat:Catalog',
  'dct:title': inBoth('税源开放数据', 'Shuiyuan open data'),
  'dcat:dataset': list.map((one) => datasetOf(one, base)),
});

function datasetOf({ resource, departments, published }: OpenResource, base: string) {
  const address = `${base}/${resource.code}`;
  return {
    '@id': address,
    '@type': 'dcat:Dataset',
    'dct:identifier': resource.code,
    'dct:title': inBoth(resource.name, resource.nameEn),
    ...(resource.summary === undefined
      ? {}
      : { 'dct:description': [{ '@value': resource.summary, '@language': 'zh' }] }),
    'dct:publisher': departments.map(({ code, name, nameEn }) => ({
      '@id': `${base}#${code}`,
      '@type': 'foaf:Agent',
      'foaf:name': inBoth(name, nameEn),
    })),
    'dct:accrualPeriodicity': frequencyOf(resource.cycle),
    'dct:modified': { '@value': published.at, '@type': 'xsd:dateTime' },
    'dcat:version': `${published.version}.${published.generation}`,
    'dcat:landingPage': { '@id': address },
    'dcat:distribution': (['csv', 'json'] as const).map((format) => ({
      '@id': `${address}/data.${format}`,
      '@type': 'dcat:Distribution',
      'dcat:downloadURL': { '@id': `${address}/data.${format}` },
      'dcat:mediaType': { '@id': `${mediaType}${format === 'csv' ? 'text/csv' : 'application/json'}` },
      'dcat:byteSize': { '@value': `${published[format].size}`, '@type': 'xsd:nonNegativeInteger' },
      'spdx:checksum': {
        '@type': 'spdx:Checksum',
        'spdx:algorithm': { '@id': 'spdx:checksumAlgorithm_sha256' },
        'spdx:checksumValue': published[format].sha256,
      },
    })),
  };
}
