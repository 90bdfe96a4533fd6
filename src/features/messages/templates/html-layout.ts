import { escapeHtml } from './escape-html.ts';
import type { MailContent, MailLink } from './mail-content.ts';
import type { MailLook } from './mail-look.ts';
import { darkStyles, MONOSPACE } from './mail-styles.ts';

// Mail clients know the HTML of 1999: tables for layout, inline styles, and a style block only for
// what may be lost (dark mode, small screens). Nothing is loaded from anywhere.

/** Keeps the words that follow out of the inbox preview: joiner, non-joiner, no-break space. */
const PREVIEW_FILLER = '\u034f\u200c\u00a0'.repeat(40);

export function htmlLayout(content: MailContent): string {
  const language = escapeHtml(content.languageTag);
  const { look } = content;
  return `<!DOCTYPE html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${escapeHtml(content.subject)}</title>
<style>${darkStyles(look.stockButton)}</style>
</head>
<body class="page" style="margin:0;padding:0;width:100%;background-color:#f3f4f6;-webkit-text-size-adjust:100%;">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;">${escapeHtml(content.intro)}${PREVIEW_FILLER}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f3f4f6" style="background-color:#f3f4f6;">
<tr><td class="outer" align="center" style="padding:40px 16px;">
<!--[if mso]><table role="presentation" width="560" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
${masthead(content)}
<tr><td class="card" bgcolor="#ffffff" style="background-color:#ffffff;border:1px solid #e4e6eb;border-radius:12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="inner" align="${look.align}" style="padding:40px 40px 36px;text-align:${look.align};">
<h1 class="strong" style="margin:0 0 12px;font-family:${look.font};font-size:24px;line-height:32px;font-weight:700;letter-spacing:-0.2px;color:#14171f;word-break:break-word;">${escapeHtml(content.heading)}</h1>
${paragraph(look, content.intro, '0 0 28px')}
${content.code === undefined ? '' : codeBox(content.code)}
${content.primary ? button(look, content.primary, 'primary') : ''}
${content.secondary ? paragraph(look, content.secondary.intro, '28px 0 16px') + button(look, content.secondary, 'secondary') : ''}
<p class="soft" style="margin:24px 0 0;font-family:${look.font};font-size:14px;line-height:21px;color:#5b6271;">${escapeHtml(content.validity)}</p>
${linkList(content)}
</td></tr>
</table>
</td></tr>
${footer(content)}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

function masthead({ look, project, testNotice }: MailContent): string {
  const badge = testNotice
    ? `<td align="right" valign="top" style="padding:0 4px 16px 12px;"><span class="badge" style="display:inline-block;padding:3px 10px;border-radius:999px;background-color:#fdf0cf;font-family:${look.font};font-size:12px;line-height:18px;font-weight:600;white-space:nowrap;color:#7a4b00;">${escapeHtml(testNotice)}</span></td>`
    : '';
  return `<tr><td>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="strong" align="left" style="padding:0 4px 16px;font-family:${look.font};font-size:16px;line-height:24px;font-weight:700;color:#14171f;word-break:break-word;">${escapeHtml(project)}</td>${badge}
</tr></table>
</td></tr>`;
}

function paragraph(look: MailLook, text: string, margin: string): string {
  return `<p class="text" style="margin:${margin};font-family:${look.font};font-size:16px;line-height:25px;color:#3a404d;word-break:break-word;">${escapeHtml(text)}</p>`;
}

/** Padding on the cell for Outlook, on the link for everyone else: the whole button is clickable. */
function button(look: MailLook, link: MailLink, variant: 'primary' | 'secondary'): string {
  const [background, border, color] =
    variant === 'primary'
      ? [look.buttonColor, look.buttonColor, look.buttonTextColor]
      : ['#ffffff', '#c9cdd6', '#14171f'];
  const radius = look.buttonRadius;
  // align="left" would let the table float beside the text that follows.
  const align = look.align === 'center' ? ' align="center"' : '';
  return `<table role="presentation"${align} cellpadding="0" cellspacing="0" border="0"><tr>
<td class="${variant}" align="center" bgcolor="${background}" style="border:1px solid ${border};border-radius:${radius};background-color:${background};mso-padding-alt:13px 28px;">
<a class="${variant}-label" href="${escapeHtml(link.url)}" style="display:inline-block;padding:13px 28px;border-radius:${radius};font-family:${look.font};font-size:16px;line-height:22px;font-weight:600;color:${color};text-decoration:none;">${escapeHtml(link.action)}</a>
</td></tr></table>`;
}

/** The left padding makes up for the letter spacing after the last digit. */
function codeBox(code: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="code" align="center" dir="ltr" bgcolor="#f3f4f6" style="padding:22px 12px 22px 20px;border-radius:8px;background-color:#f3f4f6;font-family:${MONOSPACE};font-size:34px;line-height:42px;font-weight:700;letter-spacing:8px;color:#14171f;word-break:break-word;">${escapeHtml(code)}</td>
</tr></table>`;
}

function linkList(content: MailContent): string {
  const { look } = content;
  const links = [content.primary, content.secondary].filter((link) => link !== undefined);
  if (links.length === 0) return '';
  const rows = links.map(({ action, url }) => {
    const escaped = escapeHtml(url);
    const label = links.length > 1 ? `${escapeHtml(action)}:<br>` : '';
    return `<p class="soft" dir="ltr" style="margin:6px 0 0;font-family:${look.font};font-size:13px;line-height:20px;word-break:break-all;overflow-wrap:anywhere;color:#5b6271;">${label}<a class="link" href="${escaped}" style="color:#3451d1;text-decoration:underline;">${escaped}</a></p>`;
  });
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="rule" style="padding-top:24px;border-bottom:1px solid #e4e6eb;font-size:0;line-height:0;">&#160;</td></tr></table>
<p class="soft" style="margin:24px 0 0;font-family:${look.font};font-size:13px;line-height:20px;color:#5b6271;">${escapeHtml(content.linkFallback)}</p>
${rows.join('\n')}`;
}

function footer({ look, ignore, sentTo }: MailContent): string {
  const line = (text: string) =>
    `<p class="soft" style="margin:0 0 4px;font-family:${look.font};font-size:13px;line-height:20px;color:#5b6271;word-break:break-word;">${escapeHtml(text)}</p>`;
  return `<tr><td align="${look.align}" style="padding:24px 4px 0;text-align:${look.align};">${line(ignore)}${line(sentTo)}</td></tr>`;
}
