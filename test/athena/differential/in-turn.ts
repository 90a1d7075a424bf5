/** Gives each item one of the choices, the first, the second, … and the first again. */
export function inTurn<Item, Choice, Name extends string>(
  items: readonly Item[],
  choices: readonly Choice[],
  name: Name,
): readonly (Item & Record<Name, Choice>)[] {
  return items.map((item, index) => ({
    ...item,
    ...({ [name]: choices[index % choices.length] } as Record<Name, Choice>),
  }));
}
