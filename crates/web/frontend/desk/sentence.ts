/** As a sentence: the hub's messages have neither a capital letter nor a full stop. */
export function asSentence(message: string): string {
  const text = message.charAt(0).toLocaleUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
