// Somebody learns the first sections of the class docker on a real engine: every exercise from its starter over the hints to
// its solution, the wrong turns too.
import { describeLessons } from './describe-lessons.ts';

describeLessons('Lessons on images', { images: ['debian', 'node', 'hello-world'] }, play => {
  play('docker/02-install', { what: 'no exercise', repositories: [], containers: ['d02-hello'] }, async player => {
    await player.ticks('x.engineUp');
    await player.says('d02.hello', 'No finished hello-world container yet: run docker run hello-world');
    await player.run('docker run --name d02-hello hello-world');
    await player.ticks('d02.hello');
  });

  play('docker/04-dockerfiles', { repositories: ['first-df'] }, async player => {
    await player.says('d04.from', '"FROM debian" takes whatever is latest today: add a tag, e.g. debian:trixie-slim');
    player.edit('Dockerfile', 'FROM debian\n', 'FROM debian:buster\n');
    await player.says('d04.from', 'Debian 10 (buster) gets no packages any more: take a newer tag');
    player.edit('Dockerfile', 'FROM debian:buster\n', 'FROM {{debian}}\n');
    await player.ticks('d04.from');

    await player.run('docker build -t first-df . && docker run --rm first-df find /all-the-files');
    await player.says('d04.copy', 'Line 2 still copies everything');
    player.edit('Dockerfile', 'COPY * /all-the-files/', 'COPY list-files.sh /all-the-files/\nCOPY notes /');
    await player.says('d04.copy', 'list-files.sh must land at /list-files.sh');
    player.edit('Dockerfile', 'COPY list-files.sh /all-the-files/', 'COPY list-files.sh /list-files.sh');
    await player.says('d04.copy', 'Copy the folder notes to /notes/ to keep its name');
    player.edit('Dockerfile', 'COPY notes /', 'COPY notes /notes/');
    await player.ticks('d04.copy');

    await player.says('d04.run', 'Join lines 4 and 5 with &&');
    player.edit(
      'Dockerfile',
      'RUN apt-get update\nRUN apt-get install -y tree',
      'RUN apt-get update && apt-get install -y --no-install-recommends tree',
    );
    await player.says('d04.run', 'End that RUN by removing /var/lib/apt/lists/*');
    player.edit('Dockerfile', 'recommends tree', 'recommends tree && rm -rf /var/lib/apt/lists/*');
    await player.ticks('d04.run');

    await player.says('d04.killed', 'No stop seen yet: docker stop it and wait ten seconds');
    player.edit('Dockerfile', 'CMD /all-the-files/list-files.sh', 'CMD /list-files.sh');
    await player.run('docker build -t first-df . && docker run -d --rm --name d04-loop first-df');
    await player.run('docker stop d04-loop');
    await player.ticks('d04.killed');

    await player.says('d04.exec', 'CMD is still shell form: write CMD ["/list-files.sh"]');
    player.edit(
      'Dockerfile',
      'CMD /list-files.sh 2>&1 | tee /var/log/list.log',
      'CMD ["/list-files.sh", "&&", "true"]',
    );
    await player.says('d04.exec', '"&&" has no meaning without a shell: write CMD ["/list-files.sh"]');
    player.edit('Dockerfile', ', "&&", "true"', '');
    await player.ticks('d04.exec');

    await player.says(
      'd04.cleanStop',
      'Rebuild as first-df, run detached, docker stop; last exit code was 137, and that container was made before CMD had its exec form',
    );
    await player.run('docker build -t first-df . && docker run -d --rm --name d04-clean first-df');
    await player.run('docker stop d04-clean');
    await player.ticks('d04.cleanStop');
    player.hasSolution('Dockerfile');
  });

  play('docker/05-build', { repositories: ['simple-docker-app'] }, async player => {
    await player.says(
      'd05.built',
      'No image simple-docker-app:latest from this folder: docker build -t simple-docker-app . (mind the dot)',
    );
    await player.fails('docker build -t simple-docker-app');
    await player.run('docker build -t simple-docker-app .');
    await player.ticks('d05.built');

    await player.says('d05.workdir', 'Add WORKDIR /usr/src/app under FROM');
    player.edit(
      'Dockerfile',
      'FROM node:latest\nCOPY * /usr/src/app/',
      'FROM {{node}}\nWORKDIR /usr/src/app\nCOPY * ./',
    );
    await player.says('d05.workdir', 'Line 4 still changes directory by cd');
    player.edit(
      'Dockerfile',
      'COPY * ./\nRUN cd /usr/src/app && npm install',
      'COPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY index.js ./',
    );
    player.write('.dockerignore', 'Dockerfile\n.dockerignore\nnode_modules\n');
    await player.ticks('d05.workdir');

    await player.says('d05.cmd', 'CMD still names /usr/src/app: WORKDIR makes index.js enough');
    player.edit('Dockerfile', '["/usr/local/bin/node", "/usr/src/app/index.js"]', '["node", "index.js"]');
    await player.ticks('d05.cmd');

    await player.says('d05.rebuilt', 'The image is older than your Dockerfile: build again');
    await player.run('docker build -t simple-docker-app .');
    await player.ticks('d05.rebuilt');
    player.hasSolution('Dockerfile', '.dockerignore');
  });
});
