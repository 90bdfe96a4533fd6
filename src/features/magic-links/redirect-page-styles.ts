/**
 * While the script forwards, the card stays hidden for a moment and then fades in: most people see
 * a blank page and move on, and whoever is stuck (an app scheme that wants a tap) gets the button.
 */
export const REDIRECT_STYLES = `
:root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--line:#e4e6eb;--strong:#14171f;--text:#5b6271;--accent:#3451d1;--accent-hover:#2a43b5;--ring:#9db0ff}
@media (prefers-color-scheme:dark){:root{--page:#0e1015;--card:#181b22;--line:#2b303b;--strong:#f4f5f7;--text:#a9b0bd;--accent:#4865ee;--accent-hover:#3d59e0;--ring:#9db0ff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--page);color:var(--text);font:16px/1.55 -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
main{width:100%;max-width:400px;padding:40px 32px;border:1px solid var(--line);border-radius:16px;background:var(--card);text-align:center}
h1{margin:0 0 8px;color:var(--strong);font-size:22px;line-height:1.35;letter-spacing:-.2px;overflow-wrap:anywhere}
p{margin:0}
.action{display:block;margin-top:28px;padding:13px 24px;border-radius:8px;background:var(--accent);color:#fff;font-weight:600;text-decoration:none}
button.action{width:100%;border:0;font:inherit;font-weight:600;cursor:pointer}
.action:hover{background:var(--accent-hover)}
.action:focus-visible{outline:3px solid var(--ring);outline-offset:2px}
.when-forwarding{display:none}
.forwarding .when-forwarding{display:block}
.forwarding .when-waiting{display:none}
.forwarding main{animation:appear .3s 1.2s both}
@keyframes appear{from{opacity:0}to{opacity:1}}
@media (forced-colors:active){.action{border:1px solid}}
`;
