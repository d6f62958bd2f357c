import { describe, expect, it } from 'vitest';
import { dataStoreOf } from '../../server/src/catalog/data-store-images.ts';

describe('data stores', () => {
  it.each([
    ['postgres:17-alpine', 'PostgreSQL'],
    ['docker.io/library/redis@sha256:0123', 'Redis'],
    ['docker.elastic.co/elasticsearch/elasticsearch:9.1.0', 'Elasticsearch'],
    ['arm32v7/influxdb@sha256:0123', 'InfluxDB'],
    ['localhost:5000/mariadb', 'MariaDB'],
  ])('%s is %s', (image, name) => expect(dataStoreOf(image)?.name).toBe(name));

  it.each(['nginx:1.29', 'postgres-exporter', 'me/app:postgres', 'postgrest/postgrest'])('%s is none', image =>
    expect(dataStoreOf(image)).toBeUndefined(),
  );
});
