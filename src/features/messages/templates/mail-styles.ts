export const FONT =
  "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
export const MONOSPACE = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";

const darkButton = (
  prefix: string,
) => `${prefix}.primary{background-color:#4865ee!important;border-color:#4865ee!important}
${prefix}.primary-label{color:#ffffff!important}`;

/** Colour changes by class; `!important` because they must beat the inline styles. */
const dark = (prefix: string, stockButton: boolean) => `
${prefix}.page{background-color:#0e1015!important}
${prefix}.card{background-color:#181b22!important;border-color:#2b303b!important}
${prefix}.strong{color:#f4f5f7!important}
${prefix}.text{color:#cfd3db!important}
${prefix}.soft{color:#9aa1ae!important}
${prefix}.rule{border-color:#2b303b!important}
${prefix}.code{background-color:#0e1015!important;color:#f4f5f7!important}
${stockButton ? darkButton(prefix) : ''}
${prefix}.secondary{background-color:#181b22!important;border-color:#454c5a!important}
${prefix}.secondary-label{color:#f4f5f7!important}
${prefix}.link{color:#9db0ff!important}
${prefix}.badge{background-color:#3d2f0c!important;color:#f6d48a!important}`;

/** Dark mode for clients that honour the media query, and for Outlook, which marks the document. */
export const darkStyles = (stockButton: boolean): string => `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){${dark('', stockButton)}
}${dark('[data-ogsc] ', stockButton)}
@media (max-width:480px){.outer{padding:24px 12px!important}.inner{padding:28px 24px!important}}
`;
