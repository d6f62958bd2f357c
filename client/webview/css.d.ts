// Style sheets go into a file beside the bundle that imports them.
declare module '*.css';
