package contract

import (
	"fmt"
	"time"
)

// Session is the session object. Started, accessed and expires are always there in an answer.
type Session struct {
	SessionID             string                 `json:"session_id"`
	UserID                string                 `json:"user_id"`
	AuthenticationFactors []AuthenticationFactor `json:"authentication_factors"`
	Roles                 []string               `json:"roles"`
	StartedAt             *time.Time             `json:"started_at"`
	LastAccessedAt        *time.Time             `json:"last_accessed_at"`
	ExpiresAt             *time.Time             `json:"expires_at"`
	Attributes            *Attributes            `json:"attributes,omitempty"`
	CustomClaims          map[string]any         `json:"custom_claims,omitempty"`
}

// AuthenticationFactor has the detail objects of what is built so far.
type AuthenticationFactor struct {
	Type                string     `json:"type"`
	DeliveryMethod      string     `json:"delivery_method"`
	LastAuthenticatedAt *time.Time `json:"last_authenticated_at,omitempty"`
	CreatedAt           *time.Time `json:"created_at,omitempty"`
	UpdatedAt           *time.Time `json:"updated_at,omitempty"`
	EmailFactor         *struct {
		EmailID      string `json:"email_id"`
		EmailAddress string `json:"email_address"`
	} `json:"email_factor,omitempty"`
	PhoneNumberFactor *struct {
		PhoneID     string `json:"phone_id"`
		PhoneNumber string `json:"phone_number"`
	} `json:"phone_number_factor,omitempty"`
	AuthenticatorAppFactor *struct {
		TOTPID string `json:"totp_id"`
	} `json:"authenticator_app_factor,omitempty"`
	RecoveryCodeFactor *struct {
		ID string `json:"totp_recovery_code_id"`
	} `json:"recovery_code_factor,omitempty"`
	ImpersonatedFactor *struct {
		ImpersonatorID           string `json:"impersonator_id"`
		ImpersonatorEmailAddress string `json:"impersonator_email_address"`
	} `json:"impersonated_factor,omitempty"`
	GoogleOAuthFactor *struct {
		ID              string `json:"id"`
		ProviderSubject string `json:"provider_subject"`
		EmailID         string `json:"email_id,omitempty"`
	} `json:"google_oauth_factor,omitempty"`
	CryptoWalletFactor *struct {
		ID      string `json:"crypto_wallet_id"`
		Address string `json:"crypto_wallet_address"`
		Type    string `json:"crypto_wallet_type"`
	} `json:"crypto_wallet_factor,omitempty"`
	TrustedAuthTokenFactor *struct {
		TokenID string `json:"token_id"`
	} `json:"trusted_auth_token_factor,omitempty"`
	EmbeddableMagicLinkFactor *struct {
		EmbeddedID string `json:"embedded_id"`
	} `json:"embeddable_magic_link_factor,omitempty"`
}

type AuthenticateSessionParams struct {
	SessionToken           string              `json:"session_token,omitempty"`
	SessionDurationMinutes int32               `json:"session_duration_minutes,omitempty"`
	SessionJWT             string              `json:"session_jwt,omitempty"`
	SessionCustomClaims    map[string]any      `json:"session_custom_claims,omitempty"`
	AuthorizationCheck     *AuthorizationCheck `json:"authorization_check,omitempty"`
}

// AuthenticateSessionResponse: a session JWT that was checked locally gives only the session.
type AuthenticateSessionResponse struct {
	Envelope
	Session      Session               `json:"session"`
	SessionToken string                `json:"session_token"`
	SessionJWT   string                `json:"session_jwt"`
	User         User                  `json:"user"`
	Verdict      *AuthorizationVerdict `json:"verdict,omitempty"`
}

type RevokeSessionParams struct {
	SessionID    string `json:"session_id,omitempty"`
	SessionToken string `json:"session_token,omitempty"`
	SessionJWT   string `json:"session_jwt,omitempty"`
}

type GetSessionsResponse struct {
	Envelope
	Sessions []Session `json:"sessions"`
}

type JWK struct {
	Kty     string   `json:"kty"`
	Use     string   `json:"use"`
	KeyOps  []string `json:"key_ops"`
	Alg     string   `json:"alg"`
	Kid     string   `json:"kid"`
	X5C     []string `json:"x5c"`
	X5TS256 string   `json:"x5tS256"`
	N       string   `json:"n"`
	E       string   `json:"e"`
}

type GetJWKSResponse struct {
	Envelope
	Keys []JWK `json:"keys"`
}

func (c *Client) AuthenticateSession(
	params AuthenticateSessionParams,
) (*AuthenticateSessionResponse, error) {
	path := "/v1/sessions/authenticate"
	return call[AuthenticateSessionResponse](c.wire, "POST", path, nil, params)
}

// AuthenticateJWT checks the token locally and asks the server only if that fails.
func (c *Client) AuthenticateJWT(
	token string, maxAge time.Duration,
) (*AuthenticateSessionResponse, error) {
	session, err := c.AuthenticateJWTLocal(token, maxAge)
	if err != nil {
		return c.AuthenticateSession(AuthenticateSessionParams{SessionJWT: token})
	}
	return &AuthenticateSessionResponse{Session: *session}, nil
}

func (c *Client) RevokeSession(params RevokeSessionParams) (*Envelope, error) {
	return call[Envelope](c.wire, "POST", "/v1/sessions/revoke", nil, params)
}

func (c *Client) GetSessions(userID string) (*GetSessionsResponse, error) {
	query := map[string]string{"user_id": userID}
	return call[GetSessionsResponse](c.wire, "GET", "/v1/sessions", query, nil)
}

func (c *Client) GetJWKS(projectID string) (*GetJWKSResponse, error) {
	path := fmt.Sprintf("/v1/sessions/jwks/%s", projectID)
	return call[GetJWKSResponse](c.wire, "GET", path, nil, nil)
}
