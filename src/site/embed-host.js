// The frame, and where it comes from: nobody else is listened to.
const frame = document.querySelector('iframe');
const notes = new URL(frame.src).origin;

addEventListener('message', ({ data, source, origin }) => {
  if (source !== frame.contentWindow || origin !== notes) return;
  if (data?.source !== 'generative-notes') return;
  // As high as the figure is, so that nothing scrolls in it.
  if (Number.isFinite(data.height)) frame.style.height = `${data.height}px`;
  if (data.event === 'metrics') document.querySelector('output').textContent = data.metrics.kl.toFixed(4);
});

for (const button of document.querySelectorAll('button[data-mu]'))
  button.addEventListener('click', () =>
    frame.contentWindow.postMessage({ type: 'set', params: { mu: Number(button.dataset.mu) } }, notes),
  );
