// An expression that the page evaluates: the texts that are hard to read, with their contrast.
(() => {
  const NORMAL = 4.5;
  const LARGE = 3;

  const parse = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red = 0, green = 0, blue = 0]) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [red, green, blue, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return [red, green, blue];
    }
    return [255, 255, 255];
  };
  const isText = ({ nodeType, textContent }) => nodeType === 3 && textContent.trim() !== '';
  const problems = new Set();
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(isText)) continue;
    if (element.closest('svg, .hidden, script') || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [front, back] = [luminance(parse(style.color)), luminance(backgroundOf(element))];
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 600);
    if (contrast < (isLarge ? LARGE : NORMAL)) {
      problems.add(`${element.tagName}.${element.className} ${style.color} ${contrast.toFixed(2)}`);
    }
  }
  return [...problems];
})();
