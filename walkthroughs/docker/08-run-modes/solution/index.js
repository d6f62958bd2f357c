// Answers POST /echo with what it was sent, and logs a line for each request.
const http = require('node:http');
const ms = require('ms');

const port = 9854;

const server = http.createServer((request, response) => {
  const begun = Date.now();
  response.on('finish', () => {
    console.log(`${request.method} ${request.url} ${response.statusCode} in ${ms(Date.now() - begun)}`);
  });
  if (request.method !== 'POST' || request.url !== '/echo') {
    response.writeHead(404).end('Try POST /echo\n');
    return;
  }
  response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'text/plain' });
  request.pipe(response);
});

server.listen(port, () => console.log(`Listening on port ${port}`));

// As process 1 in a container, node is stopped by TERM only if somebody listens for it.
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
