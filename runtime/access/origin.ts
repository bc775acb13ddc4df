/**
 * May this request change anything on behalf of a cookie? A browser sends the cookie from any page, so a write must
 * prove that it comes from ours: the fetch metadata says so, or the Origin names the host that was asked.
 * A caller without either header is not a browser, and nobody can make it send the cookie.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  // A reverse proxy ends TLS, so the scheme is not compared; the host is.
  return URL.canParse(origin) && new URL(origin).host === (headers.get('host') ?? '').toLowerCase();
}
