package contract

// CreateTOTPParams is the body of POST /v1/totps.
type CreateTOTPParams struct {
	UserID            string `json:"user_id,omitempty"`
	ExpirationMinutes int32  `json:"expiration_minutes,omitempty"`
}

type CreateTOTPResponse struct {
	Envelope
	TOTPID        string   `json:"totp_id"`
	Secret        string   `json:"secret"`
	QRCode        string   `json:"qr_code"`
	RecoveryCodes []string `json:"recovery_codes"`
	User          User     `json:"user"`
	UserID        string   `json:"user_id"`
}

// AuthenticateTOTPParams is the body of POST /v1/totps/authenticate.
type AuthenticateTOTPParams struct {
	UserID                 string         `json:"user_id,omitempty"`
	TOTPCode               string         `json:"totp_code,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
}

// RecoverTOTPParams is the body of POST /v1/totps/recover.
type RecoverTOTPParams struct {
	UserID                 string         `json:"user_id,omitempty"`
	RecoveryCode           string         `json:"recovery_code,omitempty"`
	SessionToken           string         `json:"session_token,omitempty"`
	SessionDurationMinutes int32          `json:"session_duration_minutes,omitempty"`
	SessionJWT             string         `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any `json:"session_custom_claims,omitempty"`
}

// TOTPLoginResponse answers both ways to authenticate.
type TOTPLoginResponse struct {
	Envelope
	UserID       string   `json:"user_id"`
	TOTPID       string   `json:"totp_id"`
	SessionToken string   `json:"session_token"`
	SessionJWT   string   `json:"session_jwt"`
	User         User     `json:"user"`
	Session      *Session `json:"session,omitempty"`
}

type TOTPWithRecoveryCodes struct {
	TOTPID        string   `json:"totp_id"`
	Verified      bool     `json:"verified"`
	RecoveryCodes []string `json:"recovery_codes"`
}

type RecoveryCodesResponse struct {
	Envelope
	UserID string                  `json:"user_id"`
	TOTPs  []TOTPWithRecoveryCodes `json:"totps"`
}

func (c *Client) CreateTOTP(params CreateTOTPParams) (*CreateTOTPResponse, error) {
	return call[CreateTOTPResponse](c.wire, "POST", "/v1/totps", nil, params)
}

func (c *Client) AuthenticateTOTP(params AuthenticateTOTPParams) (*TOTPLoginResponse, error) {
	return call[TOTPLoginResponse](c.wire, "POST", "/v1/totps/authenticate", nil, params)
}

func (c *Client) RecoverTOTP(params RecoverTOTPParams) (*TOTPLoginResponse, error) {
	return call[TOTPLoginResponse](c.wire, "POST", "/v1/totps/recover", nil, params)
}

func (c *Client) RecoveryCodes(userID string) (*RecoveryCodesResponse, error) {
	params := struct {
		UserID string `json:"user_id,omitempty"`
	}{userID}
	return call[RecoveryCodesResponse](c.wire, "POST", "/v1/totps/recovery_codes", nil, params)
}
