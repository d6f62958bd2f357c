// Networks over the Docker API.
import type Dockerode from 'dockerode';
import type { Networks } from '../networks.ts';
import { asked } from './answers.ts';

export function networksOf(docker: Dockerode): Networks {
  const network = (id: string) => docker.getNetwork(encodeURIComponent(id));
  return {
    async create({ name, driver = 'bridge', isInternal, subnet }) {
      const made = await asked(
        docker.createNetwork({
          Name: name,
          Driver: driver,
          Internal: isInternal,
          // Engines before API 1.44 allow two networks of one name unless they are told not to.
          CheckDuplicate: true,
          ...(subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
        }),
      );
      return { id: made.id };
    },
    inspect: async id => ({ ...((await asked(network(id).inspect())) as object) }),
    async connect(id, containerId) {
      await asked(network(id).connect({ Container: containerId }));
    },
    async disconnect(id, containerId) {
      await asked(network(id).disconnect({ Container: containerId }));
    },
    async remove(id) {
      await asked(network(id).remove());
    },
  };
}
