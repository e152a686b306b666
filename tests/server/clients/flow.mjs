// What the flows of all clients share: the server, the token, and saying which step is done.
export const { BASE } = process.env;

/** The token of the organizer of events 1 and 3. */
export async function token() {
  const login = await fetch(`${BASE}/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email: "jane@example.com", password: "password" }),
  });
  const found = (await login.json()).access_token;
  if (found) step("sign in");
  return found;
}

/** Report a step of docs/clients.md as done. */
export function step(name) {
  console.log(`step ${name}`);
}

export const run = (flow) => flow().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
