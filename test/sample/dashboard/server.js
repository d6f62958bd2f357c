// Shows the latest readings, which it asks the archive for.
const http = require('node:http');

http
  .createServer((_request, response) => {
    http.get('http://archive:9000/latest', readings => readings.pipe(response));
  })
  .listen(8080);
