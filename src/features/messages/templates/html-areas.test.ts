import { describe, expect, it } from 'vitest';
import { HtmlProblem, htmlAreas } from './html-areas.ts';

/** `kind:content` of every area that says something. */
const areas = (html: string): string[] =>
  htmlAreas(html)
    .map(({ kind, start, end }) => `${kind}:${html.slice(start, end)}`)
    .filter((area) => area.trim() !== 'text:');

describe('a merge tag may stand', () => {
  it.each([
    ['in text', '<p>a</p>b', ['text:a', 'text:b']],
    [
      'in a quoted attribute',
      `<p title="a" lang='b'>c</p>`,
      ['attribute:a', 'attribute:b', 'text:c'],
    ],
    ['in a quoted URL', '<a HREF = "u">t</a>', ['url:u', 'text:t']],
    ['in a title', '<title>a <b></title>c', ['text:a <b>', 'text:c']],
    ['in the text around a bare <', 'a < b', ['text:a ', 'text:<', 'text: b']],
    ['behind a tag whose attribute has a >', '<p title="a>b">c', ['attribute:a>b', 'text:c']],
    ['behind a quote that starts no value', `<p a"b='c'>d`, ['attribute:c', 'text:d']],
    [
      'in Outlook markup',
      '<!--[if mso]><v:rect href="u">t</v:rect><![endif]-->x',
      ['url:u', 'text:t', 'text:x'],
    ],
    [
      'beside markup for all but Outlook',
      '<!--[if !mso]><!--><i>a</i><!--<![endif]-->b',
      ['comment:[if !mso]><!', 'text:a', 'comment:<![endif]', 'text:b'],
    ],
    ['behind every form of that', '<!--[if !mso]><!-- -->a', ['comment:[if !mso]><!-- ', 'text:a']],
    ['behind a comment', '<!-- a > b --!>c', ['comment: a > b ', 'text:c']],
    ['behind a comment that ends at once', '<!-->a<!--->b', ['text:a', 'text:b']],
    [
      'behind a doctype',
      '<!DOCTYPE html>a<?xml version="1"?>b</>c',
      ['text:a', 'text:b', 'text:c'],
    ],
  ])('%s', (_, html, expected) => {
    expect(areas(html)).toEqual(expected);
  });

  it.each([
    ['in CSS', '<style>a{color:red}</style>', '<p style="color:red">x</p>'],
    ['in an unquoted value', '<a href=u title=v>x</a>', '<p a=b>x</p>'],
    ['in the name of a tag or an attribute', '<p abc>x</p>', '<abc>x</abc>'],
  ])('not %s', (_, ...examples) => {
    for (const html of examples) {
      expect(areas(html).filter((area) => area !== 'text:x')).toEqual([]);
    }
  });
});

describe('HTML that is refused', () => {
  it.each([
    ['script', '<p>\n<ScRipt>x</script>', '<script> is not allowed (line 2)'],
    ['frames', '<iframe src="https://a.example"></iframe>', '<iframe> is not allowed'],
    ['foreign markup', '<svg><style><img></style></svg>', '<svg> is not allowed'],
    ['a moved base', '<base href="https://a.example">', '<base> is not allowed'],
    ['event handlers', '<img src="x" ONERROR="y">', 'the attribute onerror is not allowed'],
    ['script URLs', '<a href="javascript:x">', 'runs script'],
    ['script URLs without quotes', '<a href=javascript:x>', 'runs script'],
    ['script URLs in disguise', '<a href=" &#106;ava&Tab;sc\nript&colon;x">', 'runs script'],
    ['script URLs in hexadecimal', '<a href="&#x6A;avascript:x">', 'runs script'],
    ['documents in a URL', '<a href="data:text/html,x">', 'runs script'],
    ['a refresh', '<meta http-equiv="refresh" content="0;url=//a">', 'refresh'],
    ['script for Outlook', '<!--[if mso]><script>x</script><![endif]-->', '<script> is not'],
    ['an open tag', '<p class="a"', '<p> is not closed'],
    ['an open quote', '<p class="a>b</p>', 'class of <p> is not closed'],
    ['an open comment', '<!-- a', 'a comment is not closed'],
    ['an open style', '<style>a{}', '<style> is not closed'],
    ['a quote open to the end of a comment', '<!--[if mso]><a title="<![endif]-->"', 'not closed'],
  ])('has %s', (_, html, message) => {
    expect(() => htmlAreas(html)).toThrow(HtmlProblem);
    expect(() => htmlAreas(html)).toThrow(message);
  });

  it('is not an image that is in the mail itself', () => {
    expect(areas('<img src="data:image/png;base64,AA">')).toEqual(['url:data:image/png;base64,AA']);
  });
});

it.each(['<!---->', '<a b="c">', '<', '<!--[if x]>-->', '<style></style>', '</'])(
  'does not take long for a lot of %s',
  (piece) => {
    expect(() => htmlAreas(`${piece.repeat(100_000 / piece.length)}>`)).not.toThrow();
  },
);
