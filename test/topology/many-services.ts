/** Compose files of any size, with whatever wires services together. */

/** As many services as wanted, each with a port and after the one before. */
export function manyServices(count: number): string {
  const services = Array.from({ length: count }, (_, at) => {
    const after = at % 4 === 0 ? '' : `    depends_on: [s${at - 1}]\n`;
    const port = at % 3 === 0 ? `    ports: ["${8000 + at}:80"]\n` : '';
    return `  s${at}:\n    image: example/s${at}:1\n${after}${port}    networks: [n${at % 5}]\n    volumes: [data${at % 7}:/data]\n`;
  });
  const names = (word: string, many: number): string =>
    Array.from({ length: many }, (_, at) => `  ${word}${at}:\n`).join('');
  return `services:\n${services.join('')}networks:\n${names('n', 5)}volumes:\n${names('data', 7)}`;
}
