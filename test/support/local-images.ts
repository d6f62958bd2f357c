/** What the container engine of all rule tests holds: images nobody else names, so that no other test sees a digest. */
export const localImages: Readonly<Record<string, string>> = {
  'example/base:1': `sha256:${'0123456789abcdef'.repeat(4)}`,
  'example/base:latest': `sha256:${'fedcba9876543210'.repeat(4)}`,
  'registry.example.org/tools:1': `sha256:${'00112233445566778899aabbccddeeff'.repeat(2)}`,
};
