/** A message whose paths begin at the repository: it is shown to others, and says nothing of where that lies. */
export function belowRoot(message: string, root: string): string {
  return message.replaceAll(`${root}/`, '');
}
