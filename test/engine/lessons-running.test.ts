// Somebody learns on a real engine how containers are started and entered, keep data, and get rights and limits.
import { describeLessons } from './describe-lessons.ts';

const app = 'simple-docker-app';
const build = `docker build -t ${app} .`;

describeLessons('Lessons on running containers', { images: ['node', 'debian'] }, play => {
  play('docker/08-run-modes', { repositories: [app] }, async (player, engine) => {
    await player.run(build);
    await player.says('d08.detached', `No container of ${app} runs`);
    player.begin(`docker run --name d08-front ${app}`);
    await player.says('d08.detached', 'Container d08-front runs in the foreground');
    await player.run('docker rm -f d08-front');
    await player.run(`docker run -d --name d08-web -p 127.0.0.1:9854:9854 ${app}`);
    await player.ticks('d08.detached');

    await player.says('d08.attached', 'docker attach d08-web from a terminal');
    // Somebody reads the logs first.
    await player.run(`docker logs d08-web && docker run --rm ${engine.baseImage} sleep 2`);
    const attached = player.begin('docker attach --no-stdin --sig-proxy=false d08-web');
    await player.ticks('d08.attached');
    attached.kill('SIGKILL');

    await player.says('d08.command', 'Put ls -l /usr/src/app after the image name');
    await player.fails(`docker run --rm ${app} ls /nowhere`);
    await player.says('d08.command', 'ls ended with 1: is the folder /usr/src/app?');
    await player.run(`docker run --rm ${app} ls -l /usr/src/app`);
    await player.ticks('d08.command');

    await player.says('d08.interactive', 'Use -it and the command node');
    await player.run(`docker run -i --rm ${app} node < /dev/null`);
    await player.says('d08.interactive', 'Use -it and the command node; -t is off');
    await player.inTerminal(`docker run -it --rm ${app} node`, '.exit\n');
    await player.ticks('d08.interactive');

    await player.says('d08.exec', 'docker exec -it d08-web /bin/bash (run starts a new one instead)');
    await player.inTerminal('docker exec -it d08-web /bin/bash', 'cat /proc/1/cmdline\nexit\n');
    await player.ticks('d08.exec');

    await player.says('d08.stopped', 'Still running: d08-web');
    await player.run('docker stop d08-web');
    await player.ticks('d08.stopped');
  });

  play('docker/09-storage', { repositories: [app], volumes: ['my-volume'] }, async player => {
    const bind = '--mount type=bind,source="$PWD/bind-directory",destination=/bound-mount';
    const volume = '--mount type=volume,source=my-volume';
    await player.run(`docker tag {{node}} ${app}`);
    const none =
      'No container mounts slipway-learn/exercise/bind-directory: check source= is absolute and destination=/bound-mount';
    await player.run(`docker run --rm -v "$PWD/bind-directory:/elsewhere" ${app} ls /elsewhere`);
    await player.says('d09.bind', none);
    await player.run(`docker run --rm ${bind} ${app} cat /bound-mount/testfile.txt`);
    await player.ticks('d09.bind');

    await player.says('d09.bindWrite', 'testfile.txt still has one line: append from inside with >>');
    await player.run(`docker run --rm ${bind} ${app} sh -c 'echo lost > /bound-mount/testfile.txt'`);
    await player.says('d09.bindWrite', 'The first line of testfile.txt is lost: use >>, which appends, not >');
    player.write('bind-directory/testfile.txt', 'This is a bound file!\n');
    await player.run(
      `docker run --rm ${bind} ${app} sh -c 'echo This line was written inside. >> /bound-mount/testfile.txt'`,
    );
    await player.ticks('d09.bindWrite');
    player.hasSolution('bind-directory/testfile.txt');

    await player.fails(`docker run --rm --mount type=bind,source="$PWD/nothing",destination=/x ${app} ls /x`);
    await player.says('d09.volume', 'Volume my-volume does not exist');
    await player.run('docker volume create my-volume');
    await player.says('d09.volume', 'Volume my-volume is not mounted');
    await player.run(`docker run --name d09-a ${volume},destination=/data-volume ${app} true`);
    await player.says('d09.volume', 'Volume my-volume has no newfile.txt');
    await player.run('docker rm d09-a');
    await player.run(
      `docker run --name d09-a ${volume},destination=/data-volume ${app} sh -c 'echo kept > /data-volume/newfile.txt'`,
    );
    await player.ticks('d09.volume');

    await player.says('d09.shared', 'Mount my-volume in a container of debian:trixie-slim');
    await player.run(`docker run --name d09-b ${volume},destination=/other {{debian}} cat /other/newfile.txt`);
    await player.ticks('d09.shared');

    await player.fails('docker volume rm my-volume');
    await player.says('d09.removed', 'my-volume is in use by d09-a, d09-b, stopped ones count: docker rm them first');
    await player.run('docker rm d09-a d09-b');
    await player.says('d09.removed', 'Nothing uses my-volume any more: docker volume rm my-volume');
    await player.run('docker volume rm my-volume');
    await player.ticks('d09.removed');
  });

  play('docker/10-privileges', { repositories: [app] }, async (player, engine) => {
    const mount = `sh -c 'mkdir -p /mnt/tmp && mount -t tmpfs none /mnt/tmp'`;
    await player.run(build);
    await player.run(`docker run -d --name d10 ${app} sleep 60`);
    await player.says('d10.root', 'docker top d10 while it still sleeps');
    await player.run('docker top d10');
    await player.ticks('d10.root');

    await player.says('d10.user', 'Add USER node before CMD');
    player.edit('Dockerfile', 'EXPOSE', 'USER node\nEXPOSE');
    await player.says('d10.user', 'The image is older than your Dockerfile: rebuild');
    await player.run(build);
    await player.says('d10.user', 'Run it once');
    await player.run(`docker run --rm ${app} id`);
    await player.ticks('d10.user');

    await player.says('d10.mountDenied', 'Run the mount without extra rights and let it fail');
    await player.fails(`docker run --rm --user 0 ${app} ${mount}`);
    await player.ticks('d10.mountDenied');

    await player.says('d10.mountOk', 'Add --cap-add SYS_ADMIN');
    await player.run(`docker run --rm --user 0 --privileged ${app} ${mount}`);
    await player.says('d10.mountOk', 'You used --privileged: add --cap-add SYS_ADMIN instead');
    const appArmor = engine.docker('info', '--format', '{{.SecurityOptions}}').includes('apparmor');
    const option = appArmor ? '--security-opt apparmor=unconfined' : '';
    await player.run(`docker run --rm --user 0 --cap-add SYS_ADMIN ${option} ${app} ${mount}`);
    await player.ticks('d10.mountOk');

    await player.run(`docker run -d --name d10-half --memory 64m ${app}`);
    await player.says('d10.limits', 'cpus is unlimited');
    await player.run(`docker run -d --memory 64m --cpus 0.5 ${app}`);
    await player.ticks('d10.limits');
    player.hasSolution('Dockerfile');
  });
});
