// Somebody goes through exercises otherwise than their text says: with Compose, the longer commands, other options, another
// image or other instructions. What counts is what they made.
import { describeLessons } from './describe-lessons.ts';

const app = 'simple-docker-app';
const build = `docker image build --tag ${app} .`;

describeLessons('Lessons done otherwise', { images: ['node', 'debian'] }, play => {
  play('docker/04-dockerfiles', { way: 'ENTRYPOINT, JSON, an argument', repositories: ['first-df'] }, async player => {
    player.write(
      'Dockerfile',
      [
        'ARG BASE={{debian}}',
        'FROM $BASE',
        'COPY ["list-files.sh", "/"]',
        'COPY --chown=0:0 ./notes/ /notes',
        'RUN set -e; apt-get update; apt-get --yes install --no-install-recommends tree; rm -r /var/lib/apt/lists/*',
        'ENTRYPOINT ["/list-files.sh"]',
        '',
      ].join('\n'),
    );
    await player.ticks('d04.from', 'd04.copy', 'd04.run', 'd04.exec');
    await player.run('docker image build --tag first-df:mine .');
    await player.run('docker container run --detach --rm --name d04-other first-df:mine');
    await player.run('docker container stop d04-other');
    await player.ticks('d04.cleanStop');
  });

  play(
    'docker/06-containers',
    { way: 'Compose, and restart', repositories: [app], networks: ['exercise_default'] },
    async player => {
      await player.run('docker compose up --detach --build');
      await player.ticks('d06.published');
      player.edit('compose.yaml', '"9854:9854"', '"127.0.0.1:9854:9854"');
      await player.run('docker compose up --detach');
      await player.ticks('d06.localhost');
      player.hasSolution('compose.yaml');
      await player.run('docker compose restart');
      await player.ticks('d06.restarted');
    },
  );

  play('docker/07b-cache', { way: 'package files that are mounted', repositories: [app] }, async player => {
    const files = ['package.json', 'package-lock.json'].map(it => `--mount=type=bind,source=${it},target=${it}`);
    player.write(
      'Dockerfile',
      [
        'FROM {{node}}',
        'WORKDIR /usr/src/app',
        `RUN ${files.join(' ')} npm ci --omit=dev`,
        'COPY ["index.js", "./"]',
        'EXPOSE 9854',
        'CMD ["node", "index.js"]',
        '',
      ].join('\n'),
    );
    player.write('.dockerignore', '*\n!package*.json\n!index.js\n');
    await player.ticks('d07.ignore', 'd07.copyMinimal', 'd07.order');
    await player.run(`${build} && ${build}`);
    await player.ticks('d07.sameId');
    player.edit('index.js', 'const port', '// Changed.\nconst port');
    await player.run(build);
    await player.ticks('d07.installCached');
  });

  play('docker/08-run-modes', { way: 'create and start, --entrypoint, a shell', repositories: [app] }, async player => {
    await player.run(build);
    await player.run(`docker container create --name d08-other --publish-all ${app}`);
    await player.run('docker container start d08-other');
    await player.ticks('d08.detached');
    await player.run(`docker container run --rm --entrypoint ls ${app} -l /usr/src/app`);
    await player.ticks('d08.command');
    await player.inTerminal(`docker container run --interactive --tty --rm --entrypoint node ${app}`, '.exit\n');
    await player.ticks('d08.interactive');
    await player.run('docker container exec d08-other sh -c "cat /proc/1/cmdline"');
    await player.ticks('d08.exec');
    await player.run('docker container kill --signal TERM d08-other && docker container wait d08-other');
    await player.ticks('d08.stopped');
  });

  play(
    'docker/09-storage',
    { way: '-v, and another image', repositories: [app], volumes: ['my-volume'] },
    async player => {
      await player.run('docker tag {{node}} simple-docker-app');
      await player.run(
        'docker run --rm -v "$PWD/bind-directory:/bound-mount" {{debian}} cat /bound-mount/testfile.txt',
      );
      await player.ticks('d09.bind');
      player.write('bind-directory/testfile.txt', 'This is a bound file!\nWritten outside.\n');
      await player.run(
        'docker run --rm -v "$PWD/bind-directory:/bound-mount" {{debian}} cat /bound-mount/testfile.txt',
      );
      await player.says(
        'd09.bindWrite',
        'testfile.txt was not written by a container that mounts it: append from inside with >>',
      );
      await player.run(
        'docker run --rm -v "$PWD/bind-directory:/bound-mount" {{debian}} sh -c "echo inside | tee -a /bound-mount/testfile.txt"',
      );
      await player.ticks('d09.bindWrite');
      await player.run(`docker run --rm -v my-volume:/data-volume ${app} sh -c "echo kept > /data-volume/newfile.txt"`);
      await player.says(
        'd09.volume',
        'No container that mounts my-volume is left, so its files cannot be seen: start one without --rm',
      );
      await player.run(`docker run --name d09-look -v my-volume:/data-volume ${app} cat /data-volume/newfile.txt`);
      await player.ticks('d09.volume');
      await player.run('docker run --rm -v my-volume:/other {{debian}} cat /other/newfile.txt');
      await player.ticks('d09.shared');
      await player.run('docker container rm d09-look && docker volume rm my-volume');
      await player.ticks('d09.removed');
    },
  );

  play('docker/12-review', { way: 'two stages', repositories: ['review'], volumes: ['review-data'] }, async player => {
    player.write(
      'Dockerfile',
      [
        'FROM {{node}} AS packages',
        'WORKDIR /usr/src/app',
        'COPY package.json package-lock.json ./',
        'RUN npm ci --omit=dev',
        '',
        'FROM {{node}}',
        'ENV NODE_ENV=production',
        'RUN mkdir /data && chown node:node /data',
        'WORKDIR /usr/src/app',
        'COPY --from=packages /usr/src/app/node_modules ./node_modules',
        'COPY index.js ./',
        'USER node',
        'EXPOSE 8080',
        'ENTRYPOINT ["node", "index.js"]',
        '',
      ].join('\n'),
    );
    player.write('.dockerignore', '*\n!package*.json\n!index.js\n');
    await player.ticks('d12.clean');
    await player.run('docker buildx build --load --tag review:1.0.0 .');
    await player.ticks('d12.image');
    await player.run(
      'docker container create --name d12-other --publish 127.0.0.1:8081:8080 -m 64m -v review-data:/data review:1.0.0 && docker start d12-other',
    );
    await player.ticks('d12.run');
  });
});
