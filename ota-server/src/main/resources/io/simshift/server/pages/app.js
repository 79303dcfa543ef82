'use strict';
// The pages of Simshift. Texts from the server become text nodes only, so nothing in them can become markup.
(() => {
  const main = document.getElementById('main');
  const message = document.getElementById('message');
  /** How often a page without a stream of events asks; one with a stream is drawn no more often than this. */
  const PERIOD_MILLIS = 2000;
  const DRAW_MILLIS = 500;
  const SAMPLES = 150;
  const samples = new Map();
  let person = null;
  let shown = 0;
  let drawing = Promise.resolve();

  function node(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === 'onclick' || key === 'onsubmit') {
        element.addEventListener(key.substring(2), value);
      } else if (value !== undefined && value !== false) {
        element.setAttribute(key, value);
      }
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  async function call(method, path, body) {
    if (person === null && path !== '/session') {
      throw Object.assign(new Error('Sign in first'), {status: 401, quiet: true});
    }
    const options = {method, headers: {'X-Simshift-Request': '1'}, credentials: 'same-origin'};
    if (body !== undefined) {
      options.headers['Content-Type'] = 'application/json';
      options.body = JSON.stringify(body);
    }
    const response = await fetch('/api/v1' + path, options);
    if (response.status === 204) {
      return null;
    }
    const json = await response.json();
    if (!response.ok) {
      throw Object.assign(new Error(json.detail || json.title), {status: response.status});
    }
    return json;
  }

  const may = role => person !== null && person.roles.includes(role);
  const when = text => text ? node('time', {datetime: text}, text.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')) : '';

  function tell(error) {
    message.textContent = '';
    if (error.status === 401) {
      person = null;
      signIn();
    }
    message.textContent = error.quiet ? '' : error.message;
  }

  async function act(work) {
    try {
      message.textContent = '';
      await work();
      await show();
    } catch (error) {
      tell(error);
    }
  }

  function signIn() {
    frame();
    const token = node('input', {type: 'password', id: 'token', autocomplete: 'off', required: ''});
    main.replaceChildren(
      node('h2', {}, 'Sign in'),
      node('form', {onsubmit: event => {
        event.preventDefault();
        act(async () => {
          person = await call('POST', '/session', {token: token.value.trim()});
        });
      }}, node('label', {for: 'token'}, 'Token', token), node('button', {class: 'main'}, 'Sign in')));
    token.focus();
  }

  function frame() {
    document.getElementById('nav').hidden = person === null;
    document.getElementById('who').hidden = person === null;
    document.getElementById('name').textContent = person ? person.name + ' (' + person.roles.join(', ') + ')' : '';
  }

  function bar(progress) {
    return node('progress', {max: Math.max(1, progress.cards), value: progress.confirmed,
      'aria-label': progress.confirmed + ' of ' + progress.cards + ' cards confirmed'});
  }

  function row(cells, header) {
    return node('tr', {}, ...cells.map(cell => {
      const number = typeof cell === 'number';
      return node(header ? 'th' : 'td', {class: number ? 'number' : undefined, scope: header ? 'col' : undefined},
        number ? String(cell) : cell);
    }));
  }

  function table(caption, names, rows) {
    return rows.length === 0 ? node('p', {}, caption + ': none') : node('table', {}, node('caption', {}, caption),
      node('thead', {}, row(names, true)), node('tbody', {}, ...rows));
  }

  async function campaigns() {
    const all = (await call('GET', '/campaigns')).items;
    return [node('h2', {}, 'Campaigns'), table('All campaigns, youngest first',
      ['Name', 'To', 'State', 'Confirmed', 'Cards', 'Failed', 'Progress'],
      all.map(it => row([node('a', {href: '#/campaigns/' + encodeURIComponent(it.id)}, it.plan.name), it.plan.recipient,
        node('span', {class: 'state'}, it.state), it.progress.confirmed, it.progress.cards, it.progress.failed,
        bar(it.progress)])))];
  }

  function sample(it) {
    const list = samples.get(it.id) || [];
    list.push({at: Date.now(), confirmed: it.progress.confirmed});
    samples.set(it.id, list.slice(-SAMPLES));
    return samples.get(it.id);
  }

  /** Confirmed cards per second while this page is open. */
  function chart(list) {
    const rates = [];
    for (let i = 1; i < list.length; i++) {
      const seconds = (list[i].at - list[i - 1].at) / 1000;
      rates.push(Math.max(0, (list[i].confirmed - list[i - 1].confirmed) / Math.max(seconds, 0.001)));
    }
    const most = Math.max(1, ...rates);
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('class', 'chart');
    svg.setAttribute('viewBox', '0 0 ' + (SAMPLES - 1) + ' 100');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('role', 'img');
    const last = rates.length ? rates[rates.length - 1] : 0;
    const said = 'Confirmed cards per second since this page was opened: now ' + last.toFixed(1) + ', at most '
      + Math.max(0, ...rates).toFixed(1);
    svg.setAttribute('aria-label', said);
    const line = document.createElementNS(space, 'polyline');
    line.setAttribute('points', rates.map((rate, i) => i + ',' + (98 - 96 * rate / most)).join(' '));
    svg.append(line);
    return node('figure', {}, svg, node('figcaption', {}, said));
  }

  function reasonThen(question, work) {
    const reason = window.prompt(question);
    if (reason) {
      act(() => work(reason));
    }
  }

  function actions(it) {
    const path = '/campaigns/' + encodeURIComponent(it.id);
    const button = (text, work) => node('button', {type: 'button', onclick: work}, text);
    const list = [];
    if (may('operator')) {
      if (it.state === 'validated') {
        list.push(button('Submit for approval', () => act(() => call('POST', path + '/submit'))));
      }
      if (it.state === 'scheduled' || it.state === 'running') {
        list.push(button('Pause', () => reasonThen('Why pause?', reason => call('POST', path + '/pause', {reason}))));
      }
      if (it.state === 'paused') {
        list.push(button('Resume', () => act(() => call('POST', path + '/resume'))));
      }
      if (!['stopped', 'finished'].includes(it.state)) {
        list.push(button('Stop', () => reasonThen('Why stop? Cards that wait are called off.',
          reason => call('POST', path + '/stop', {reason}))));
      }
      if (['stopped', 'finished'].includes(it.state) && it.progress.failed > 0) {
        list.push(button('Retry failed cards', () => act(() => call('POST', path + '/retry-failed'))));
      }
    }
    if (may('approver') && it.state === 'awaiting-approval' && it.missing.includes('donor')) {
      list.push(node('button', {type: 'button', class: 'main', onclick: () => act(() => call('POST', path + '/approve'))},
        'Approve'));
      list.push(button('Refuse', () => reasonThen('Why refuse?', reason => call('POST', path + '/refuse', {reason}))));
    }
    return node('div', {class: 'actions'}, ...list);
  }

  async function campaign(id) {
    const path = '/campaigns/' + encodeURIComponent(id);
    const it = await call('GET', path);
    const failures = (await call('GET', path + '/failures')).items;
    const steps = (await call('GET', path + '/steps')).items;
    const cards = (await call('GET', path + '/cards?limit=50')).items;
    return [
      node('h2', {}, it.plan.name),
      node('p', {}, node('span', {class: 'state'}, it.state), ' to ' + it.plan.recipient + ', ordered by ' + it.createdBy
        + (it.reason ? '; ' + it.reason : '') + (it.missing.length ? '; waits for ' + it.missing.join(' and ') : '')),
      actions(it),
      bar(it.progress),
      node('p', {id: 'counts'}, it.progress.confirmed + ' of ' + it.progress.cards + ' confirmed, ' + it.progress.waiting
        + ' waiting, ' + it.progress.failed + ' failed'),
      chart(sample(it)),
      table('Cards by phase', ['Phase', 'Cards'], Object.entries(it.progress.phases).map(entry => row(entry))),
      table('Failures by cause', ['Cause', 'Cards'], failures.map(each => row([each.reason, each.cards]))),
      table('The first cards', ['Card', 'New IMSI', 'Status', 'Phase', 'Messages', 'Reason'], cards.map(each => row([
        node('a', {href: '#/cards/' + each.iccid}, each.iccid), each.newImsi, each.status, each.phase || '',
        each.submissions, each.reason]))),
      table('What was done', ['When', 'Who', 'What', 'State'], steps.map(each => row([
        when(each.at), each.by, each.action, each.state])))];
  }

  async function approvals() {
    const own = (await call('GET', '/campaigns?state=awaiting-approval')).items;
    const partners = (await call('GET', '/operators')).items.filter(each => !each.self);
    const theirs = await Promise.all(partners.map(async partner => {
      try {
        const list = (await call('GET', '/partners/' + encodeURIComponent(partner.id) + '/campaigns')).items;
        return list.filter(it => it.state === 'awaiting-approval' && it.missing.includes('recipient'))
          .map(it => ({partner: partner.id, it}));
      } catch (error) {
        return [{partner: partner.id, error}];
      }
    }));
    const decide = (partner, it) => {
      const path = '/partners/' + encodeURIComponent(partner) + '/campaigns/' + encodeURIComponent(it.id);
      return may('approver') ? node('span', {class: 'actions'},
        node('button', {type: 'button', class: 'main', onclick: () => act(() => call('POST', path + '/approve'))}, 'Approve'),
        node('button', {type: 'button', onclick: () => reasonThen('Why refuse?',
          reason => call('POST', path + '/refuse', {reason}))}, 'Refuse')) : '';
    };
    return [node('h2', {}, 'Approvals'),
      table('Campaigns of this operator', ['Name', 'To', 'Cards', 'Waits for'], own.map(it => row([
        node('a', {href: '#/campaigns/' + encodeURIComponent(it.id)}, it.plan.name), it.plan.recipient, it.progress.cards,
        it.missing.join(', ')]))),
      table('Campaigns of partners that bring cards here', ['From', 'Name', 'Cards', 'Decide'],
        theirs.flat().map(each => each.error
          ? row([each.partner, node('span', {class: 'bad'}, each.error.message), '', ''])
          : row([each.partner, each.it.plan.name, each.it.progress.cards, decide(each.partner, each.it)])))];
  }

  async function cards() {
    const first = (await call('GET', '/cards?limit=50')).items;
    const field = node('input', {id: 'iccid', inputmode: 'numeric', pattern: '[0-9]{18,20}', required: ''});
    return [node('h2', {}, 'Cards'),
      node('form', {onsubmit: event => {
        event.preventDefault();
        location.hash = '#/cards/' + field.value;
      }}, node('label', {for: 'iccid'}, 'ICCID', field), node('button', {class: 'main'}, 'Show')),
      table('The first cards', ['ICCID', 'IMSI', 'Status', 'Slot'], first.map(card => row([
        node('a', {href: '#/cards/' + card.iccid}, card.iccid), card.imsi, card.status, card.slot + ' of ' + card.slotCount])))];
  }

  async function card(iccid) {
    const it = await call('GET', '/cards/' + encodeURIComponent(iccid));
    const events = (await call('GET', '/cards/' + encodeURIComponent(iccid) + '/events?limit=1000')).items;
    return [node('h2', {}, 'Card ' + it.iccid),
      node('p', {}, 'IMSI ' + it.imsi + ', number ' + it.msisdn + ', ' + it.status + ', slot ' + it.slot + ' of '
        + it.slotCount),
      events.length === 0 ? node('p', {}, 'Nothing has happened to it yet.') : node('ol', {class: 'life'},
        ...events.map(event => node('li', {}, when(event.at), ' ', node('strong', {}, event.phase), ' ', event.type, ' ',
          node('a', {href: '#/campaigns/' + encodeURIComponent(event.campaign)}, event.campaign))))];
  }

  async function content() {
    const [place, id] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
    if (place === 'campaigns' && id) {
      return campaign(id);
    }
    if (place === 'approvals') {
      return approvals();
    }
    if (place === 'cards') {
      return id ? card(id) : cards();
    }
    return campaigns();
  }

  /** Live pages are drawn anew, but not under somebody's fingers: focus and typed text stay. */
  async function show(again) {
    const turn = ++shown;
    frame();
    if (person === null) {
      signIn();
      return;
    }
    drawing = content();
    const fresh = await drawing;
    if (turn !== shown) {
      return;
    }
    listen();
    const focus = again && main.contains(document.activeElement) ? [...main.querySelectorAll('a, button, input')]
      .indexOf(document.activeElement) : -1;
    main.replaceChildren(...fresh);
    if (focus >= 0) {
      const same = main.querySelectorAll('a, button, input')[focus];
      if (same) {
        same.focus();
      }
    }
  }

  window.addEventListener('hashchange', () => act(async () => main.focus()));
  document.getElementById('leave').addEventListener('click', () => act(async () => {
    // Nothing is asked after the session has ended, nor while it ends.
    person = null;
    listen();
    window.clearTimeout(live.due);
    await drawing.catch(() => null);
    await call('DELETE', '/session');
  }));
  function redraw() {
    const typing = document.activeElement && document.activeElement.tagName === 'INPUT';
    if (person !== null && !document.hidden && !typing) {
      show(true).catch(tell);
    }
  }

  /** What the page at hand lives from: the server says when it has changed. Other pages, and old browsers, ask. */
  const live = {source: null, path: '', due: 0, dead: false};

  function streamOf() {
    const [place, id] = location.hash.replace(/^#\//, '').split('/');
    if (person === null || document.hidden || !window.EventSource) {
      return '';
    }
    if (place === 'campaigns' && id) {
      return '/api/v1/campaigns/' + id + '/events?cards=false';
    }
    return place === '' || place === 'campaigns' ? '/api/v1/events' : '';
  }

  function listen() {
    const path = streamOf();
    if (path === live.path) {
      return;
    }
    if (live.source) {
      live.source.close();
    }
    live.path = path;
    live.source = null;
    live.dead = false;
    if (path) {
      live.source = new EventSource(path);
      live.source.addEventListener('campaign', () => {
        live.dead = false;
        window.clearTimeout(live.due);
        live.due = window.setTimeout(redraw, DRAW_MILLIS);
      });
      live.source.addEventListener('error', () => {
        live.dead = true;
      });
    }
    document.documentElement.dataset.live = path ? 'stream' : 'poll';
  }

  setInterval(() => {
    listen();
    if (!live.source || live.dead) {
      redraw();
    }
  }, PERIOD_MILLIS);
  (async () => {
    try {
      person = await call('GET', '/session');
    } catch (error) {
      person = null;
    }
    await act(async () => {});
  })();
})();
