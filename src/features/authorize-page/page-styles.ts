/** On top of the frame that all of our pages share. */
export const PAGE_STYLES = `
main{text-align:left}
h1{text-align:center}
form{margin-top:24px}
label{display:block;color:var(--strong);font-weight:600}
input:not([type=hidden]){display:block;width:100%;margin:6px 0 0;padding:11px 12px;border:1px solid var(--text);border-radius:8px;background:var(--card);color:var(--strong);font:inherit}
input:focus-visible{outline:3px solid var(--ring);outline-offset:1px}
.field{margin-top:14px}
.action{margin-top:14px}
.other{border:1px solid var(--text);background:transparent;color:var(--strong)}
.other:hover{background:var(--page)}
.alert{margin-top:20px;padding:12px 14px;border:1px solid #b3261e;border-left-width:5px;border-radius:8px;color:var(--strong)}
.note{margin-top:16px;font-size:14px}
.divider{margin:28px 0 0;padding-top:4px;border-top:1px solid var(--line)}
ul{margin:14px 0 0;padding-left:22px;color:var(--strong)}
li{margin-top:6px}
strong{color:var(--strong);overflow-wrap:anywhere}
`;
