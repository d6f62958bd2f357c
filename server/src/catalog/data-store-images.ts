/**
 * Images of well-known data stores and message brokers: services that other services use and that seldom should be
 * reached from outside. Ports are the ones the images EXPOSE by default.
 */

export interface DataStoreImage {
  /** Repositories without registry; `library/` is left out for official images. */
  readonly repositories: readonly string[];
  readonly name: string;
  readonly ports: readonly number[];
}

export const dataStoreImages: readonly DataStoreImage[] = [
  {
    repositories: ['postgres', 'bitnami/postgresql', 'postgis/postgis', 'timescale/timescaledb', 'pgvector/pgvector'],
    name: 'PostgreSQL',
    ports: [5432],
  },
  { repositories: ['mysql', 'mysql/mysql-server', 'bitnami/mysql', 'percona'], name: 'MySQL', ports: [3306, 33060] },
  {
    repositories: ['mariadb', 'bitnami/mariadb', 'linuxserver/mariadb', 'yobasystems/alpine-mariadb'],
    name: 'MariaDB',
    ports: [3306],
  },
  { repositories: ['redis', 'bitnami/redis', 'redis/redis-stack-server'], name: 'Redis', ports: [6379] },
  { repositories: ['valkey/valkey', 'bitnami/valkey'], name: 'Valkey', ports: [6379] },
  { repositories: ['eqalpha/keydb'], name: 'KeyDB', ports: [6379] },
  { repositories: ['mongo', 'bitnami/mongodb'], name: 'MongoDB', ports: [27017] },
  { repositories: ['influxdb', 'arm32v7/influxdb', 'bitnami/influxdb'], name: 'InfluxDB', ports: [8086] },
  { repositories: ['memcached', 'bitnami/memcached'], name: 'Memcached', ports: [11211] },
  { repositories: ['rabbitmq', 'bitnami/rabbitmq'], name: 'RabbitMQ', ports: [5672, 5671, 15672, 25672, 4369] },
  {
    repositories: ['elasticsearch', 'elasticsearch/elasticsearch', 'bitnami/elasticsearch'],
    name: 'Elasticsearch',
    ports: [9200, 9300],
  },
  { repositories: ['opensearchproject/opensearch'], name: 'OpenSearch', ports: [9200, 9600] },
  { repositories: ['cassandra', 'bitnami/cassandra'], name: 'Cassandra', ports: [9042, 7000, 7001, 7199, 9160] },
  { repositories: ['scylladb/scylla'], name: 'ScyllaDB', ports: [9042, 7000, 10000] },
  { repositories: ['quay.io/coreos/etcd', 'coreos/etcd', 'bitnami/etcd'], name: 'etcd', ports: [2379, 2380] },
  { repositories: ['zookeeper', 'bitnami/zookeeper'], name: 'ZooKeeper', ports: [2181, 2888, 3888] },
  {
    repositories: ['apache/kafka', 'confluentinc/cp-kafka', 'bitnami/kafka'],
    name: 'Kafka',
    ports: [9092, 9093],
  },
  { repositories: ['nats'], name: 'NATS', ports: [4222, 6222, 8222] },
  { repositories: ['couchdb', 'apache/couchdb'], name: 'CouchDB', ports: [5984, 4369, 9100] },
  { repositories: ['couchbase'], name: 'Couchbase', ports: [8091, 11210] },
  { repositories: ['neo4j'], name: 'Neo4j', ports: [7687, 7474] },
  { repositories: ['clickhouse', 'clickhouse/clickhouse-server'], name: 'ClickHouse', ports: [8123, 9000, 9009] },
  { repositories: ['cockroachdb/cockroach'], name: 'CockroachDB', ports: [26257] },
  { repositories: ['questdb/questdb'], name: 'QuestDB', ports: [8812, 9009] },
  { repositories: ['mssql/server', 'azure-sql-edge'], name: 'SQL Server', ports: [1433] },
  { repositories: ['gvenzl/oracle-xe', 'gvenzl/oracle-free'], name: 'Oracle Database', ports: [1521] },
  { repositories: ['rethinkdb'], name: 'RethinkDB', ports: [28015, 29015] },
  { repositories: ['arangodb'], name: 'ArangoDB', ports: [8529] },
  { repositories: ['surrealdb/surrealdb'], name: 'SurrealDB', ports: [8000] },
];

const byRepository = new Map(dataStoreImages.flatMap(image => image.repositories.map(name => [name, image] as const)));

/** The data store an image reference stands for (`postgres:17`, `docker.io/library/redis@sha256:…`); undefined for others. */
export function dataStoreOf(image: string): DataStoreImage | undefined {
  const name = imageRepository(image);
  return byRepository.get(name) ?? byRepository.get(name.slice(name.indexOf('/') + 1));
}

/** The repository of an image reference: no Docker Hub registry, no `library/`, no tag, no digest. */
function imageRepository(image: string): string {
  const withoutDigest = image.split('@', 1)[0] ?? image;
  const colon = withoutDigest.lastIndexOf(':');
  const name = colon > withoutDigest.lastIndexOf('/') ? withoutDigest.slice(0, colon) : withoutDigest;
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}
