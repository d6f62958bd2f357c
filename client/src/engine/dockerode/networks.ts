// Networks over the Docker API.
import type Dockerode from 'dockerode';
import type { Networks } from '../networks.ts';
import { asked } from './answers.ts';

export function networksOf(docker: Dockerode): Networks {
  const network = (id: string) => docker.getNetwork(encodeURIComponent(id));
  return {
    async create({ name, driver = 'bridge', isInternal, subnet, gateway, labels }) {
      const made = await asked(
        docker.createNetwork({
          Name: name,
          Driver: driver,
          Internal: isInternal,
          // Engines before API 1.44 allow two networks of one name unless they are told not to.
          CheckDuplicate: true,
          ...(labels === undefined ? {} : { Labels: labels }),
          ...(subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [range(subnet, gateway)] } }),
        }),
      );
      return { id: made.id };
    },
    inspect: async id => ({ ...((await asked(network(id).inspect())) as object) }),
    async connect(id, containerId, endpoint) {
      const how = endpoint === undefined ? {} : { EndpointConfig: endpoint };
      await asked(network(id).connect({ Container: containerId, ...how }));
    },
    async disconnect(id, containerId) {
      await asked(network(id).disconnect({ Container: containerId }));
    },
    async remove(id) {
      await asked(network(id).remove());
    },
  };
}

function range(subnet: string, gateway: string | undefined): { readonly Subnet: string; readonly Gateway?: string } {
  return { Subnet: subnet, ...(gateway === undefined ? {} : { Gateway: gateway }) };
}
