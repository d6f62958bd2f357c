// Somebody learns about containers, tags and the build cache on a real engine.
import { describeLessons } from './describe-lessons.ts';

const app = 'simple-docker-app';
const build = `docker build -t ${app} .`;

describeLessons('Lessons on containers and tags', { images: ['node'] }, play => {
  play('docker/06-containers', { repositories: [app] }, async (player, engine) => {
    await player.run(build);
    await player.says('d06.unpublished', 'Start it without -p');
    player.begin(`docker run --tty --name d06-first ${app}`);
    await player.ticks('d06.unpublished');

    await player.says('d06.restarted', 'Stop it first: docker stop d06-first');
    await player.run('docker stop d06-first');
    await player.says('d06.restarted', 'It is stopped, not gone; use docker start d06-first');
    await player.run(`docker run --rm ${app} true`);
    await player.says('d06.restarted', 'docker run made a new container; use docker start d06-first');
    await player.run('docker start d06-first');
    await player.ticks('d06.restarted');

    await player.says('d06.created', `docker create ${app}, look at docker ps -a, then docker start`);
    await player.run(`docker create --name d06-made ${app}`);
    await player.says('d06.created', 'd06-made waits: look at docker ps -a, then docker start d06-made');
    // As long as it takes to look.
    await player.run(`docker run --rm ${engine.baseImage} sleep 3`);
    await player.run('docker start d06-made');
    await player.ticks('d06.created');

    await player.says('d06.published', 'Container d06-made publishes nothing: run with -p 9854:9854');
    await player.run(`docker run -d --name d06-open -p 9854:9854 ${app}`);
    await player.ticks('d06.published', 'd06.instances');

    await player.says(
      'd06.localhost',
      'It listens on all addresses: write -p 127.0.0.1:9854:9854 (three parts, colons)',
    );
    await player.run('docker rm -f d06-open');
    await player.fails(`docker run -d -p 127.0.0.1:9854/9854 ${app}`);
    await player.run(`docker run -d -p 127.0.0.1:9854:9854 ${app}`);
    await player.ticks('d06.localhost');

    await player.says('d06.ephemeral', 'The image has no EXPOSE 9854: add it and rebuild');
    await player.run(`docker run -dP --name d06-early ${app}`);
    player.edit('Dockerfile', 'CMD', 'EXPOSE 9854\nCMD');
    await player.run(build);
    await player.says('d06.ephemeral', 'd06-early was made before the image had EXPOSE: run a new one with -P');
    await player.run(`docker port $(docker run -dP ${app})`);
    await player.ticks('d06.ephemeral');
    player.hasSolution('Dockerfile');
  });

  play('docker/07a-tags', { repositories: [app] }, async player => {
    await player.says('d07.sameId', 'Build twice without touching a file');
    await player.run(`${build} && ${build}`);
    await player.ticks('d07.sameId');

    await player.run(`docker create --name d07-left ${app}`);
    await player.says('d07.clean', `Still there: d07-left, ${app}:latest; use Clean up (it touches only these)`);
    await player.says('d07.v001', `Build with -t ${app}:v0.0.1 only; latest exists already: clean first`);
    await player.run(`docker rm d07-left && docker rmi ${app}`);
    await player.ticks('d07.clean');

    await player.run(`docker build -t ${app}:v0.0.1 .`);
    await player.fails(`docker run --pull never ${app}`);
    await player.ticks('d07.v001');

    await player.says('d07.twoTags', 'Build with both -t options and no change between');
    await player.run(`docker build -t ${app}:v0.0.1 -t ${app}:latest .`);
    await player.ticks('d07.twoTags');

    await player.says('d07.latestMoved', /^Both still name [0-9a-f]{12}: change index\.js and build without a tag$/);
    player.edit('index.js', 'const port', '// Version one and a half.\nconst port');
    await player.run(build);
    await player.ticks('d07.latestMoved');

    await player.says('d07.v002', 'v0.0.2 is missing: give both -t in one build');
    player.edit('index.js', '// Version one and a half.', '// Version two.');
    await player.run(`docker build -t ${app}:v0.0.2 .`);
    await player.says('d07.v002', 'latest points elsewhere: give both -t in one build');
    await player.run(`docker build -t ${app}:v0.0.2 -t ${app}:latest . && docker images -a`);
    await player.ticks('d07.v002');
    player.hasSolution('index.js', 'Dockerfile');
  });

  play('docker/07b-cache', { repositories: [app] }, async player => {
    await player.run(`${build} && ${build}`);
    await player.ticks('d07.sameId');

    await player.says('d07.busted', 'Change only the Dockerfile (add the RUN echo line) and build');
    player.edit('Dockerfile', 'EXPOSE', 'RUN echo "a new layer"\nEXPOSE');
    await player.run(build);
    await player.ticks('d07.busted');

    await player.says('d07.ignore', '.dockerignore is missing');
    player.write('.dockerignore', 'Dockerfile\n');
    await player.says('d07.ignore', '.dockerignore does not match .dockerignore');
    player.write('.dockerignore', 'Dockerfile\n.dockerignore\nnode_modules\n');
    await player.ticks('d07.ignore');

    await player.run(build);
    await player.says(
      'd07.cacheKept',
      'The first build after adding .dockerignore always misses: build, add one more line, build again',
    );
    player.edit('Dockerfile', 'EXPOSE', 'RUN echo "another one"\nEXPOSE');
    await player.run(build);
    await player.ticks('d07.cacheKept');

    await player.says('d07.copyMinimal', 'Line 3 copies "*": name the files');
    player.edit('Dockerfile', 'COPY * ./', 'COPY package.json package-lock.json index.js ./');
    await player.says('d07.copyMinimal', 'Line 5 is left over: remove the echo lines');
    player.edit('Dockerfile', 'RUN echo "a new layer"\n', '');
    player.edit('Dockerfile', 'RUN echo "another one"\n', '');
    await player.ticks('d07.copyMinimal');

    await player.says('d07.order', 'index.js is copied before npm runs (line 3): move it below');
    player.edit('Dockerfile', ' index.js ./\nRUN npm ci --production', ' ./\nRUN npm ci --omit=dev\nCOPY index.js ./');
    await player.ticks('d07.order');

    await player.run(build);
    await player.says('d07.installCached', 'Change only index.js, then build again');
    player.edit('package.json', '"private": true', '"private": true,\n  "description": "Answers"');
    await player.run(build);
    await player.says('d07.installCached', 'npm ran again because package.json changed: change only index.js');
    player.edit('index.js', 'const port', '// Changed.\nconst port');
    await player.run(build);
    await player.ticks('d07.installCached');
    player.hasSolution('Dockerfile', '.dockerignore');
  });
});
