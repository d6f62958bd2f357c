// Keeps the last reading and hands it out to the dashboard.
const http = require('node:http');

let latest = '{}';
http
  .createServer((request, response) => {
    if (request.method === 'PUT') request.on('data', chunk => (latest = String(chunk)));
    response.end(latest);
  })
  .listen(9000);
