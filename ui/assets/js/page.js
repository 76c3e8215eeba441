// Small comforts. Every page works without this file.
import './live.js';

// What just happened, or what is wrong, is where a reader should land.
document.querySelector('[data-focus]')?.focus();

// A second press on a button must not send twice (the command's id would catch it all the same).
for (const form of document.querySelectorAll('form[data-guard]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    addEventListener('pageshow', () => delete form.dataset.sent, { once: true });
    setTimeout(() => delete form.dataset.sent, 8000);
  });

  // Typed work is not left by accident.
  const before = new URLSearchParams(new FormData(form)).toString();
  addEventListener('beforeunload', (event) => {
    const now = new URLSearchParams(new FormData(form)).toString();
    if (!form.dataset.sent && (now !== before || form.dataset.typed)) event.preventDefault();
  });
}

// A problem's link puts the reader into the field itself.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.summary a[href^="#"]');
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  for (let at = field; (at = at.parentElement?.closest('details')); ) at.open = true;
  const inner = field.matches('fieldset') && field.querySelector('input:not([type=hidden]), select');
  (inner || field).focus();
});
