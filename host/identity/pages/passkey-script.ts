/** The script of the pages: asks the browser for a passkey, and sends what it gives. Served as a file of this origin. */
export const passkeyScript = `
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body), credentials: 'same-origin' });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? 'HTTP ' + response.status);
  return answer;
}

const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function signIn(base) {
  const options = await post(base + '/options', {});
  const found = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge),
    allowCredentials: listed(options.allowCredentials) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return post(base, { id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: {},
    response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature), userHandle: userHandle ? text(userHandle) : undefined } });
}

async function register(base, name) {
  const options = await post(base + '/options', {});
  const made = await navigator.credentials.create({ publicKey: { ...options, challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: listed(options.excludeCredentials) } });
  const { clientDataJSON, attestationObject } = made.response;
  return post(base, { name, credential: { id: made.id, rawId: text(made.rawId), type: made.type,
    clientExtensionResults: {}, response: { clientDataJSON: text(clientDataJSON),
      attestationObject: text(attestationObject), transports: made.response.getTransports?.() ?? [] } } });
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const alert = form.querySelector('[role=alert]');
  if (!window.PublicKeyCredential) { form.hidden = true; continue; }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    alert.hidden = true;
    try {
      const act = form.dataset.passkey === 'register' ? register : signIn;
      location.assign((await act(form.getAttribute('action'), form.elements.name?.value)).next);
    } catch (error) {
      alert.textContent = error.name === 'NotAllowedError' ? '已取消或超时，请重试 / cancelled or timed out, try again' : error.message;
      alert.hidden = false;
      button.disabled = false;
    }
  });
}
`;
