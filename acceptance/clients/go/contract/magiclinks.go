package contract

// AuthenticateMagicLinkParams is the body of POST /v1/magic_links/authenticate.
type AuthenticateMagicLinkParams struct {
	Token                  string         `json:"token,omitempty"`
	Attributes             *Attributes    `json:"attributes,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
	CodeVerifier           string         `json:"code_verifier,omitempty"`
}

type AuthenticateMagicLinkResponse struct {
	Envelope
	UserID        string   `json:"user_id"`
	MethodID      string   `json:"method_id"`
	SessionToken  string   `json:"session_token"`
	SessionJWT    string   `json:"session_jwt"`
	User          User     `json:"user"`
	ResetSessions bool     `json:"reset_sessions"`
	Session       *Session `json:"session,omitempty"`
}

type CreateMagicLinkParams struct {
	UserID            string      `json:"user_id,omitempty"`
	ExpirationMinutes int32       `json:"expiration_minutes,omitempty"`
	Attributes        *Attributes `json:"attributes,omitempty"`
}

type CreateMagicLinkResponse struct {
	Envelope
	UserID string `json:"user_id"`
	Token  string `json:"token"`
}

type LoginOrCreateParams struct {
	Email                   string      `json:"email,omitempty"`
	LoginMagicLinkURL       string      `json:"login_magic_link_url,omitempty"`
	SignupMagicLinkURL      string      `json:"signup_magic_link_url,omitempty"`
	LoginExpirationMinutes  int32       `json:"login_expiration_minutes,omitempty"`
	SignupExpirationMinutes int32       `json:"signup_expiration_minutes,omitempty"`
	Attributes              *Attributes `json:"attributes,omitempty"`
	CreateUserAsPending     bool        `json:"create_user_as_pending,omitempty"`
	CodeChallenge           string      `json:"code_challenge,omitempty"`
}

type LoginOrCreateResponse struct {
	Envelope
	UserID      string `json:"user_id"`
	EmailID     string `json:"email_id"`
	UserCreated bool   `json:"user_created"`
}

type SendParams struct {
	Email  string `json:"email,omitempty"`
	UserID string `json:"user_id,omitempty"`
}

type InviteParams struct {
	Email                   string `json:"email,omitempty"`
	Name                    *Name  `json:"name,omitempty"`
	InviteMagicLinkURL      string `json:"invite_magic_link_url,omitempty"`
	InviteExpirationMinutes int32  `json:"invite_expiration_minutes,omitempty"`
}

// SentResponse answers a mail that went out.
type SentResponse struct {
	Envelope
	UserID  string `json:"user_id"`
	EmailID string `json:"email_id"`
}

func (c *Client) AuthenticateMagicLink(
	params AuthenticateMagicLinkParams,
) (*AuthenticateMagicLinkResponse, error) {
	path := "/v1/magic_links/authenticate"
	return call[AuthenticateMagicLinkResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) CreateMagicLink(params CreateMagicLinkParams) (*CreateMagicLinkResponse, error) {
	return call[CreateMagicLinkResponse](c.wire, "POST", "/v1/magic_links", nil, params)
}

func (c *Client) LoginOrCreate(params LoginOrCreateParams) (*LoginOrCreateResponse, error) {
	path := "/v1/magic_links/email/login_or_create"
	return call[LoginOrCreateResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) SendMagicLink(params SendParams) (*SentResponse, error) {
	return call[SentResponse](c.wire, "POST", "/v1/magic_links/email/send", nil, params)
}

func (c *Client) Invite(params InviteParams) (*SentResponse, error) {
	return call[SentResponse](c.wire, "POST", "/v1/magic_links/email/invite", nil, params)
}

func (c *Client) RevokeInvite(email string) (*Envelope, error) {
	params := struct {
		Email string `json:"email,omitempty"`
	}{email}
	return call[Envelope](c.wire, "POST", "/v1/magic_links/email/revoke_invite", nil, params)
}
