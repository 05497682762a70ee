import { expect } from 'chai';
import { page, reading } from './reading.js';

/** Answer and notes of each draft. */
async function shown(files: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const { found } = await reading(files);
  return found.map(({ answer, notes }) => [answer, notes ?? []]);
}

describe('pictures of what is imported', () => {
  it('are links where their address works and left out elsewhere, in documents as on pages', async () => {
    const link = '[The form](https://example.com/img/form.png)';
    expect(
      await shown({
        'a.md':
          '# How do I pay?\n\nGo to the reception.\n\n![Reception](../img/reception.png "Front desk")\n\nAsk.',
        'b.md': '# 怎么付款\n\n去前台。\n\n![前台](../img/reception.png)\n\n![图][one]\n\n[one]: a.png',
        'c.md': '---\nurl: https://example.com/help/pay\n---\n# Pay\n\n![The form](/img/form.png)',
        'd.md':
          '# Pay\n\n![The form](https://example.com/img/form.png)\n\n- ![](https://example.com/x.png)\n- Two',
        'e.html': page(
          '<h1>Pay</h1><p>Go there.</p><p><img src="/img/form.png" alt="The form"></p>',
          '<link rel="canonical" href="https://example.com/pay">',
        ),
        'f.html': page('<h1>付款</h1><p>去前台。</p><figure><img src="/a.png" alt="前台"></figure>'),
      }),
    ).to.deep.equal([
      ['Go to the reception.\n\nAsk.', ['A picture was left out.']],
      ['去前台。', ['2 pictures were left out.']],
      [link, ['A picture became a link.']],
      [`${link}\n\n- Two`, ['A picture became a link.', 'A picture was left out.']],
      [`Go there.\n\n${link}`, ['A picture became a link.']],
      ['去前台。', ['A picture was left out.']],
    ]);
  });

  it('keep their name within a line of words, and the link around them', async () => {
    expect(
      await shown({
        'a.md': '# Save\n\nPress ![Save](save.png) twice.\n\n[![Portal](p.png)](https://example.com/)',
        'b.md':
          '# 保存\n\n请点<img src="save.png" alt="保存">。\n\n<img src="https://example.com/b.png" alt="窗口">',
        'c.html': page(
          '<h1>Save</h1><p>Press <img src="s.png" alt="Save"> twice.</p><a href="https://example.com/"><img src="p.png" alt="Portal"></a><p><b><img src="x.png" alt=""></b></p>',
        ),
        'd.html': page('<h1>Marks</h1><p>Write this:</p><p>&lt;img src="a.png"&gt;</p>'),
      }),
    ).to.deep.equal([
      [
        'Press Save twice.\n\n[Portal](https://example.com/)',
        ['A picture became a link.', 'A picture was left out.'],
      ],
      [
        '请点保存。\n\n[窗口](https://example.com/b.png)',
        ['A picture became a link.', 'A picture was left out.'],
      ],
      [
        'Press Save twice.\n\n[Portal](https://example.com/)',
        ['A picture became a link.', '2 pictures were left out.'],
      ],
      ['Write this:\n\n\\<img src="a.png">', []],
    ]);
  });

  it('are told of the drafts that had them, not of all of their page', async () => {
    const data = JSON.stringify({
      '@type': 'Question',
      name: 'Where?',
      acceptedAnswer: { text: 'Here. <img src="https://example.com/here.png">' },
    });
    const picture = '<p><img src="https://example.com/a.png" alt="Window"></p>';
    const { found } = await reading({
      'a.html': page(`<h1>FAQ</h1><h2>How?</h2><p>So.</p>${picture}<h2>Why?</h2><p>So.</p>`),
      'b.html': page(
        `<h1>常见问题</h1><details><summary>怎么付款？</summary>刷卡。${picture}</details><details><summary>多久？</summary>两天。</details>`,
        `<script type="application/ld+json">${data}</script>`,
      ),
      'c.md': '# FAQ\n\n## How?\n\nSo.\n\n## Why?\n\nSo.\n\n![Window](a.png)',
    });
    expect(found.map(({ title, notes }) => [title, notes ?? []])).to.deep.equal([
      ['How?', ['A picture became a link.']],
      ['Why?', []],
      ['怎么付款？', ['A picture became a link.']],
      ['多久？', []],
      ['Where?', ['A picture was left out.']],
      ['How?', []],
      ['Why?', ['A picture was left out.']],
    ]);
  });

  it('leave the words of links that lead nowhere, and say so; whole addresses stay', async () => {
    expect(
      await shown({
        'a.html': page(
          '<h1>Park</h1><p>See <a href="/map.pdf">the <b>map</b></a>, <a href="#top">above</a>.</p>',
        ),
        'b.html': page('<h1>停车</h1><ul><li><a href="a.html">地图</a><li><a href="b.html">表格</a></ul>'),
        'c.html': page(
          '<h1>Park</h1><p>See <a href="/map.pdf">the map</a>.</p>',
          '<link rel="canonical" href="https://example.com/park">',
        ),
        'd.md': '# Park\n\nSee [the map](../map.pdf) or <https://example.com>, [mail](mailto:a@example.com).',
        'e.md': '---\nurl: https://example.com/help/park\n---\n# 停车\n\n见[地图](../map.pdf)。',
      }),
    ).to.deep.equal([
      ['See the **map**, above.', ['A link without a whole address was left out.']],
      ['- 地图\n- 表格', ['2 links without a whole address were left out.']],
      ['See [the map](https://example.com/map.pdf).', []],
      [
        'See the map or <https://example.com>, [mail](mailto:a@example.com).',
        ['A link without a whole address was left out.'],
      ],
      ['见[地图](https://example.com/map.pdf)。', []],
    ]);
  });
});
