// Counts visits: a number in /data survives the container, if /data is a volume.
const { readFileSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const ms = require('ms');

const port = 8080;
const file = '/data/visits.txt';
const begun = Date.now();

function visits() {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

const server = http.createServer((request, response) => {
  const count = visits() + 1;
  writeFileSync(file, `${count}\n`);
  console.log(`${request.method} ${request.url}`);
  response.end(`Visit ${count}, up for ${ms(Date.now() - begun)}\n`);
});

server.listen(port, () => console.log(`Listening on port ${port}`));

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
