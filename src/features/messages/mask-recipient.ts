/** Enough to recognise a recipient by, too little to write to: `a***@e***.com`, `+1***67`. */
export function maskRecipient(recipient: string): string {
  const at = recipient.lastIndexOf('@');
  if (at === -1) return `${recipient.slice(0, 2)}***${recipient.slice(-2)}`;
  const domain = recipient.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const first = (text: string) => [...text][0] ?? '';
  return `${first(recipient)}***@${first(domain)}***${dot === -1 ? '' : domain.slice(dot)}`;
}
