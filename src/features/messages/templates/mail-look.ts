import type { PrebuiltCustomization } from '../../email-templates/email-template.ts';
import { FONT } from './mail-styles.ts';

/** How a stock mail looks. Every member stands in CSS and HTML as it is: never a user's value. */
export interface MailLook {
  /** CSS font-family, single quotes only. */
  font: string;
  align: 'left' | 'center';
  buttonColor: string;
  buttonTextColor: string;
  /** CSS length. */
  buttonRadius: string;
  /** Whether dark mode may change the button: an operator's own colours stay. */
  stockButton: boolean;
}

export const stockLook: MailLook = {
  font: FONT,
  align: 'left',
  buttonColor: '#3451d1',
  buttonTextColor: '#ffffff',
  buttonRadius: '8px',
  stockButton: true,
};

/** What recipients have varies, so each font brings those that resemble it. */
const FONTS: Record<NonNullable<PrebuiltCustomization['font_family']>, string> = {
  ARIAL: "Arial,'Helvetica Neue',Helvetica,sans-serif",
  BRUSH_SCRIPT_MT: "'Brush Script MT','Brush Script Std',cursive",
  COURIER_NEW: "'Courier New',Courier,'Liberation Mono',monospace",
  GEORGIA: "Georgia,'Times New Roman',serif",
  HELVETICA: "'Helvetica Neue',Helvetica,Arial,sans-serif",
  TAHOMA: 'Tahoma,Verdana,Geneva,sans-serif',
  TIMES_NEW_ROMAN: "'Times New Roman',Times,'Liberation Serif',serif",
  TREBUCHET_MS: "'Trebuchet MS','Lucida Grande',sans-serif",
  VERDANA: 'Verdana,Geneva,sans-serif',
};

/** Pixels. */
export const MAX_RADIUS = 100;

const COLOR = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** `#rrggbb` in small letters, as every mail client knows it; undefined for what is no colour. */
export function readColor(color: string): string | undefined {
  const digits = COLOR.exec(color)?.[1]?.toLowerCase();
  if (digits === undefined) return undefined;
  return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join('')}`;
}

/** Reads nothing into CSS that is not known to be harmless, however it came into the database. */
export function mailLook(custom: PrebuiltCustomization): MailLook {
  const buttonColor = readColor(custom.button_color ?? '');
  const buttonTextColor = readColor(custom.button_text_color ?? '');
  const radius = Number(custom.button_border_radius ?? 0);
  return {
    font: (custom.font_family && FONTS[custom.font_family]) || stockLook.font,
    align: custom.text_alignment === 'CENTER' ? 'center' : 'left',
    buttonColor: buttonColor ?? stockLook.buttonColor,
    buttonTextColor: buttonTextColor ?? stockLook.buttonTextColor,
    buttonRadius: radius >= 0 && radius <= MAX_RADIUS ? `${radius}px` : stockLook.buttonRadius,
    stockButton: buttonColor === undefined && buttonTextColor === undefined,
  };
}
