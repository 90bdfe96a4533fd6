package contract

// PhoneSendParams is the body of the sends by SMS and WhatsApp.
type PhoneSendParams struct {
	PhoneNumber         string      `json:"phone_number,omitempty"`
	ExpirationMinutes   int32       `json:"expiration_minutes,omitempty"`
	Attributes          *Attributes `json:"attributes,omitempty"`
	CreateUserAsPending bool        `json:"create_user_as_pending,omitempty"`
	Locale              string      `json:"locale,omitempty"`
}

type PhoneSendResponse struct {
	Envelope
	UserID  string `json:"user_id"`
	PhoneID string `json:"phone_id"`
}

type PhoneLoginOrCreateResponse struct {
	Envelope
	UserID      string `json:"user_id"`
	PhoneID     string `json:"phone_id"`
	UserCreated bool   `json:"user_created"`
}

type EmailOTPParams struct {
	Email               string      `json:"email,omitempty"`
	ExpirationMinutes   int32       `json:"expiration_minutes,omitempty"`
	Attributes          *Attributes `json:"attributes,omitempty"`
	CreateUserAsPending bool        `json:"create_user_as_pending,omitempty"`
	Locale              string      `json:"locale,omitempty"`
	LoginTemplateID     string      `json:"login_template_id,omitempty"`
	SignupTemplateID    string      `json:"signup_template_id,omitempty"`
}

// AuthenticateOTPParams is the body of POST /v1/otps/authenticate.
type AuthenticateOTPParams struct {
	MethodID               string         `json:"method_id,omitempty"`
	Code                   string         `json:"code,omitempty"`
	Attributes             *Attributes    `json:"attributes,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
}

type AuthenticateOTPResponse struct {
	Envelope
	UserID        string   `json:"user_id"`
	MethodID      string   `json:"method_id"`
	SessionToken  string   `json:"session_token"`
	SessionJWT    string   `json:"session_jwt"`
	User          User     `json:"user"`
	ResetSessions bool     `json:"reset_sessions"`
	Session       *Session `json:"session,omitempty"`
}

func (c *Client) SendSMS(params PhoneSendParams) (*PhoneSendResponse, error) {
	return call[PhoneSendResponse](c.wire, "POST", "/v1/otps/sms/send", nil, params)
}

func (c *Client) LoginOrCreateBySMS(params PhoneSendParams) (*PhoneLoginOrCreateResponse, error) {
	path := "/v1/otps/sms/login_or_create"
	return call[PhoneLoginOrCreateResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) LoginOrCreateByWhatsApp(
	params PhoneSendParams,
) (*PhoneLoginOrCreateResponse, error) {
	path := "/v1/otps/whatsapp/login_or_create"
	return call[PhoneLoginOrCreateResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) LoginOrCreateByEmailOTP(params EmailOTPParams) (*LoginOrCreateResponse, error) {
	path := "/v1/otps/email/login_or_create"
	return call[LoginOrCreateResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) AuthenticateOTP(params AuthenticateOTPParams) (*AuthenticateOTPResponse, error) {
	return call[AuthenticateOTPResponse](c.wire, "POST", "/v1/otps/authenticate", nil, params)
}
