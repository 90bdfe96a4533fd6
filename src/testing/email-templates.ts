/** Templates that tests store; the smallest that are right. */
export const loginTemplate = {
  template_type: 'LOGIN',
  subject: 'Come in, {{user_email}}',
  html_content: '<p>For {{user_email}}: <a href="{{magic_link_url}}">in</a></p>',
  plaintext_content: 'In: {{magic_link_url}}',
};

export const otpTemplate = {
  template_type: 'ONE_TIME_PASSCODE',
  subject: 'Your code',
  html_content: '<b>{{otp_code}}</b>',
  plaintext_content: '{{otp_code}}',
};

export const sender = {
  from_local_part: 'hello',
  from_domain: 'mail.example.com',
  from_name: 'Acme',
  reply_to_local_part: 'support',
  reply_to_name: 'Acme support',
};

export const look = {
  button_border_radius: 4.5,
  button_color: '#aa0000',
  button_text_color: '#ffeedd',
  font_family: 'GEORGIA',
  text_alignment: 'CENTER',
};
