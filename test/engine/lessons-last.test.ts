// Somebody learns on a real engine to push to a registry of their own, and repairs a whole service at the end.
import { registryTool } from '../bed/registry.ts';
import { describeLessons, newestEngine } from './describe-lessons.ts';

const app = 'simple-docker-app';
const reference = `localhost:5001/learner/${app}`;
const tool = newestEngine === undefined ? undefined : await registryTool();
const registry = tool?.kind === 'ready' ? tool.tool : undefined;

describeLessons(
  'The last lessons',
  { images: registry === undefined ? ['node'] : ['node', 'registry'], registry },
  play => {
    play(
      'docker/11-registries',
      { repositories: [app, reference], containers: ['slipway-registry'], isSkipped: registry === undefined },
      async player => {
        await player.run('./prepare.sh');
        await player.says('d11.registry', 'No registry on 5001');
        await player.says('d11.pushed', 'No registry answers on 5001: start it first');
        await player.run('docker run -d --name slipway-registry -p 127.0.0.1:5001:5000 {{registry}}');
        await player.ticks('d11.registry');

        await player.says('d11.pushed', `Not in the registry: tag ${reference}:latest and push that full name`);
        await player.run(`docker tag ${app}:latest ${reference}:latest && docker push ${reference}:latest`);
        await player.ticks('d11.pushed');

        await player.says('d11.pushedV002', 'Tag and push v0.0.2 as well');
        await player.run(`docker tag ${app}:v0.0.2 ${reference}:v0.0.2 && docker push ${reference}:v0.0.2`);
        await player.ticks('d11.pushedV002');

        await player.run(`docker pull ${reference}:latest`);
        await player.says('d11.pulled', 'Remove the local name first (docker rmi), then docker pull');
        await player.run(`docker rmi ${reference}:latest ${reference}:v0.0.2`);
        await player.says('d11.pulled', 'It is removed: docker pull brings it back');
        await player.run(`docker pull ${reference}:latest`);
        await player.ticks('d11.pulled');
      },
    );

    play('docker/12-review', { repositories: ['review'], volumes: ['review-data'] }, async player => {
      const image = 'review:1.0.0';
      await player.says('d12.clean', /^9 findings left, first: "node" has no tag/);
      player.edit('Dockerfile', 'FROM node\nENV NODE_ENV production', 'FROM {{node}}\nENV NODE_ENV=production');
      player.edit('Dockerfile', 'recommends curl', 'recommends curl && rm -rf /var/lib/apt/lists/*');
      player.edit('Dockerfile', 'CMD node index.js', 'CMD ["node", "index.js"]');
      await player.says('d12.clean', /^5 findings left, first: /);
      player.edit(
        'Dockerfile',
        'RUN mkdir -p /usr/src/app /data\nCOPY . /usr/src/app/\nRUN cd /usr/src/app && npm ci --production\nWORKDIR /usr/src/app\nUSER root',
        'RUN mkdir /data && chown node:node /data\nWORKDIR /usr/src/app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY index.js ./\nUSER node',
      );
      await player.says('d12.clean', '.dockerignore is missing');
      player.write('.dockerignore', 'Dockerfile\n.dockerignore\nnode_modules\n');
      await player.ticks('d12.clean');
      player.hasSolution('Dockerfile', '.dockerignore');

      await player.says('d12.image', `${image} is missing`);
      await player.run(`docker build -t ${image} .`);
      await player.ticks('d12.image');

      await player.says(
        'd12.run',
        `No container of ${image} runs: docker run -d with a port, a memory limit and a volume`,
      );
      await player.run(`docker run -d --name d12-first ${image}`);
      await player.says('d12.run', '-p 127.0.0.1:8080:8080 is missing from docker run');
      await player.run('docker rm -f d12-first');
      await player.run(
        `docker run -d --name d12-review -p 127.0.0.1:8080:8080 --memory 128m --mount type=volume,source=review-data,destination=/data ${image}`,
      );
      await player.ticks('d12.run');

      await player.says('d12.tidy', `Left over: d12-review, ${image}, review-data`);
      await player.run(`docker rm -f d12-review && docker rmi ${image} && docker volume rm review-data`);
      await player.ticks('d12.tidy');
    });
  },
);
