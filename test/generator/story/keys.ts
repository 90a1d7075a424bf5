/** Pictures that the site, and later others, show. */
export const WALLPAPERS: readonly string[] = [
  'wallpapers/sunset-beach.jpg',
  'wallpapers/mountain lake.jpg',
  'wallpapers/東京の夜.jpg',
  'wallpapers/northern-lights.png',
  'wallpapers/café terrace.jpg',
  'wallpapers/desert+stars.jpg',
  'wallpapers/old town.webp',
];

/** What the clean-up should have deleted. */
export const TEMPORARY: readonly string[] = Array.from({ length: 14 }, (_, i) => `tmp/render ${i + 1}.png`);

/** What it deleted too, because its prefix was `t` and not `tmp/`. */
export const TEMPLATES: readonly string[] = [
  'templates/invoice.html',
  'templates/newsletter (2026).html',
  'templates/Größentabelle.html',
  'templates/über uns.html',
  'templates/a+b-test.html',
  'templates/100%-rabatt.html',
  'templates/メール.html',
  'templates/footer.html',
];

/** Old versions that the clean-up removed for good. */
export const TRAILERS: readonly string[] = [
  'trailers/spring 2025.mp4',
  'trailers/summer 2025.mp4',
  'trailers/autumn 2025.mp4',
  'trailers/winter 2025.mp4',
  'trailers/teaser #1.mp4',
  'trailers/teaser #2.mp4',
];
