package contract

// CreatePasswordParams is the body of POST /v1/passwords.
type CreatePasswordParams struct {
	Email                  string         `json:"email,omitempty"`
	Password               string         `json:"password,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
	TrustedMetadata        map[string]any `json:"trusted_metadata,omitempty"`
	UntrustedMetadata      map[string]any `json:"untrusted_metadata,omitempty"`
	Name                   *Name          `json:"name,omitempty"`
}

type CreatePasswordResponse struct {
	PasswordLoginResponse
	EmailID string `json:"email_id"`
}

// AuthenticatePasswordParams is the body of POST /v1/passwords/authenticate.
type AuthenticatePasswordParams struct {
	Email                  string         `json:"email,omitempty"`
	Password               string         `json:"password,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
}

// PasswordLoginResponse answers every call that logs in by password.
type PasswordLoginResponse struct {
	Envelope
	UserID       string   `json:"user_id"`
	SessionToken string   `json:"session_token"`
	SessionJWT   string   `json:"session_jwt"`
	User         User     `json:"user"`
	Session      *Session `json:"session,omitempty"`
}

type StrengthCheckParams struct {
	Password string `json:"password,omitempty"`
	Email    string `json:"email,omitempty"`
}

type StrengthCheckResponse struct {
	Envelope
	ValidPassword           bool      `json:"valid_password"`
	Score                   int32     `json:"score"`
	BreachedPassword        bool      `json:"breached_password"`
	StrengthPolicy          string    `json:"strength_policy"`
	BreachDetectionOnCreate bool      `json:"breach_detection_on_create"`
	Feedback                *Feedback `json:"feedback,omitempty"`
}

type Feedback struct {
	Warning          string            `json:"warning"`
	Suggestions      []string          `json:"suggestions"`
	LUDSRequirements *LUDSRequirements `json:"luds_requirements,omitempty"`
}

type LUDSRequirements struct {
	HasLowerCase      bool  `json:"has_lower_case"`
	HasUpperCase      bool  `json:"has_upper_case"`
	HasDigit          bool  `json:"has_digit"`
	HasSymbol         bool  `json:"has_symbol"`
	MissingComplexity int32 `json:"missing_complexity"`
	MissingCharacters int32 `json:"missing_characters"`
}

// MigratePasswordParams is the body of POST /v1/passwords/migrate, without the hashes that need a
// configuration.
type MigratePasswordParams struct {
	Email            string `json:"email,omitempty"`
	Hash             string `json:"hash,omitempty"`
	HashType         string `json:"hash_type,omitempty"`
	SetEmailVerified bool   `json:"set_email_verified,omitempty"`
	Name             *Name  `json:"name,omitempty"`
	ExternalID       string `json:"external_id,omitempty"`
}

type MigratePasswordResponse struct {
	Envelope
	UserID      string `json:"user_id"`
	EmailID     string `json:"email_id"`
	UserCreated bool   `json:"user_created"`
	User        User   `json:"user"`
}

type StartEmailResetParams struct {
	Email                          string `json:"email,omitempty"`
	ResetPasswordRedirectURL       string `json:"reset_password_redirect_url,omitempty"`
	ResetPasswordExpirationMinutes int32  `json:"reset_password_expiration_minutes,omitempty"`
	CodeChallenge                  string `json:"code_challenge,omitempty"`
	LoginRedirectURL               string `json:"login_redirect_url,omitempty"`
}

type EmailResetParams struct {
	Token                  string `json:"token,omitempty"`
	Password               string `json:"password,omitempty"`
	SessionDurationMinutes int32  `json:"session_duration_minutes,omitempty"`
	CodeVerifier           string `json:"code_verifier,omitempty"`
}

type ExistingPasswordResetParams struct {
	Email                  string `json:"email,omitempty"`
	ExistingPassword       string `json:"existing_password,omitempty"`
	NewPassword            string `json:"new_password,omitempty"`
	SessionDurationMinutes int32  `json:"session_duration_minutes,omitempty"`
}

type SessionResetParams struct {
	Password               string `json:"password,omitempty"`
	SessionToken           string `json:"session_token,omitempty"`
	SessionJWT             string `json:"session_jwt,omitempty"`
	SessionDurationMinutes int32  `json:"session_duration_minutes,omitempty"`
}

func (c *Client) CreatePassword(params CreatePasswordParams) (*CreatePasswordResponse, error) {
	return call[CreatePasswordResponse](c.wire, "POST", "/v1/passwords", nil, params)
}

func (c *Client) AuthenticatePassword(
	params AuthenticatePasswordParams,
) (*PasswordLoginResponse, error) {
	path := "/v1/passwords/authenticate"
	return call[PasswordLoginResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) CheckStrength(params StrengthCheckParams) (*StrengthCheckResponse, error) {
	path := "/v1/passwords/strength_check"
	return call[StrengthCheckResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) MigratePassword(params MigratePasswordParams) (*MigratePasswordResponse, error) {
	path := "/v1/passwords/migrate"
	return call[MigratePasswordResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) StartEmailReset(params StartEmailResetParams) (*SentResponse, error) {
	path := "/v1/passwords/email/reset/start"
	return call[SentResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) ResetByEmail(params EmailResetParams) (*PasswordLoginResponse, error) {
	path := "/v1/passwords/email/reset"
	return call[PasswordLoginResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) ResetByExistingPassword(
	params ExistingPasswordResetParams,
) (*PasswordLoginResponse, error) {
	path := "/v1/passwords/existing_password/reset"
	return call[PasswordLoginResponse](c.wire, "POST", path, nil, params)
}

func (c *Client) ResetBySession(params SessionResetParams) (*PasswordLoginResponse, error) {
	path := "/v1/passwords/session/reset"
	return call[PasswordLoginResponse](c.wire, "POST", path, nil, params)
}
