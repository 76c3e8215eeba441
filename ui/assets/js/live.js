// Says that the page has changed since it was read. It is never changed under its reader's hands.
const place = document.querySelector('[data-live]');
const SHORTEST = 2000;
const LONGEST = 60000;
const AWAY = ['TEMPORARILY_UNAVAILABLE', 'TIMEOUT'];
let source = null;
let timer = 0;
let pause = SHORTEST;
let over = !place;

// A browser keeps few connections to one site: only a page that is seen holds one.
function follow(after) {
  clearTimeout(timer);
  if (over || source || document.hidden) return;
  timer = setTimeout(() => {
    source = new EventSource(place.dataset.live);
    source.addEventListener('open', () => (pause = SHORTEST));
    source.addEventListener('next', hear);
    source.addEventListener('complete', lost);
    source.addEventListener('error', () => source?.readyState === EventSource.CLOSED && lost());
  }, after);
}

function leave() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

// The server stops, or is away: it is asked again, and ever more seldom.
function lost() {
  leave();
  follow(pause * (1 + Math.random()));
  pause = Math.min(2 * pause, LONGEST);
}

function hear(event) {
  const { data, errors } = JSON.parse(event.data);
  if (AWAY.includes(errors?.[0].extensions.code)) return;
  const position = Object.values(data ?? {})[0]?.position;
  over = true; // told, or nothing is to be told any more: signed out, or no longer open
  leave();
  if (position) show(position);
}

function show(position) {
  const told = place.querySelector('template').content.cloneNode(true);
  const now = new URL(location.href);
  now.searchParams.delete('position');
  now.searchParams.set('fresh', position);
  now.hash = '';
  told.querySelector('a').href = now;
  place.append(told);
}

if (place) {
  document.addEventListener('visibilitychange', () => (document.hidden ? leave() : follow(500)));
  addEventListener('pagehide', leave);
  addEventListener('pageshow', () => follow(0));
}
