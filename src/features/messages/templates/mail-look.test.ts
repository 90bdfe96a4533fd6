import { describe, expect, it } from 'vitest';
import { fontFamilies, type PrebuiltCustomization } from '../../email-templates/email-template.ts';
import { mailLook, readColor, stockLook } from './mail-look.ts';
import { renderMail } from './render-mail.ts';

const render = (prebuilt_customization?: PrebuiltCustomization): string =>
  renderMail({
    kind: 'reset_password',
    locale: 'en',
    projectName: 'Acme',
    recipient: 'ada@example.com',
    link: 'https://a.example/1',
    secondaryLink: 'https://a.example/2',
    expirationMinutes: 60,
    environment: 'test',
    ...(prebuilt_customization && { template: { prebuilt_customization } }),
  }).html;

it.each([
  ['#3451D1', '#3451d1'],
  ['3451d1', '#3451d1'],
  ['#fA0', '#ffaa00'],
  ['red', undefined],
  ['#12345', undefined],
  ['#123456;background:url(//a)', undefined],
  ['#123456\n', undefined],
  ['', undefined],
])('reads the colour %j as %j', (text, expected) => {
  expect(readColor(text)).toBe(expected);
});

describe('a prebuilt customization', () => {
  it('sets font, alignment, and colour and shape of the buttons', () => {
    const html = render({
      button_border_radius: 4.5,
      button_color: '#a00',
      button_text_color: '#FFEEDD',
      font_family: 'GEORGIA',
      text_alignment: 'CENTER',
    });
    expect(html.match(/border-radius:4\.5px/g)).toHaveLength(4);
    expect(html).toContain('bgcolor="#aa0000"');
    expect(html).toContain('color:#ffeedd;');
    expect(html).toContain("font-family:Georgia,'Times New Roman',serif;");
    expect(html).not.toContain(stockLook.font);
    expect(html).toContain('text-align:center');
    expect(html.match(/<table role="presentation" align="center"/g)).toHaveLength(2);
  });

  it('keeps its colours in dark mode, where the stock ones change', () => {
    expect(render()).toContain('.primary{background-color:#4865ee!important');
    expect(render({ button_color: '#123456' })).not.toContain('.primary{');
    expect(render({ button_border_radius: 3 })).toContain('.primary{');
  });

  it('changes no word', () => {
    const words = (html: string) =>
      html
        .replace(/<style>[^<]*<\/style>/, '')
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ');
    expect(words(render({ font_family: 'TAHOMA' }))).toBe(words(render()));
  });

  it('knows every font of the API, and puts each into an attribute without leaving it', () => {
    const fonts = fontFamilies.map((font_family) => mailLook({ font_family }).font);
    expect(new Set(fonts).size).toBe(fontFamilies.length);
    for (const font of fonts) expect(font).toMatch(/^[A-Za-z', -]+$/);
  });

  it('does not write into CSS what it does not know', () => {
    const stored = {
      button_border_radius: '1px;x:y',
      button_color: 'red;x:y',
      button_text_color: '"',
      font_family: 'x;y',
      text_alignment: 'x',
    } as unknown as PrebuiltCustomization;
    expect(mailLook(stored)).toEqual(stockLook);
  });
});
