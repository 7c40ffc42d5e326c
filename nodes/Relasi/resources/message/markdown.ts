export const toPlainText = (text: string): string => text;
export const toWhatsApp = (text: string): string => text;
